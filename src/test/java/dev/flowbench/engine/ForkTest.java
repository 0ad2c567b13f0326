package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fork pays only for what is new. */
class ForkTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 200);

    /** first, then second and third side by side, then last of both. */
    private static final Workflow CHAIN = Flows.workflow(Flows.graph(List.of(
            Flows.llm("first", "one {{x}}"), Flows.llm("second", "two {{a}}"), Flows.llm("third", "three {{a}}"),
            Flows.llm("last", "four {{b}} {{c}}")),
            "in.x -> first.x", "first.result -> second.a", "first.result -> third.a", "second.result -> last.b",
            "third.result -> last.c", "last.result -> out.result"));

    private final List<String> asked = new ArrayList<>();
    private final ChatModel model = new ChatModel() {
        @Override
        public ModelReply call(ModelRequest request, Call call) throws ModelException {
            asked.add(call.stepKey());
            return FakeModel.says("<" + FakeModel.last(request) + ">", 3, 2);
        }
    };

    private TestRun run(Workflow workflow) {
        TestRun run = TestRun.of(workflow).in("x", "hello").with(model).run();
        asked.clear();
        return run;
    }

    private TestRun fork(Workflow workflow, List<Event> events, long before) {
        var time = new VirtualTime(5);
        var told = new ArrayList<Event>();
        What.RunFinished finished = time.run(() -> {
            try {
                return engine(time).fork(request(workflow), events, before, told::add).await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        var run = new TestRun(workflow, Map.of(), told, finished);
        EventChecks.check(run);
        return run;
    }

    private Engine engine(VirtualTime time) {
        return new Engine(new EnginePorts(model, RandomFlows.prices(), Journal.none(), time));
    }

    private static RunRequest request(Workflow workflow) {
        return new RunRequest("run", workflow, Flows.text(workflow), "hash",
                Map.of("x", com.fasterxml.jackson.databind.node.TextNode.valueOf("hello")), true, 1, "",
                RunOptions.USUAL.withOrigin("parent"));
    }

    private static Workflow withPrompt(Workflow workflow, String node, String text) {
        return workflow.withNode(node, n -> {
            Llm llm = (Llm) n.kind();
            return n.with(new Llm(llm.model(), List.of(new Message(Message.Role.USER, text)), llm.maxOutputTokens(),
                    llm.temperature(), llm.output()));
        });
    }

    @Test
    void theSameDocumentIsNotPaidAgain() {
        TestRun parent = run(CHAIN);
        TestRun fork = fork(CHAIN, parent.events(), Long.MAX_VALUE);
        assertThat(asked).isEmpty();
        assertThat(fork.finished().outputs()).isEqualTo(parent.finished().outputs());
        assertThat(fork.all(What.EffectCompleted.class)).hasSize(4).allMatch(What.EffectCompleted::reused);
        // It counts against caps as the other did.
        assertThat(fork.finished().spent().tokens()).isEqualTo(parent.finished().spent().tokens());
    }

    @Test
    void onlyWhatIsEditedAndWhatFollowsFromItIsSent() {
        TestRun parent = run(CHAIN);
        Workflow edited = withPrompt(CHAIN, "third", "drei {{a}}");
        TestRun fork = fork(edited, parent.events(), Long.MAX_VALUE);
        assertThat(asked).containsExactly("third", "last");
        assertThat(fork.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void anEditWithoutConsequenceGoesNoFurther() {
        Workflow same = withPrompt(CHAIN, "third", "three {{a}}");
        TestRun parent = run(CHAIN);
        fork(same, parent.events(), Long.MAX_VALUE);
        assertThat(asked).isEmpty();
    }

    @Test
    void fromAStepOnEverythingIsSentAnew() {
        TestRun parent = run(CHAIN);
        long second = parent.events().stream().filter(e -> e.what() instanceof What.StepStarted
                && "last".equals(e.where().node())).findFirst().orElseThrow().seq();
        fork(CHAIN, parent.events(), second);
        assertThat(asked).containsExactly("last");
    }

    @Test
    void itIsSaidBeforeWhatIsKeptAndWhatItCosts() throws Exception {
        TestRun parent = run(CHAIN);
        Workflow edited = withPrompt(CHAIN, "third", "drei {{a}}");
        ForkPreview preview = engine(new VirtualTime(1)).preview(request(edited), parent.events(), Long.MAX_VALUE);
        assertThat(asked).isEmpty();
        assertThat(preview.kept()).extracting(ForkPreview.Step::stepKey).containsExactlyInAnyOrder("first", "second");
        assertThat(preview.again()).extracting(ForkPreview.Step::stepKey).containsExactly("third");
        assertThat(preview.depends()).extracting(ForkPreview.Step::stepKey).containsExactly("last");
        assertThat(preview.gone()).isEmpty();
        assertThat(preview.saved().tokens()).isEqualTo(10);
        assertThat(preview.least().tokens()).isEqualTo(10);
        assertThat(preview.most().tokens()).isGreaterThan(10);
        // And so it comes.
        fork(edited, parent.events(), Long.MAX_VALUE);
        assertThat(asked).containsExactly("third", "last");
    }

    @Test
    void aToolIsNotCalledAgainWithTheSameArguments() {
        var one = new What.EffectStarted(dev.flowbench.flow.EffectClass.NON_IDEMPOTENT,
                new dev.flowbench.engine.event.ToolRequest("send", Flows.object("to", "a"), null, "key of one run"),
                dev.flowbench.engine.event.Amount.STEP);
        var same = new What.EffectStarted(dev.flowbench.flow.EffectClass.NON_IDEMPOTENT,
                new dev.flowbench.engine.event.ToolRequest("send", Flows.object("to", "a"), null, "key of another"),
                dev.flowbench.engine.event.Amount.ZERO);
        var other = new What.EffectStarted(dev.flowbench.flow.EffectClass.NON_IDEMPOTENT,
                new dev.flowbench.engine.event.ToolRequest("send", Flows.object("to", "b"), null, "key of one run"),
                dev.flowbench.engine.event.Amount.STEP);
        assertThat(Recording.sameRequest(one, same)).isTrue();
        assertThat(Recording.sameRequest(one, other)).isFalse();
    }

    @Test
    void aRunForkedAsItIsSendsNothingTwice() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow workflow = RandomFlows.workflow(seed).with((dev.flowbench.flow.Budget) null);
            var options = RunOptions.USUAL.withDocuments(RandomFlows.documents(seed));
            TestRun parent = TestRun.of(workflow).in("x", "hello").with(options).seed(seed)
                    .with(RandomFlows.prices()).run();
            if (parent.events().stream().map(Event::what).anyMatch(what -> what instanceof What.CapTripped
                    || what instanceof What.StepFailed
                    || what instanceof What.StepSkipped skipped && skipped.leave() != null
                    || what instanceof What.StepCompleted completed && completed.leave() != null)) {
                continue;
            }
            asked.clear();
            var time = new VirtualTime(seed + 7);
            var told = new ArrayList<Event>();
            long s = seed;
            What.RunFinished finished = time.run(() -> {
                try {
                    return engine(time).fork(new RunRequest("run", workflow, Flows.text(workflow), "hash",
                            Map.of("x", com.fasterxml.jackson.databind.node.TextNode.valueOf("hello")), true, s, "",
                            options), parent.events(), Long.MAX_VALUE, told::add).await();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(asked).as("seed %s", seed).isEmpty();
            assertThat(finished.outputs()).as("seed %s", seed).isEqualTo(parent.finished().outputs());
        }
    }
}
