package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs on the threads of this machine, with delays that no seed draws: going over one again gives the same payloads,
 * whatever its timing was; and where timing decided nothing, another run of the same seed gives them too.
 */
class ShuffledTimesTest {
    private static final VirtualThreads THREADS = new VirtualThreads();

    @Test
    void aHundredRuns() throws Exception {
        runs(0, 100);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void aThousandRuns() throws Exception {
        runs(10_000, 1_000);
    }

    /** The time was over between a failure and what the step made of it. */
    @Test
    void timeIsOverWhileAStepDecides() throws Exception {
        Node plain = Flows.llm("n", "{{x}}");
        Node node = plain.with(new Settings(null, null, null, Duration.ofMillis(50),
                new Settings.Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(2), Extras.NONE), null, List.of(),
                List.of(), Map.of(), null, null));
        TestRun run = TestRun.of(Flows.workflow(Flows.graph(List.of(node)))).in("x", "hello").seed(1)
                .with((_, _) -> {
                    throw FakeModel.fails(ErrorCode.PROVIDER_ERROR);
                }).run();
        var events = new ArrayList<Event>(run.events());
        int retry = IntStream.range(0, events.size()).filter(i -> isChoice(events.get(i), What.Choice.RETRY))
                .findFirst().orElseThrow();
        Event timer = events.get(retry + 1);
        assertThat(isChoice(timer, What.Choice.TIMER)).isTrue();
        Event decision = events.get(retry);
        events.set(retry, new Event(decision.seq(), decision.at(), timer.where(), timer.what()));
        events.set(retry + 1, new Event(timer.seq(), timer.at(), decision.where(), decision.what()));
        ReplayReport report = replay(run.workflow(), Map.of(), Tools.NONE, events, 1);
        assertThat(report.divergence()).isNull();
        assertThat(report.whole()).isTrue();
    }

