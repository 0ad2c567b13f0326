package dev.flowbench.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.model.StreamServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;

/**
 * How old a token is when the canvas shows it: the engine runs a workflow whose models talk at once, and their text comes
 * over the run's events onto the cards, in a shown window. A token counts as drawn when the pulse after the one that
 * painted it begins: by then its frame has been handed on, so up to one pulse of 17 ms is counted too much.
 */
final class StreamsInWindow {
    private static final int TOKENS = 160;
    /** What is told before this is warm-up: code is compiled, the window is opened. */
    private static final int WARM_UP_MILLIS = 3_000;
    /** Not in step with the pulses. */
    private static final int EVERY_MILLIS = 37;

    private final LiveRun live;
    private final List<String> ids;
    private final Map<String, Integer> seen = new HashMap<>();
    private final List<Double> shown = new ArrayList<>();
    private final List<Double> drawn = new ArrayList<>();
    private final List<Double> pulses = new ArrayList<>();
    private final List<String> painted = new ArrayList<>();
    private final Wakes wakes = new Wakes();
    private long cpuBegun;
    private long first;
    private long last;
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            long t = System.nanoTime();
            if (first == 0) first = t;
            if (isWarm()) {
                wakes.begin();
                if (cpuBegun == 0) cpuBegun = cpu();
                pulses.add((t - last) / 1e6);
                painted.forEach(token -> drawn.add(StreamsBench.millisSince(token)));
            }
            last = t;
            painted.clear();
        }
    };

    private StreamsInWindow(LiveRun live, List<String> ids) {
        this.live = live;
        this.ids = ids;
    }

    /** Starts JavaFX, once. */
    static void start() throws InterruptedException {
        var started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        // The window of each run is closed before the next one opens; JavaFX would end with the first.
        Platform.setImplicitExit(false);
    }

    private static List<String> ids(int models) {
        return IntStream.range(0, models).mapToObj(i -> "n" + i).toList();
    }

    private static Workflow workflow(StreamServer server, int models) throws UnreadableDocument {
        var nodes = new ArrayList<String>();
        var places = new ArrayList<String>();
        for (String id : ids(models)) {
            int at = places.size();
            nodes.add("""
                    {"id":"%s","kind":"llm","model":"m","messages":[{"role":"user","text":"Say the time."}]}"""
                    .formatted(id));
            places.add("\"%s\":[%d,%d]".formatted(id, 208 + at % 10 * 272, 96 + at / 10 * 160));
        }
        return new DocumentReader().read("""
                {"flowbench":1,"id":"times","models":{"m":{"provider":"openai-compatible","model":"m","baseUrl":"%s",
                "secret":"MY_KEY"}},"nodes":[%s],"wires":["n0.result -> out.result"],"layout":{"in":[0,96],%s,
                "out":[3200,96]}}""".formatted(server.base(), String.join(",", nodes), String.join(",", places)))
                .workflow();
    }

    /** Prints the rows for that many models at once. */
    static void run(ChatModel gateway, int models) throws Exception {
        try (var server = StreamsBench.clock(TOKENS, token -> Thread.sleep(EVERY_MILLIS))) {
            Workflow workflow = workflow(server, models);
            var bench = new AtomicReference<StreamsInWindow>();
            var stage = new AtomicReference<Stage>();
            var opened = new CountDownLatch(1);
            Platform.runLater(() -> {
                var live = new LiveRun(workflow);
                var canvas = new CanvasView(new FlowDocument(workflow, null, false), new Theme(Theme.Mode.LIGHT),
                        new Ports());
                var window = new Stage();
                window.setScene(new Scene(new StackPane(canvas), 1000, 800));
                window.show();
                canvas.fit();
                canvas.showRun(live::node);
                var one = new StreamsInWindow(live, ids(models));
                // In the pulse's order: what the last frame drew, then what comes in for this one.
                one.timer.start();
                live.revisionProperty().subscribe(_ -> {
                    canvas.runChanged();
                    one.painted();
                });
                bench.set(one);
                stage.set(window);
                opened.countDown();
            });
            opened.await();
            var engine = new Engine(new EnginePorts(gateway, Prices.free("free"), Journal.none(),
                    new VirtualThreads()));
            What.RunFinished end = engine.start(new RunRequest("streams" + models, workflow, "", "", Map.of(), true, 1,
                    ""), bench.get().live.listener()).await();
            if (end.status() != RunStatus.DONE) throw new IllegalStateException(end.toString());
            bench.get().report(models, stage.get());
        }
    }

    private void report(int models, Stage stage) throws InterruptedException {
        wakes.end();
        var done = new CountDownLatch(1);
        Platform.runLater(() -> {
            timer.stop();
            stage.hide();
            done.countDown();
        });
        done.await();
        String many = ", " + models + (models == 1 ? " model" : " models");
        StreamsBench.row("in the run that the window follows" + many, shown, "");
        StreamsBench.row("drawn on the canvas" + many, drawn, "<= 50 at p95");
        StreamsBench.row("between two pulses meanwhile" + many, pulses, "");
        System.out.printf(Locale.ROOT, "%-50s %10.2f%n", "processors busy with it" + many,
                (double) (cpu() - cpuBegun) / (last - first - WARM_UP_MILLIS * 1_000_000L));
        StreamsBench.row("a bare thread that sleeps 1 ms, meanwhile", wakes.late, "");
    }

    /** How long this machine makes a thread wait that has nothing to do with us, but for collections of the heap. */
    private static final class Wakes {
        private final List<Double> late = new ArrayList<>();
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);

        void begin() {
            if (thread.getState() == Thread.State.NEW) thread.start();
        }

        void end() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }

        private void run() {
            try {
                while (true) {
                    long begun = System.nanoTime();
                    Thread.sleep(1);
                    late.add((System.nanoTime() - begun) / 1e6);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private boolean isWarm() {
        return last - first > WARM_UP_MILLIS * 1_000_000L;
    }

    /** Notes what has come in, all of which is on the canvas now. */
    private void painted() {
        for (String id : ids) {
            String text = live.text(id);
            int from = seen.getOrDefault(id, 0);
            if (text.length() <= from) continue;
            for (String token : text.substring(from).split(" ")) {
                if (isWarm()) shown.add(StreamsBench.millisSince(token));
                painted.add(token);
            }
            seen.put(id, text.length());
        }
    }
}
