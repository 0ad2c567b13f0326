package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A cap holds over the end of a process: what it has refused, and the room that is kept for a last call. */
class CapsResumeTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 20);

    private static Budget tokens(long most) {
        return new Budget(most, null, null, null, null, null, null, null, null, Extras.NONE);
    }

    private static Node asks(String id, int output) {
        return new Node(id, new Llm("m", List.of(new Message(Message.Role.USER, "{{x}}")), output, null, null));
    }

    /** One that cannot fit beside others that can. */
    private static Workflow flow() {
        return Flows.workflow(Flows.graph(List.of(asks("big", 5_000), asks("one", 10), asks("two", 10)),
                "in.x -> big.x", "in.x -> one.x", "in.x -> two.x", "big.result -> out.a", "one.result -> out.b",
                "two.result -> out.c")).with(tokens(1_000));
    }

    private static List<Event> resume(Workflow flow, List<Event> events, ChatModel model, FakeTools tools,
            UnaryOperator<RunOptions> change, long seed) {
        var journal = new MemoryJournal(ReplayTest.header(flow, seed), events);
        var time = new VirtualTime(seed);
        return time.run(() -> {
            try {
                new Engine(new EnginePorts(model, tools, Memory.NONE, Prices.free("test"), journal, time)).resume("run",
                        "test", change, RunListener.NONE).await();
                return journal.events();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static int refused(List<Event> events) {
        for (Event event : events) {
            if (event.what() instanceof What.CapTripped) {
                return (int) event.seq();
            }
        }
        throw new AssertionError("no cap tripped");
    }

    private static long begunAfter(List<Event> events, int seq) {
        return events.stream().filter(event -> event.seq() > seq && event.what() instanceof What.EffectStarted).count();
    }

    @Test
    void aCapThatTrippedAdmitsNothingMore() {
        boolean seen = false;
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow flow = flow();
            List<Event> whole = TestRun.of(flow).in("x", "hello").seed(seed).run().events();
            int tripped = refused(whole);
            List<Event> before = whole.subList(0, tripped);
            seen |= before.stream().filter(event -> event.what() instanceof What.EffectStarted).count() < 2;
            List<Event> events = resume(flow, before, FakeModel.ECHO, new FakeTools(), UnaryOperator.identity(), seed);
            assertThat(begunAfter(events, tripped)).as("seed %s", seed).isZero();
            assertThat(ReplayTest.replay(flow, events, Prices.free("test"), seed).divergence()).isNull();
        }
        assertThat(seen).as("something small was still to come").isTrue();
    }

    @Test
    void aCapThatWasRaisedAdmitsAgain() {
        boolean seen = false;
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow flow = flow();
            List<Event> whole = TestRun.of(flow).in("x", "hello").seed(seed).run().events();
            int tripped = refused(whole);
            List<Event> events = resume(flow, whole.subList(0, tripped), FakeModel.ECHO, new FakeTools(),
                    options -> options.with(tokens(50_000)), seed);
            seen |= begunAfter(events, tripped) > 0;
        }
        assertThat(seen).isTrue();
    }

    private static Node within(String id, Kind kind, long steps) {
        return new Node(id, kind, new Settings(null, null,
                new Budget(null, null, null, null, steps, null, null, null, Budget.AtCap.WRAP_UP, Extras.NONE), null,
                null, null, List.of(), List.of(), Map.of(), null, null), Extras.NONE);
    }

    private static FakeTools tools() {
        return new FakeTools().add("look", EffectClass.READ, (arguments, _) -> arguments);
    }

    private static void endsTheSameWhereverItIsLeft(Workflow flow, ChatModel model) {
        TestRun whole = TestRun.of(flow).in("x", "Go.").with(model).with(tools()).run();
        List<Event> told = whole.events();
        assertThat(told).anyMatch(event -> event.where().stepKey().contains("/wrap-up/")
                || event.where().stepKey().contains("/synthesizer/"));
        for (int end = 1; end < told.size(); end++) {
            if (told.get(end - 1).what() instanceof What.EffectStarted) {
                continue; // What was under way is booked and asked again: it ends otherwise.
            }
            List<Event> events = resume(flow, told.subList(0, end), model, tools(), UnaryOperator.identity(), 1);
            assertThat(((What.RunFinished) events.getLast().what()).outputs()).as("left after %s", end)
                    .isEqualTo(whole.finished().outputs());
        }
    }

    @Test
    void anAgentKeepsRoomForItsLastCall() {
        Agent agent = new Agent("m", List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("look", null, null, Extras.NONE)), 50, 50, 16_000, 100, null,
                null, null);
        Workflow flow = Flows.workflow(
                Flows.graph(List.of(within("ops", agent, 6)), "in.x -> ops.x", "ops.result -> out.y"));
        endsTheSameWhereverItIsLeft(flow, (_, call) -> {
            if (call.stepKey().equals("ops/wrap-up/model")) {
                return FakeModel.says("Half of it.");
            }
            return new ModelReply("On. " + call.stepKey(),
                    new ModelReply.Usage(10, 5),
                    ModelReply.Finish.TOOL_CALL, "fake", null, 0,
                    List.of(new ToolUse("c", "look",
                            Flows.object("text", call.stepKey()))));
        });
    }

    @Test
    void anOrchestratorKeepsRoomForItsSynthesis() {
        var subtasks = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            subtasks.add("{'id': 's" + i + "', 'worker': 'search', 'task': 't" + i + "', 'needs': [], 'reason': 'r'}");
        }
        var kind = new Orchestrator(8, 12, 1,
                Flows.graph(List.of(Flows.expression("plan", "{'subtasks': [" + String.join(", ", subtasks) + "]}"))),
                List.of(new Branch("search", Flows.graph(List.of(Flows.llm("w", "{{task}} {{needs}}"))))),
                Flows.graph(List.of(Flows.llm("syn", "{{results}}"))), null);
        Workflow flow = Flows.workflow(
                Flows.graph(List.of(within("o", kind, 4)), "in.x -> o.task", "o.result -> out.y"));
        endsTheSameWhereverItIsLeft(flow, FakeModel.ECHO);
    }
}
