package dev.flowbench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.TestKeys;
import dev.flowbench.model.openai.OpenAi;
import dev.flowbench.model.wire.WireModel;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped at any event ends within two seconds and leaves nothing behind: no task, timer, thread, socket or process. */
class CancelTest {
    private static final long TWO_SECONDS = Duration.ofSeconds(2).toNanos();

    @TempDir Path outbox;

    private final CountedThreads threads = new CountedThreads();

    @Test
    void samplesAtSomeEvents() throws Exception {
        samples(9);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void samplesAtEveryEvent() throws Exception {
        samples(1);
    }

    @Test
    void connectionsAtSomeEvents() throws Exception {
        connections(5);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void connectionsAtEveryEvent() throws Exception {
        connections(1);
    }

    private void samples(int every) throws Exception {
        int stopped = 0;
        Set<Thread> before = Set.of();
        for (SampleRun sample : SampleRun.all(outbox)) {
            var ports = new EnginePorts(slowly(sample.model()), sample.tools(), Memory.NONE, Prices.free("free"),
                    Journal.none(), threads);
            var request = new RunRequest("run", sample.workflow(), "{}", "hash", sample.inputs(), true, 7, "",
                    RunOptions.USUAL.withDocuments(sample.documents()).with(RunOptions.Asking.APPROVE));
            int events = whole(ports, request);
            if (before.isEmpty()) {
                // What the first run starts stays: timers, carriers of virtual threads.
                before = platformThreads();
            }
            for (int at = 1; at <= events; at += every) {
                stopped += stop(sample.name(), ports, request, at, () -> true) == RunStatus.CANCELLED ? 1 : 0;
            }
        }
        assertThat(stopped).isPositive();
        Set<Thread> known = before;
        assertThat(platformThreads().stream().filter(thread -> !known.contains(thread))).isEmpty();
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    private void connections(int every) throws Exception {
        int stopped = 0;
        try (var server = new SlowServer();
                var http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "k")), Limits.USUAL,
                        "test")) {
            var model = new WireModel(OpenAi.COMPATIBLE, http);
            var ports = new EnginePorts(model, Prices.free("free"), Journal.none(), threads);
            var request = new RunRequest("run", manyCalls(server.base()), "{}", "hash",
                    Map.of("list", Flows.list("a", "b", "c", "d", "e", "f"), "x", Flows.text("x")), false, 7, "");
            int events = whole(ports, request);
            int requests = server.requests();
            int calls = requests;
            for (int at = 1; at <= events; at += every) {
                server.stallAt(at % 2 == 0 ? 0 : 1 + at % calls);
                stopped += stop("stopped", ports, request, at, () -> server.answers() == 0) == RunStatus.CANCELLED
                        ? 1
                        : 0;
            }
            http.close();
            soon("connections are open", () -> server.connections() == 0);
        }
        assertThat(stopped).isPositive();
    }

    private static Workflow manyCalls(String base) {
        Graph item = Flows.graph(List.of(Flows.llm("sum", "{{item}}")));
        Graph both = Flows.graph(List.of(Flows.llm("one", "{{x}}"), Flows.llm("two", "{{one}}")),
                "one.result -> two.one", "two.result -> out.result");
        Workflow workflow = Flows.workflow(Flows.graph(List.of(
                Flows.node("each", new MapItems(10, 3, null, null, item)),
                Flows.node("both", new Parallel(List.of(new Branch("left", both),
                        new Branch("right", Flows.graph(List.of(Flows.llm("three", "{{x}}"))))), null, null, null, null,
                        10, Duration.ofMinutes(1), null, null, null))),
                "in.list -> each.items", "in.x -> both.x", "each.results -> out.each", "both.result -> out.both"));
        var spec = new ModelSpec("openai-compatible", "m", base, "MY_KEY", null, List.of(), Extras.NONE);
        return new Workflow(1, workflow.id(), workflow.name(), null, null, Map.of("m", spec), Map.of(), null,
                workflow.graph(), workflow.layout(), Extras.NONE);
    }

    /** The same model after a moment, so that a stop finds calls in flight. */
    private static ChatModel slowly(ChatModel model) {
        return (request, call) -> {
            call.sleep(Duration.ofMillis(1));
            return model.call(request, call);
        };
    }

    private static int whole(EnginePorts ports, RunRequest request) throws Exception {
        var events = new AtomicInteger();
        new Engine(ports).start(request, _ -> events.incrementAndGet()).await();
        return events.get();
    }

    private RunStatus stop(String name, EnginePorts ports, RunRequest request, int at, BooleanSupplier released)
            throws Exception {
        var heard = new Heard(at);
        Run run = new Engine(ports).start(request, heard);
        // A server that says nothing more keeps the run from getting there.
        heard.there.await(200, TimeUnit.MILLISECONDS);
        run.cancel("test");
        long start = System.nanoTime();
        What.RunFinished end = run.await();
        assertThat(System.nanoTime() - start).as("%s at %s", name, at).isLessThan(TWO_SECONDS);
        soon(name + " at " + at + ": tasks go on", () -> threads.tasks() == 0 && threads.timers() == 0);
        soon(name + " at " + at + ": answers go on", released);
        assertThat(heard.afterTheEnd).as("%s at %s: told after the end", name, at).isFalse();
        return end.status();
    }

    private static final class Heard implements RunListener {
        private final int at;
        private final CountDownLatch there = new CountDownLatch(1);
        private boolean ended;
        private volatile boolean afterTheEnd;

        Heard(int at) {
            this.at = at;
        }

        @Override
        public void event(Event event) {
            afterTheEnd |= ended;
            ended = event.what() instanceof What.RunFinished;
            if (event.seq() == at || ended) {
                there.countDown();
            }
        }
    }

    private static void soon(String otherwise, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TWO_SECONDS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(otherwise).isLessThan(end);
            Thread.sleep(1);
        }
    }

    private static Set<Thread> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.getName().startsWith("ForkJoin"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
