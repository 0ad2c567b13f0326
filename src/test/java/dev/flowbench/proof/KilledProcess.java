package dev.flowbench.proof;

import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import dev.flowbench.store.WatchedStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The process that is killed: takes up the runs that those before it left, begins others, and says over a pipe what it
 * holds for durable. It works until it is killed.
 *
 * <p>Lines: {@code LIST run status}, {@code RUN run}, {@code TOLD run seq sum key} (the key of a step that ended, else
 * {@code -}), {@code DURABLE run seq}, {@code DECIDED run id}, {@code END run status}, {@code LOST run}, {@code AT}.
 */
public final class KilledProcess {
    private final int process;
    private final Path folder;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final World world;
    private final CrashPoints points;
    private final Journal journal;
    private final Engine engine;

    private KilledProcess(Path folder, int process, String label, int hit) {
        this.folder = folder;
        this.process = process;
        this.world = new World(world(folder));
        this.points = new CrashPoints(label, hit, () -> say("AT"));
        this.journal = WatchedStore.open(runs(folder), points::at);
        this.engine = new Engine(new EnginePorts(EveryPattern.model(world, points, process),
                EveryPattern.tools(world, points, process), Memory.NONE,
                Prices.free("free"), journal, new VirtualThreads()));
    }

    static Path world(Path folder) {
        return folder.resolve("world");
    }

    static Path runs(Path folder) {
        return folder.resolve("runs");
    }

    /** Arguments: folder, number of the process, label (empty for none), at which visit, how many runs to begin. */
    public static void main(String[] args) throws Exception {
        var process = new KilledProcess(Path.of(args[0]), Integer.parseInt(args[1]), args[2],
                Integer.parseInt(args[3]));
        process.takeUp();
        for (int i = 1; i <= Integer.parseInt(args[4]); i++) {
            process.begin("p" + args[1] + "-" + i);
        }
        System.exit(0);
    }

    private synchronized void say(String line) {
        try {
            out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeUp() throws Exception {
        for (Journal.Summary run : journal.runs(1_000_000)) {
            say("LIST " + run.run() + ' ' + run.status());
            switch (run.status()) {
                case INTERRUPTED, WAITING -> takeUp(run.run());
                case RUNNING, DONE, PARTIAL, FAILED, CANCELLED -> {}
            }
        }
    }

    private void takeUp(String run) throws Exception {
        try {
            journal.header(run);
        } catch (JournalException e) {
            say("LOST " + run);
            journal.delete(run);
            return;
        }
        var listener = new Listener(run);
        end(engine.resume(run, "killed", UnaryOperator.identity(), listener), listener);
    }

    private void begin(String run) throws Exception {
        Workflow workflow = EveryPattern.workflow();
        var listener = new Listener(run);
        end(engine.start(new RunRequest(run, workflow, Flows.text(workflow), "hash", EveryPattern.inputs(), true, 1, "",
                RunOptions.USUAL), listener), listener);
    }

    private void end(Run run, Listener listener) {
        say("RUN " + run.id());
        Thread.ofVirtual().name("person").start(() -> listener.answer(run));
        What.RunFinished finished = run.await();
        points.at("end");
        say("END " + run.id() + ' ' + finished.status());
        listener.over();
    }

    private static long sum(Event event) {
        var sum = new CRC32C();
        sum.update(EventJson.line(event).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    static String told(Event event) {
        boolean end = event.what() instanceof What.StepCompleted || event.what() instanceof What.StepFailed
                || event.what() instanceof What.StepSkipped;
        return event.seq() + " " + sum(event) + ' ' + (end ? event.where().stepKey() : "-");
    }

    /** Tells the pipe what it hears, and is the person who is asked. */
    private final class Listener implements RunListener {
        private final String run;
        private final Deque<ApprovalRequested> asked = new ArrayDeque<>();
        private final Set<String> decided = new HashSet<>();
        private boolean over;

        Listener(String run) {
            this.run = run;
        }

        @Override
        public void event(Event event) {
            say("TOLD " + run + ' ' + told(event));
            switch (event.what()) {
                case What.EffectCompleted _,What.EffectFailed _ -> points.at("settle");
                case What.StepCompleted _ -> points.at("step");
                case ApprovalRequested request -> {
                    points.at("ask");
                    synchronized (this) {
                        asked.add(request);
                        notifyAll();
                    }
                }
                case ApprovalDecided decision -> {
                    points.at("decision");
                    synchronized (this) {
                        decided.add(decision.id());
                    }
                }
                default -> {}
            }
        }

        @Override
        public void durable(long seq) {
            points.at("durable");
            say("DURABLE " + run + ' ' + seq);
            points.at("acknowledged");
        }

        synchronized void over() {
            over = true;
            notifyAll();
        }

        private synchronized @Nullable ApprovalRequested next() throws InterruptedException {
            while (asked.isEmpty() && !over) {
                wait();
            }
            return over ? null : asked.remove();
        }

        void answer(Run live) {
            try {
                for (var request = next(); request != null; request = next()) {
                    // What was asked before the process was killed is open once the run has come there again.
                    while (!isDecided(request.id())) {
                        if (live.decide(decision(request))) {
                            points.at("decided");
                            say("DECIDED " + run + ' ' + request.id());
                            break;
                        }
                        Thread.sleep(1);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized boolean isDecided(String id) {
            return over || decided.contains(id);
        }

        /** Looks at the world whether it happened; approves all else. */
        private ApprovalDecided decision(ApprovalRequested request) {
            boolean happened = request.about() == ApprovalRequested.About.UNKNOWN
                    && world.happened(request.action().path("idempotencyKey").asText());
            return new ApprovalDecided(request.id(), happened ? Verdict.HAPPENED : Verdict.APPROVE,
                    happened ? EveryPattern.done(request.action().path("tool").asText()) : null, "Kim", "",
                    request.sha256());
        }
    }
}
