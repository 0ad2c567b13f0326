package dev.flowbench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import dev.flowbench.store.SqliteJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds what is left of a series of killed processes against what they had said. */
final class KillCheck {
    private final Path folder;
    private final KillSeries.Heard heard;
    private final List<World.Deed> deeds;
    private final Expected expected;

    /** What a run comes to that nobody interrupts: its outputs, and how often each tool is called. */
    record Expected(Map<String, JsonNode> outputs, Map<String, Long> deeds) {}

    KillCheck(Path folder, KillSeries.Heard heard, Expected expected) {
        this.folder = folder;
        this.heard = heard;
        this.deeds = new World(KilledProcess.world(folder)).all();
        this.expected = expected;
    }

    private static EnginePorts ports(World world, Journal journal) {
        var points = new CrashPoints("", 0, () -> {});
        return new EnginePorts(EveryPattern.model(world, points, 0), EveryPattern.tools(world, points, 0), Memory.NONE,
                Prices.free("free"), journal, new VirtualThreads());
    }

    /** Runs it once without interruption. */
    static Expected expected(Path folder) throws Exception {
        var world = new World(folder.resolve("undisturbed"));
        Workflow workflow = EveryPattern.workflow();
        var run = new Engine(ports(world, Journal.none())).start(new RunRequest("whole", workflow,
                Flows.text(workflow), "hash", EveryPattern.inputs(), true, 1, "",
                RunOptions.USUAL.with(RunOptions.Asking.APPROVE)), RunListener.NONE).await();
        assertThat(run.status()).as("%s", run).isEqualTo(RunStatus.DONE);
        return new Expected(run.outputs(), world.all().stream().filter(deed -> !deed.what().equals("model"))
                .collect(Collectors.groupingBy(World.Deed::what, Collectors.counting())));
    }

    /** @return how many runs there were */
    int check() throws Exception {
        try (var journal = new SqliteJournal(KilledProcess.runs(folder))) {
            var kept = new HashSet<String>();
            for (Journal.Summary run : journal.runs(1_000_000)) {
                kept.add(run.run());
                check(journal, run.run());
            }
            // A run of which nothing was acknowledged had sent nothing: it may be gone.
            assertThat(kept).containsAll(heard.durable.keySet());
            assertThat(deeds.stream().map(World.Deed::run)).allMatch(kept::contains);
            return kept.size();
        }
    }

    private void check(Journal journal, String run) throws Exception {
        var events = new ArrayList<Event>();
        journal.read(run, events::add);
        try {
            nothingAcknowledgedIsLost(run, events);
            eachStepEndsOnce(events);
            noCompletedStepIsDoneAgain(run);
            nothingHappensTwice(run);
            sameEnd(run, events);
            isReproduced(journal, run, events);
        } catch (AssertionError e) {
            var text = new StringBuilder(folder + " " + run + ": " + e.getMessage() + '\n');
            events.forEach(event -> text.append(event.seq()).append(' ').append(event.where().stepKey()).append(' ')
                    .append(event.what()).append('\n'));
            deeds.stream().filter(deed -> deed.run().equals(run)).forEach(deed -> text.append(deed).append('\n'));
            throw new AssertionError(text.toString(), e);
        }
    }

    private void nothingAcknowledgedIsLost(String run, List<Event> events) {
        long durable = heard.durable.getOrDefault(run, 0L);
        assertThat((long) events.size()).isGreaterThanOrEqualTo(durable);
        Map<Long, KillSeries.Told> told = heard.told.getOrDefault(run, new TreeMap<>());
        for (Event event : events) {
            KillSeries.Told before = told.get(event.seq());
            if (event.seq() <= durable && before != null) {
                assertThat(KilledProcess.told(event)).isEqualTo(before.line());
            }
        }
        Map<String, Long> decided = events.stream().map(Event::what)
                .filter(What.ApprovalDecided.class::isInstance).map(What.ApprovalDecided.class::cast)
                .collect(Collectors.groupingBy(What.ApprovalDecided::id, Collectors.counting()));
        assertThat(decided.keySet()).containsAll(heard.decided.getOrDefault(run, Set.of()));
        assertThat(decided.values()).allMatch(count -> count == 1);
    }

    private static void eachStepEndsOnce(List<Event> events) {
        var ended = new HashSet<String>();
        var begun = new HashSet<String>();
        long seq = 0;
        for (Event event : events) {
            String key = event.where().stepKey();
            assertThat(event.seq()).isEqualTo(++seq);
            assertThat(ended).as("told after its end: %s", event).doesNotContain(key);
            switch (event.what()) {
                case What.StepStarted _ -> assertThat(begun.add(key)).as("begun twice: %s", event).isTrue();
                case What.StepCompleted _,What.StepFailed _,What.StepSkipped _ -> ended.add(key);
                default -> {}
            }
        }
        assertThat(ended).containsAll(begun);
    }

    private void noCompletedStepIsDoneAgain(String run) {
        Map<String, Integer> ended = heard.ended.getOrDefault(run, Map.of());
        for (World.Deed deed : deeds) {
            if (deed.run().equals(run) && ended.containsKey(deed.stepKey())) {
                assertThat(deed.process()).as("done after its step had ended for good: %s", deed)
                        .isLessThanOrEqualTo(ended.get(deed.stepKey()));
            }
        }
    }

    private void nothingHappensTwice(String run) {
        var keys = new HashMap<String, Set<String>>();
        var counts = new TreeMap<String, Integer>();
        for (World.Deed deed : deeds) {
            if (deed.run().equals(run) && !deed.what().equals("model")) {
                keys.computeIfAbsent(deed.what(), _ -> new HashSet<>()).add(deed.key());
                if (deed.what().equals("pay")) {
                    counts.merge(deed.key(), 1, Integer::sum);
                }
            }
        }
        assertThat(counts.values()).as("%s", counts).allMatch(count -> count == 1);
        var each = new HashMap<String, Long>();
        keys.forEach((tool, all) -> each.put(tool, (long) all.size()));
        assertThat(each).as("deeds by key").isEqualTo(expected.deeds());
    }

    private void sameEnd(String run, List<Event> events) {
        assertThat(events.getLast().what()).isInstanceOf(What.RunFinished.class);
        var finished = (What.RunFinished) events.getLast().what();
        assertThat(finished.status()).as("%s", finished).isEqualTo(RunStatus.DONE);
        assertThat(finished.outputs()).isEqualTo(expected.outputs());
        assertThat(heard.ends.getOrDefault(run, finished.status())).isEqualTo(finished.status());
    }

    private void isReproduced(Journal journal, String run, List<Event> events) throws Exception {
        Journal.Header header = journal.header(run).orElseThrow();
        ReplayReport report = new Engine(ports(new World(folder.resolve("none")), Journal.none())).replay(header,
                events, EveryPattern.workflow());
        assertThat(report.divergence()).isNull();
        assertThat(report.whole()).isTrue();
    }
}
