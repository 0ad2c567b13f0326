package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Frames nested a hundred deep and a chain of ten thousand run, are taken up again from anywhere, and are reproduced. */
class LongAndDeepTest {
    private static final int DEEP = 100;
    private static final int LONG = 10_000;

    private static TestRun run(Workflow workflow, Scheduler scheduler) {
        return TestRun.of(workflow).in("x", "hello").in("list", Flows.list("one")).start(scheduler, _ -> {});
    }

    private static void isReproduced(TestRun run) throws Exception {
        ReplayReport report = ShuffledTimesTest.replay(run.workflow(), Map.of(), Tools.NONE, run.events(), 1);
        assertThat(report.divergence()).isNull();
        assertThat(report.whole()).isTrue();
    }

    private static void goesOnFrom(TestRun run, int events) throws Exception {
        var journal = new MemoryJournal(ReplayTest.header(run.workflow(), 1), run.events().subList(0, events));
        var told = new ArrayList<Event>();
        What.RunFinished finished = new Engine(new EnginePorts(FakeModel.ECHO,
                Prices.free("test"), journal, new VirtualThreads()))
                .resume("run", "test", UnaryOperator.identity(), told::add).await();
        assertThat(finished.status()).isEqualTo(RunStatus.DONE);
        assertThat(finished.outputs()).isEqualTo(run.finished().outputs());
        isReproduced(new TestRun(run.workflow(), Map.of(), told, finished));
    }

    @Test
    void framesAHundredDeep() throws Exception {
        // As a file holds it.
        Workflow workflow = new DocumentReader().read(Flows.text(Flows.nested(DEEP))).workflow();
        TestRun run = run(workflow, new VirtualThreads());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.result()).isNotNull();
        var time = new VirtualTime(1);
        assertThat(TestRun.of(workflow).in("x", "hello").in("list", Flows.list("one")).run(time, _ -> {}).result())
                .isEqualTo(run.result());
        isReproduced(run);
        goesOnFrom(run, run.events().size() / 2);
        goesOnFrom(run, run.events().size() / 2 - 1);
        goesOnFrom(run, run.events().size() - 1);
    }

    @Test
    void aChainOfTenThousand() throws Exception {
        TestRun run = run(Flows.chain(LONG), new VirtualThreads());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.finished().spent().steps()).isEqualTo(LONG);
        isReproduced(run);
        goesOnFrom(run, run.events().size() / 2);
    }
}
