package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A run that its process left at any event goes on from there: nothing that was done is done again. */
class ResumeTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 60);

    /** Counts what is asked of it, by step. */
    private static final class Counting {
        final Map<String, Integer> calls = new ConcurrentHashMap<>();
        final ChatModel model;

        Counting(ChatModel model) {
            this.model = new ChatModel() {
                @Override
                public dev.flowbench.engine.event.ModelReply call(dev.flowbench.engine.event.ModelRequest request,
                        Call call) throws dev.flowbench.engine.port.ModelException {
                    calls.merge(call.stepKey(), 1, Integer::sum);
                    return model.call(request, call);
                }
            };
        }
    }

    private static TestRun resume(Workflow workflow, List<Event> events, ChatModel model, long seed) {
        var journal = new MemoryJournal(ReplayTest.header(workflow, seed), events);
        var time = new VirtualTime(seed * 17 + events.size()).after(events);
        var told = new ArrayList<Event>();
        What.RunFinished finished = time.run(() -> {
            try {
                var engine = new Engine(new EnginePorts(model, RandomFlows.prices(), journal, time));
                return engine.resume("run", "test", UnaryOperator.identity(), event -> {
                    synchronized (told) {
                        told.add(event);
                    }
                }).await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(journal.events()).isEqualTo(told);
        var run = new TestRun(workflow, RandomFlows.documents(seed), List.copyOf(told), finished);
        EventChecks.check(run);
        return run;
    }

    @Test
    void nothingThatWasDoneIsDoneAgain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Event> events = setup(seed).run().events();
            for (int end = 1; end < events.size(); end++) {
                String what = "seed " + seed + ", left after " + end;
                List<Event> before = events.subList(0, end);
                var counting = new Counting(RandomFlows.model(15));
                try {
                    TestRun run = resume(RandomFlows.workflow(seed), before, counting.model, seed);
                    Set<String> done = new HashSet<>();
                    for (Event event : before) {
                        if (Recording.isEnding(event.what())) {
                            done.add(event.where().stepKey());
                        }
                    }
                    assertThat(counting.calls.keySet()).noneMatch(done::contains);
                    ReplayReport report = ReplayTest.replay(run.workflow(), run.events(), RandomFlows.prices(), seed);
                    assertThat(report.divergence()).isNull();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(what + ": " + e.getMessage(), e);
                }
            }
        }
    }

    @Test
    void itEndsAsItWouldHaveEnded() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow workflow = RandomFlows.workflow(seed).with((dev.flowbench.flow.Budget) null);
            TestRun whole = TestRun.of(workflow).in("x", "hello").seed(seed).with(RandomFlows.prices())
                    .with(RunOptions.USUAL.withDocuments(RandomFlows.documents(seed))).run();
            if (races(whole)) {
                continue;
            }
            for (int end = 1; end < whole.events().size(); end++) {
                TestRun run = resume(workflow, whole.events().subList(0, end), FakeModel.ECHO, seed);
                if (!races(run)) {
                    assertThat(run.finished().outputs()).as("seed %s, left after %s", seed, end)
                            .isEqualTo(whole.finished().outputs());
                    assertThat(run.status()).isEqualTo(whole.status());
                }
            }
        }
    }

    @Test
    void theTimeItHadIsNotGivenTwice() {
        Workflow workflow = Flows.workflow(
                Flows.graph(List.of(Flows.llm("a", "{{x}}"), Flows.llm("b", "{{y}}")), "in.x -> a.x", "a.result -> b.y",
                        "b.result -> out.result"),
                new dev.flowbench.flow.Budget(null, null, null, null, null, null, null,
                        java.time.Duration.ofSeconds(1), null, dev.flowbench.flow.Extras.NONE));
        ChatModel slow = FakeModel.after(java.time.Duration.ofMillis(600), FakeModel.ECHO);
        TestRun whole = TestRun.of(workflow).in("x", "hello").with(slow).with(RandomFlows.prices()).seed(0).run();
        assertThat(whole.all(What.CapTripped.class)).hasSize(1);
        int first = 1;
        while (!(whole.events().get(first - 1).what() instanceof What.StepCompleted)) {
            first++;
        }
        TestRun resumed = resume(workflow, whole.events().subList(0, first), slow, 0);
        assertThat(resumed.all(What.CapTripped.class)).extracting(What.CapTripped::cap).containsExactly("wallClock");
        // What is left of its second.
        assertThat(resumed.events().getLast().at() - whole.events().get(first - 1).at()).isBetween(400_000L, 500_000L);
    }

    /** Whether which of two steps came first may have decided its end. */
    private static boolean races(TestRun run) {
        return run.events().stream().map(Event::what).anyMatch(what -> what instanceof What.CapTripped
                || what instanceof What.StepFailed
                || what instanceof What.StepSkipped skipped && skipped.leave() != null
                || what instanceof What.StepCompleted completed && completed.leave() != null);
    }

    private static TestRun.Setup setup(long seed) {
        return TestRun.of(RandomFlows.workflow(seed)).in("x", "hello").with(RandomFlows.model(15))
                .with(RandomFlows.prices()).with(RunOptions.USUAL.withDocuments(RandomFlows.documents(seed)))
                .seed(seed);
    }
}
