package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Going over a recorded run again gives the same events, whatever came first then. */
class ReplayTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 600);

    static ReplayReport replay(Workflow workflow, List<Event> events, Prices prices, long seed) {
        try {
            var time = new VirtualTime(seed);
            var ports = new EnginePorts(FakeModel.ECHO, prices, Journal.none(), time);
            return new Engine(ports).replay(header(workflow, seed), events, workflow);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Journal.Header header(Workflow workflow, long seed) {
        return new Journal.Header("run", workflow.id(), workflow.displayName(), Flows.text(workflow),
                UsedDocuments.texts(RandomFlows.documents(seed)), 0,
                true, seed, Engine.SEMANTICS, "", "", "", Journal.Header.NO_OPTIONS, false);
    }

    @Test
    void everyRunIsReproduced() {
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = setup(seed).run(new VirtualTime(seed * 7 + 3), _ -> {});
            check("seed " + seed, run, seed);
        }
    }

    @Test
    void oneThatWasStoppedIsReproduced() {
        for (long seed = 0; seed < SEEDS / 50; seed++) {
            int events = setup(seed).run().events().size();
            for (int at = 1; at <= events; at++) {
                int stop = at;
                TestRun run = setup(seed).run(new VirtualTime(seed * 31 + at), running -> running.cancelAt(stop));
                check("seed " + seed + ", stopped at " + at, run, seed);
            }
        }
    }

    @Test
    void oneThatWasInterruptedIsReproducedAsFarAsItGoes() {
        for (long seed = 0; seed < SEEDS / 20; seed++) {
            List<Event> events = setup(seed).run().events();
            for (int end = 1; end < events.size(); end++) {
                ReplayReport report = replay(RandomFlows.workflow(seed), events.subList(0, end),
                        RandomFlows.prices(), seed);
                assertThat(report.divergence()).as("seed %s, up to %s", seed, end).isNull();
            }
        }
    }

    private static void check(String what, TestRun run, long seed) {
        ReplayReport report = replay(run.workflow(), run.events(), RandomFlows.prices(), seed);
        if (report.divergence() != null) {
            var text = new StringBuilder(what).append(": ").append(report.divergence()).append('\n');
            run.events().forEach(event -> text.append(event.seq()).append(' ').append(event.where().stepKey())
                    .append(' ').append(event.what()).append('\n'));
            throw new AssertionError(text.toString());
        }
        assertThat(report.whole()).as(what).isTrue();
    }

    private static TestRun.Setup setup(long seed) {
        return TestRun.of(RandomFlows.workflow(seed)).in("x", "hello").with(RandomFlows.model(15))
                .with(RandomFlows.prices()).with(RunOptions.USUAL.withDocuments(RandomFlows.documents(seed)))
                .seed(seed);
    }
}
