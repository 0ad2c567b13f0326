package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import java.util.EnumMap;
import org.junit.jupiter.api.Test;

/** What holds of every run, over thousands of drawn documents, faults and orders; {@link EventChecks} is in each run. */
class EnginePropertyTest {
    private static final int SEEDS = Integer.getInteger("flowbench.seeds", 2_000);

    private static TestRun.Setup setup(long seed) {
        return TestRun.of(RandomFlows.workflow(seed)).in("x", "hello").with(RandomFlows.model(15))
                .with(RandomFlows.prices()).with(RunOptions.USUAL.withDocuments(RandomFlows.documents(seed)))
                .seed(seed);
    }

    @Test
    void everyRunKeepsItsPromises() {
        var ends = new EnumMap<RunStatus, Integer>(RunStatus.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                TestRun run = setup(seed).run();
                ends.merge(run.status(), 1, Integer::sum);
                if (run.status() == RunStatus.FAILED) {
                    assertThat(run.code()).isNotEqualTo(ErrorCode.ENGINE_BUG);
                }
            } catch (AssertionError | IllegalStateException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(ends).containsKeys(RunStatus.DONE, RunStatus.PARTIAL, RunStatus.FAILED);
    }

    @Test
    void theSameSeedGivesTheSameEvents() {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            assertThat(EventChecks.lines(setup(seed).run())).isEqualTo(EventChecks.lines(setup(seed).run()));
        }
    }

    @Test
    void aRunCanBeStoppedAtEveryEvent() {
        for (long seed = 0; seed < SEEDS / 50; seed++) {
            int events = setup(seed).run().events().size();
            for (int at = 1; at <= events; at++) {
                try {
                    stoppedAt(seed, at);
                } catch (AssertionError | IllegalStateException e) {
                    throw new AssertionError("seed " + seed + ", event " + at + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static void stoppedAt(long seed, int at) {
        TestRun run = setup(seed).run(new VirtualTime(seed * 31 + at), running -> running.cancelAt(at));
        boolean asked = false;
        long since = 0;
        for (var event : run.events()) {
            if (event.what() instanceof What.CancelRequested) {
                asked = true;
                since = event.at();
            }
        }
        if (asked) {
            assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(run.events().getLast().at() - since).isLessThanOrEqualTo(2_000_000);
        }
    }
}
