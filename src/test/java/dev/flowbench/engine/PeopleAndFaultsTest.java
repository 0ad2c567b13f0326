package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * People who are asked, gates, ladders of recovery, state and open breakers, all in one run: it is gone over again to the
 * same events, and taken up again wherever its process left it.
 */
class PeopleAndFaultsTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 200);

    @Test
    void everyRunIsReproduced() {
        Set<What.Choice> choices = EnumSet.noneOf(What.Choice.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = run(seed);
            reproduced("seed " + seed, run, seed);
            run.all(What.Decided.class).forEach(decided -> choices.add(decided.choice()));
        }
        assertThat(choices).contains(What.Choice.BREAKER, What.Choice.RETRY, What.Choice.FALLBACK, What.Choice.GATE,
                What.Choice.END);
    }

    @Test
    void oneThatWasStoppedIsReproduced() {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            int events = run(seed).events().size();
            int stop = 1 + new SplittableRandom(seed).nextInt(events);
            TestRun run = setup(seed).run(new VirtualTime(seed), running -> running.cancelAt(stop));
            reproduced("seed " + seed + ", stopped at " + stop, run, seed);
        }
    }

    @Test
    void oneThatItsProcessLeftIsTakenUpAndReproduced() {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            List<Event> events = run(seed).events();
            var random = new SplittableRandom(seed);
            for (int i = 0; i < 4; i++) {
                int end = 1 + random.nextInt(events.size() - 1);
                String what = "seed " + seed + ", left after " + end;
                try {
                    reproduced(what, resume(events.subList(0, end), seed), seed);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(what + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static TestRun.Setup setup(long seed) {
        return TestRun.of(RandomPeople.workflow(seed)).in("x", "hello").with(RandomPeople.model(seed))
                .with(RandomPeople.tools(seed)).with(RandomFlows.prices()).with(RandomPeople.person(seed)).seed(seed);
    }

    private static TestRun run(long seed) {
        try {
            return setup(seed).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static TestRun resume(List<Event> events, long seed) {
        Workflow workflow = RandomPeople.workflow(seed);
        var journal = new MemoryJournal(ReplayTest.header(workflow, seed), events);
        var time = new VirtualTime(seed * 17 + events.size());
        var told = new ArrayList<Event>();
        What.RunFinished finished = time.run(() -> {
            try {
                var engine = new Engine(new EnginePorts(RandomPeople.model(seed + events.size()),
                        RandomPeople.tools(seed + events.size()), Memory.NONE, RandomFlows.prices(), journal, time));
                var running = new TestRun.Running(told, time, RandomPeople.person(seed + 1));
                Run run = engine.resume("run", "test", UnaryOperator.identity(), running);
                running.began(run);
                return run.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        var run = new TestRun(workflow, RandomFlows.documents(seed), List.copyOf(told), finished);
        EventChecks.check(run);
        return run;
    }

    private static void reproduced(String what, TestRun run, long seed) {
        try {
            FakeTools tools = RandomPeople.tools(seed);
            var ports = new EnginePorts(FakeModel.ECHO, tools, Memory.NONE, RandomFlows.prices(), Journal.none(),
                    new VirtualTime(seed));
            ReplayReport report = new Engine(ports).replay(ReplayTest.header(run.workflow(), seed), run.events(),
                    run.workflow());
            if (report.divergence() != null || !report.whole()) {
                var text = new StringBuilder(what).append(": ").append(report.divergence()).append('\n');
                run.events().forEach(event -> text.append(event.seq()).append(' ').append(event.where().stepKey())
                        .append(' ').append(event.what()).append('\n'));
                throw new AssertionError(text.toString());
            }
            assertThat(tools.arguments()).as(what).isEmpty();
        } catch (dev.flowbench.engine.plan.PlanException | dev.flowbench.engine.port.JournalException e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
