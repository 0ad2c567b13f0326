package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.proof.SampleRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample, on one thread and virtual time in many orders, and on the threads of this machine: the same comes of it. */
class SampleOrdersTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 100);

    @TempDir static Path outbox;

    static List<SampleRun> samples() {
        return SampleRun.all(outbox);
    }

    static TestRun.Setup setup(SampleRun sample) {
        TestRun.Setup setup = TestRun.of(sample.workflow()).with(sample.model()).with(sample.tools()).seed(7)
                .with(RunOptions.USUAL.withDocuments(sample.documents()).with(RunOptions.Asking.APPROVE));
        sample.inputs().forEach(setup::in);
        return setup;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theOrderDoesNotMatter(SampleRun sample) {
        TestRun first = setup(sample).run(new VirtualTime(0), _ -> {});
        if (first.status() == RunStatus.FAILED) {
            assertThat(first.code()).isNotEqualTo(ErrorCode.ENGINE_BUG);
        }
        for (long seed = 1; seed < SEEDS; seed++) {
            same("seed " + seed, first, setup(sample).run(new VirtualTime(seed), _ -> {}));
        }
        same("on threads", first, setup(sample).start(new VirtualThreads(), _ -> {}));
    }

    private static void same(String what, TestRun first, TestRun other) {
        assertThat(other.status()).as(what).isEqualTo(first.status());
        assertThat(other.finished().outputs()).as(what).isEqualTo(first.finished().outputs());
        assertThat(other.finished().result()).as(what).isEqualTo(first.finished().result());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSeedRepeatsItsOrder(SampleRun sample) {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            assertThat(order(setup(sample).run(new VirtualTime(seed), _ -> {})))
                    .isEqualTo(order(setup(sample).run(new VirtualTime(seed), _ -> {})));
        }
    }

    /** What came after what; what a tool reads may have been written by the run before. */
    private static List<String> order(TestRun run) {
        return run.events().stream()
                .map(event -> event.where().stepKey() + " " + event.what().getClass().getSimpleName()).toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReproduced(SampleRun sample) throws Exception {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            TestRun run = setup(sample).run(new VirtualTime(seed), _ -> {});
            ReplayReport report = ShuffledTimesTest.replay(sample.workflow(), sample.documents(), sample.tools(),
                    run.events(), 7);
            assertThat(report.divergence()).isNull();
            assertThat(report.whole()).isTrue();
        }
    }
}