    /** The time of a step may be over between any two things that it tells: what it told then is what counts. */
    @Test
    void timeIsOverBetweenAnyTwoEventsOfAStepThatWentOn() throws Exception {
        int tried = 0;
        for (long seed = 0; seed < 150; seed++) {
            Workflow workflow = RandomFlows.workflow(seed);
            Map<String, Workflow> documents = RandomFlows.documents(seed);
            List<Event> events = TestRun.of(workflow).in("x", "hello").with(RandomFlows.model(15))
                    .with(RandomFlows.prices()).with(RunOptions.USUAL.withDocuments(documents)).seed(seed).run()
                    .events();
            for (int i = 1; i < events.size(); i++) {
                Where where = events.get(i).where();
                if (goesOn(workflow, events, i)) {
                    tried++;
                    var later = new ArrayList<Event>(events.subList(0, i));
                    later.add(new Event(i + 1, events.get(i).at(), where,
                            new What.Decided(What.Choice.TIMER, Flows.object("limit", "PT0.01S"))));
                    for (Event event : events.subList(i, events.size())) {
                        later.add(new Event(event.seq() + 1, event.at(), event.where(), event.what()));
                    }
                    ReplayReport report = replay(workflow, documents, Tools.NONE, later, seed);
                    assertThat(report.divergence()).as("seed %s, before %s", seed, i).isNull();
                }
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    /** Whether that event is told by a step with a time of its own that had begun and was never over. */
    private static boolean goesOn(Workflow workflow, List<Event> events, int at) {
        Event next = events.get(at);
        @Nullable String id = next.where().node();
        @Nullable Node node = id == null || id.indexOf('.') >= 0 ? null : workflow.node(id).orElse(null);
        List<Event> own = events.stream().filter(event -> event.where().stepKey().equals(next.where().stepKey()))
                .toList();
        return node != null && node.settings().timeout() != null && own.indexOf(next) > 0
                && own.stream().noneMatch(event -> isChoice(event, What.Choice.TIMER));
    }

    private static boolean isChoice(Event event, What.Choice choice) {
        return event.what() instanceof What.Decided decided && decided.choice() == choice;
    }

    private static void runs(long from, int runs) throws Exception {
        int compared = 0;
        for (long seed = from; seed < from + runs; seed++) {
            TestRun run = run(seed);
            String hash = hash(seed, run.workflow(), run.events());
            // What was kept and read again is what was told.
            assertThat(hash(seed, run.workflow(), readAgain(run.events()))).as("seed %s", seed).isEqualTo(hash);
            TestRun other = run(seed);
            hash(seed, other.workflow(), other.events());
            if (!timingDecided(run) && !timingDecided(other)) {
                compared++;
                assertThat(payloads(other)).as("seed %s", seed).isEqualTo(payloads(run));
            }
        }
        assertThat(compared).isGreaterThan(runs / 5);
    }

    private static TestRun run(long seed) {
        return TestRun.of(RandomFlows.workflow(seed)).in("x", "hello")
                .with(RandomFlows.model(15, _ -> Duration.ofNanos(ThreadLocalRandom.current().nextInt(2_000_000))))
                .with(RandomFlows.prices()).with(RunOptions.USUAL.withDocuments(RandomFlows.documents(seed)))
                .seed(seed).start(THREADS, _ -> {});
    }

    private static String hash(long seed, Workflow workflow, List<Event> events) throws Exception {
        ReplayReport report = replay(workflow, RandomFlows.documents(seed), Tools.NONE, events, seed);
        if (report.divergence() != null) {
            var text = new StringBuilder("seed " + seed + ": " + report.divergence() + '\n');
            events.forEach(event -> text.append(event.seq()).append(' ').append(event.where().stepKey()).append(' ')
                    .append(event.what()).append('\n'));
            throw new AssertionError(text.toString());
        }
        assertThat(report.whole()).as("seed %s", seed).isTrue();
        return report.hash();
    }

    static ReplayReport replay(Workflow workflow, Map<String, Workflow> documents, Tools tools, List<Event> events,
            long seed) throws Exception {
        var header = new Journal.Header("run", workflow.id(), workflow.displayName(), Flows.text(workflow),
                UsedDocuments.texts(documents), 0, true, seed, Engine.SEMANTICS, "", "", "",
                OptionsJson.write(RunOptions.USUAL.with(RunOptions.Asking.APPROVE)), false);
        var ports = new EnginePorts(FakeModel.ECHO, tools, Memory.NONE, RandomFlows.prices(),
                Journal.none(), THREADS);
        return new Engine(ports).replay(header, events, workflow);
    }

    private static List<Event> readAgain(List<Event> events) throws Exception {
        var read = new ArrayList<Event>();
        var reader = new EventJson.RunReader();
        for (Event event : events) {
            byte[] line = (EventJson.line(event) + '\n').getBytes(StandardCharsets.UTF_8);
            reader.readLines(line, 0, line.length, read::add);
        }
        return read;
    }

    /** Whether anything came of what was first, or how long it took. */
    private static boolean timingDecided(TestRun run) {
        return run.events().stream().anyMatch(event -> switch (event.what()) {
            case What.CapTripped _ -> true;
            case What.Decided decided -> switch (decided.choice()) {
                case TIMER, REFUSED, WAIT, BREAKER, GUARD -> true;
                case VOTE, JOIN -> decided.detail().has(Recording.ORDER)
                        && !decided.detail().get(Recording.ORDER).isNull();
                default -> false;
            };
            case What.StepSkipped skipped -> skipped.leave() != null;
            case What.StepCompleted completed -> completed.leave() != null;
            default -> false;
        });
    }

    /** By step, what it told, without times and numbers of spans. */
    private static Map<String, List<JsonNode>> payloads(TestRun run) throws Exception {
        var payloads = new TreeMap<String, List<JsonNode>>();
        for (Event event : run.events()) {
            var json = (ObjectNode) new ObjectMapper().readTree(EventJson.line(event));
            json.remove(List.of("seq", "at", "span", "parent", "micros"));
            json.findParents("scope").forEach(parent -> ((ObjectNode) parent).remove("scope"));
            payloads.computeIfAbsent(event.where().stepKey(), _ -> new ArrayList<>()).add(json);
        }
        return payloads;
    }
}
