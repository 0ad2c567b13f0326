package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fork whose process died goes on taking from the run it was made from, and never does twice what was done there unasked. */
class ForkResumeTest {
    private final List<String> asked = new ArrayList<>();
    private final FakeTools tools = new FakeTools();
    private RunsInMemory runs = new RunsInMemory();

    {
        tools.add("look", EffectClass.READ, (arguments, _) -> arguments)
                .add("send", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call));
    }

    private static Node tool(String id, String tool, String text) {
        return new Node(id, new ToolCall(tool, Map.of("text", new TemplateSource(text)), null, List.of(), 1000,
                Duration.ofSeconds(10)));
    }

    /** Writes, looks, sends, says so. */
    private static Workflow flow(String mail) {
        return Flows.workflow(Flows.graph(List.of(Flows.llm("write", "one {{x}}"), tool("look", "look", "{{w}}"),
                tool("mail", "send", mail + " {{t}}"), Flows.llm("last", "two {{m}}")),
                "in.x -> write.x", "write.result -> look.w", "look.result.text -> mail.t", "mail.result -> last.m",
                "last.result -> out.y"));
    }

    private Engine engine(VirtualTime time) {
        ChatModel model = (request, call) -> {
            asked.add(call.stepKey());
            return FakeModel.says("<" + FakeModel.last(request) + ">", 3, 2);
        };
        return new Engine(new EnginePorts(model, tools, Memory.NONE, Prices.free("test"), runs, time));
    }

    private static RunRequest request(String id, Workflow workflow, RunOptions options) {
        return new RunRequest(id, workflow, Flows.text(workflow), "hash", Map.of("x", Flows.text("hello")), false, 1,
                "", options);
    }

    private interface Beginning {
        Run begin(Engine engine, RunListener listener) throws Exception;
    }

    private TestRun lives(Workflow workflow, Beginning how) {
        var time = new VirtualTime(5);
        var told = new ArrayList<Event>();
        What.RunFinished finished = time.run(() -> {
            try {
                return how.begin(engine(time), told::add).await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return new TestRun(workflow, Map.of(), List.copyOf(told), finished);
    }

    private TestRun parent() {
        Workflow flow = flow("hi");
        TestRun run = lives(flow,
                (engine, listener) -> engine.start(request("parent", flow, RunOptions.USUAL), listener));
        assertThat(tools.done()).hasSize(1);
        asked.clear();
        return run;
    }

    private TestRun fork(String mail, RunOptions.Asking asking) {
        Workflow flow = flow(mail);
        TestRun fork = lives(flow, (engine, listener) -> engine.fork(
                request("fork", flow, RunOptions.USUAL.with(asking).withOrigin("parent")), runs.events("parent"),
                Long.MAX_VALUE, listener));
        return fork;
    }

    private TestRun resume(Workflow flow, RunOptions.Asking asking) {
        TestRun run = lives(flow, (engine, listener) -> engine.resume("fork", "test",
                options -> options.with(asking), listener));
        if (run.status() != RunStatus.WAITING) {
            EventChecks.check(run);
            ReplayReport replay = replay(flow);
            assertThat(replay.divergence()).isNull();
        }
        return run;
    }

    private ReplayReport replay(Workflow flow) {
        var time = new VirtualTime(1);
        return time.run(() -> {
            try {
                return engine(time).replay(runs.header("fork").orElseThrow(), runs.events("fork"), flow);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aForkThatDiedPaysNothingAgainWhereverItDied() {
        parent();
        TestRun whole = fork("hi", RunOptions.Asking.DENY);
        assertThat(asked).isEmpty();
        RunsInMemory all = runs;
        for (int died = 1; died < whole.events().size(); died++) {
            runs = all.leftAfter("fork", died);
            TestRun again = resume(flow("hi"), RunOptions.Asking.DENY);
            assertThat(asked).as("died after %s", died).isEmpty();
            assertThat(tools.done()).as("died after %s", died).hasSize(1);
            assertThat(again.status()).isEqualTo(RunStatus.DONE);
            assertThat(again.finished().outputs()).isEqualTo(whole.finished().outputs());
            assertThat(again.finished().spent()).isEqualTo(whole.finished().spent());
        }
    }

    @Test
    void whatWasDoneOnceIsAskedAboutBeforeItIsDoneOtherwise() {
        parent();
        TestRun fork = fork("dear", RunOptions.Asking.SUSPEND);
        assertThat(fork.status()).isEqualTo(RunStatus.WAITING);
        ApprovalRequested request = fork.all(ApprovalRequested.class).getFirst();
        assertThat(request.about()).isEqualTo(ApprovalRequested.About.TOOL);
        assertThat(request.reason()).contains("parent", "send", "hi <one hello>");
        assertThat(request.action().path("arguments").path("text").asText()).isEqualTo("dear <one hello>");
        assertThat(tools.done()).hasSize(1);

        TestRun resumed = resume(flow("dear"), RunOptions.Asking.APPROVE);
        assertThat(resumed.status()).isEqualTo(RunStatus.DONE);
        assertThat(tools.done()).hasSize(2);
    }

    @Test
    void whoSaysNoIsHeeded() {
        parent();
        TestRun fork = fork("dear", RunOptions.Asking.DENY);
        assertThat(fork.status()).isEqualTo(RunStatus.FAILED);
        assertThat(tools.done()).hasSize(1);
        assertThat(replay(flow("dear")).divergence()).isNull();
    }

    @Test
    void itIsAskedWhereverTheForkDied() {
        parent();
        TestRun whole = fork("dear", RunOptions.Asking.APPROVE);
        assertThat(whole.status()).isEqualTo(RunStatus.DONE);
        assertThat(tools.done()).hasSize(2);
        RunsInMemory all = runs;
        for (int died = 1; died < whole.events().size(); died++) {
            runs = all.leftAfter("fork", died);
            TestRun again = resume(flow("dear"), RunOptions.Asking.DENY);
            boolean approved = runs.events("fork").subList(0, died).stream()
                    .anyMatch(event -> event.what() instanceof What.ApprovalDecided);
            assertThat(again.all(ApprovalRequested.class)).as("died after %s", died).isNotEmpty();
            assertThat(again.status() == RunStatus.DONE).as("died after %s: %s", died, again.finished())
                    .isIn(approved, false);
        }
    }

    @Test
    void whatTheOtherRunMayHaveDoneIsAskedAboutToo() {
        TestRun parent = parent();
        int began = 0;
        for (Event event : parent.events()) {
            if (event.what() instanceof What.EffectStarted && "mail".equals(event.where().node())) {
                began = (int) event.seq();
            }
        }
        runs = runs.leftAfter("parent", began);
        TestRun fork = fork("hi", RunOptions.Asking.SUSPEND);
        assertThat(fork.status()).isEqualTo(RunStatus.WAITING);
        assertThat(fork.all(ApprovalRequested.class).getFirst().reason()).contains("may have");
        assertThat(tools.done()).hasSize(1);
    }

    @Test
    void aForkOfAForkKnowsWhatTheFirstDid() {
        parent();
        TestRun fork = fork("hi", RunOptions.Asking.DENY);
        int looked = 0;
        for (Event event : fork.events()) {
            if (event.what() instanceof What.StepStarted && "look".equals(event.where().node())) {
                looked = (int) event.seq();
            }
        }
        runs = runs.leftAfter("fork", looked);
        Workflow flow = flow("hi");
        TestRun second = lives(flow, (engine, listener) -> engine.fork(
                request("second", flow, RunOptions.USUAL.with(RunOptions.Asking.SUSPEND).withOrigin("fork")),
                runs.events("fork"), Long.MAX_VALUE, listener));
        assertThat(second.status()).isEqualTo(RunStatus.WAITING);
        assertThat(second.all(ApprovalRequested.class).getFirst().reason()).contains("parent");
        assertThat(tools.done()).hasSize(1);
    }

    @Test
    void whereTheOtherRunIsGoneItSaysSoAndAsks() {
        parent();
        fork("hi", RunOptions.Asking.DENY);
        runs = runs.leftAfter("fork", 2);
        runs.delete("parent");
        TestRun again = resume(flow("hi"), RunOptions.Asking.SUSPEND);
        assertThat(again.all(What.Resumed.class).getFirst().reason()).contains("parent", "gone");
        assertThat(again.status()).isEqualTo(RunStatus.WAITING);
        assertThat(asked).as("models are asked anew").containsExactly("write");
        assertThat(again.all(ApprovalRequested.class).getFirst().reason()).contains("parent", "gone");
        assertThat(tools.done()).hasSize(1);
    }

    @Test
    void thePreviewSaysWhatAsks() throws Exception {
        TestRun parent = parent();
        Workflow flow = flow("dear");
        ForkPreview preview = engine(new VirtualTime(1)).preview(
                request("fork", flow, RunOptions.USUAL.withOrigin("parent")), parent.events(), Long.MAX_VALUE);
        assertThat(preview.kept()).extracting(ForkPreview.Step::stepKey).containsExactly("write", "look");
        assertThat(preview.again()).isEmpty();
        assertThat(preview.asks()).extracting(ForkPreview.Step::stepKey).containsExactly("mail");
        assertThat(preview.depends()).extracting(ForkPreview.Step::stepKey).containsExactly("last");
        assertThat(preview.gone()).isEmpty();
        JsonNode before = tools.arguments().getLast();
        assertThat(before.path("text").asText()).as("nothing is sent").isEqualTo("hi <one hello>");
    }

    @Test
    void aForkIsTakenUpWithWhatItWasThen() {
        parent();
        Workflow flow = flow("hi");
        long mail = runs.events("parent").stream().filter(event -> event.what() instanceof What.StepStarted
                && "last".equals(event.where().node())).findFirst().orElseThrow().seq();
        lives(flow, (engine, listener) -> engine.fork(request("fork", flow, RunOptions.USUAL.withOrigin("parent")),
                runs.events("parent"), mail, listener));
        assertThat(asked).containsExactly("last");
        asked.clear();
        runs = runs.leftAfter("fork", 3);
        resume(flow, RunOptions.Asking.DENY);
        assertThat(asked).as("from that step on it is sent anew").containsExactly("last");
    }

    @Test
    void aRunThatIsNoForkAsksNothing() {
        Workflow flow = flow("hi");
        TestRun run = lives(flow,
                (engine, listener) -> engine.start(request("fork", flow, RunOptions.USUAL), listener));
        runs = runs.leftAfter("fork", run.events().size() - 3);
        asked.clear();
        assertThat(resume(flow, RunOptions.Asking.DENY).status()).isEqualTo(RunStatus.DONE);
        assertThat(tools.done()).hasSize(1);
    }
}
