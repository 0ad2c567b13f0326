package dev.flowbench.bench;

import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.canvas.Drawings;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;

/**
 * Time between frames of the canvas in a shown window of 1000 x 800, by real scroll and drag events. Run it on the
 * software renderer, at full speed: {@code -Dprism.order=sw -Djavafx.animation.fullspeed=true -Dglass.platform=Headless}.
 */
public final class CanvasBench {
    private static final int WARM = 20;
    private static final int FRAMES = 120;

    private final CanvasView canvas;
    private final List<Leg> legs = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private record Leg(String name, Runnable before, IntConsumer frame) {}

    private CanvasBench(CanvasView canvas) {
        this.canvas = canvas;
    }

    /** Prints a table of medians and 95th percentiles; the arguments are numbers of nodes. */
    public static void main(String[] args) throws Exception {
        int[] sizes = args.length == 0
                ? new int[]{1000, 10_000}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        var started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        // The window of each size is closed before the next one opens; JavaFX would end with the first.
        Platform.setImplicitExit(false);
        System.out.printf("%-8s %-28s %10s %10s%n", "nodes", "canvas", "median ms", "p95 ms");
        for (int n : sizes) run(n);
        System.exit(0);
    }

    private static void run(int n) throws InterruptedException {
        Workflow workflow = Drawings.many(n);
        var finished = new CountDownLatch(1);
        Platform.runLater(() -> {
            long start = System.nanoTime();
            var canvas = new CanvasView(new FlowDocument(workflow, null, false), new Theme(Theme.Mode.LIGHT),
                    new Ports());
            double made = (System.nanoTime() - start) / 1e6;
            var stage = new Stage();
            stage.setScene(new Scene(new StackPane(canvas), 1000, 800));
            stage.show();
            System.out.printf(Locale.ROOT, "%-8d %-28s %10.1f%n", n, "lay out and open", made);
            var bench = new CanvasBench(canvas);
            bench.plan();
            bench.measure(n, 0, () -> {
                stage.hide();
                finished.countDown();
            });
        });
        finished.await();
    }

    private void plan() {
        legs.add(new Leg("pan at 100 %", () -> canvas.zoomTo(1), i -> pan(i, 6)));
        legs.add(new Leg("pan at 30 %", () -> canvas.zoomTo(0.3), i -> pan(i, 6)));
        legs.add(new Leg("pan with all in view", canvas::fit, i -> pan(i, 3)));
        legs.add(new Leg("zoom from all to 100 % and back", canvas::fit, i -> wheel(i % 80 < 40 ? 14 : -14)));
        legs.add(new Leg("zoom at 100 %", () -> canvas.zoomTo(1), i -> wheel(i % 10 < 5 ? 10 : -10)));
        legs.add(new Leg("all in view, painted anew", canvas::fit,
                i -> canvas.zoomTo(canvas.zoomProperty().get() * (i % 2 == 0 ? 1.02 : 1 / 1.02))));
    }

    /** Drags with the middle button to and fro. */
    private void pan(int i, double by) {
        double x = 500 + (i % 80 < 40 ? i % 40 : 40 - i % 40) * by;
        if (i == 0) fire(MouseEvent.MOUSE_PRESSED, x);
        fire(MouseEvent.MOUSE_DRAGGED, x);
        if (i == WARM + FRAMES - 1) fire(MouseEvent.MOUSE_RELEASED, x);
    }

    private void fire(javafx.event.EventType<MouseEvent> type, double x) {
        canvas.fireEvent(
                new MouseEvent(type, x, 400, x, 400, MouseButton.MIDDLE, 1, false, false, false, false, false, true,
                        false, false, false, false, null));
    }

    private void wheel(double by) {
        canvas.fireEvent(
                new ScrollEvent(ScrollEvent.SCROLL, 500, 400, 500, 400, false, false, false, false, false, false, 0, by,
                        0, by, ScrollEvent.HorizontalTextScrollUnits.NONE, 0, ScrollEvent.VerticalTextScrollUnits.NONE,
                        0, 0, null));
    }

    private void measure(int n, int at, Runnable then) {
        if (at == legs.size()) {
            then.run();
            return;
        }
        Leg leg = legs.get(at);
        leg.before().run();
        double[] times = new double[FRAMES];
        new AnimationTimer() {
            private int i;
            private long last;

            @Override
            public void handle(long now) {
                long t = System.nanoTime();
                if (i > WARM) times[i - WARM - 1] = (t - last) / 1e6;
                last = t;
                if (i == WARM + FRAMES) {
                    stop();
                    Arrays.sort(times);
                    System.out.printf(Locale.ROOT, "%-8d %-28s %10.1f %10.1f%n", n, leg.name(), times[FRAMES / 2],
                            times[FRAMES * 95 / 100]);
                    measure(n, at + 1, then);
                    return;
                }
                leg.frame().accept(i);
                i++;
            }
        }.start();
    }
}
