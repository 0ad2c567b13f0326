package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An agent whose process ended at any event goes on from there: no call that changes the world is made twice. */
class AgentResumeTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 8);

    /** Looks, pays, makes mistakes in its calls, and answers. */
    private static final ChatModel MODEL = (_, call) -> {
        if (!call.stepKey().contains("/turn#") || call.stepKey().endsWith("summary")) {
            return FakeModel.says("A summary.");
        }
        int turn = Integer.parseInt(call.stepKey().replaceAll(".*turn#(\\d+)/.*", "$1"));
        if (turn > 4) {
            return FakeModel.says("Done.");
        }
        if (turn == 2 && call.attempt() == 1) {
            return calls(turn, "fly");
        }
        return turn % 2 == 0 ? calls(turn, "look", "pay") : calls(turn, "look");
    };

    private static ModelReply calls(int turn, String... tools) {
        var uses = new ArrayList<ToolUse>();
        for (String tool : tools) {
            uses.add(new ToolUse("c" + turn + tool, tool, Flows.object("text", tool + turn)));
        }
        return new ModelReply("Turn " + turn, new ModelReply.Usage(10, 5), ModelReply.Finish.TOOL_CALL, "fake", null, 0,
                uses);
    }

    private static Workflow workflow(long seed) {
        @Nullable Graph planner = seed % 2 == 0 ? Flows.graph(List.of(Flows.llm("plan", "Plan {{task}}"))) : null;
        @Nullable Graph evaluator = seed % 3 == 0
                ? Flows.graph(List.of(Flows.expression("judge", "{'done': draft == 'Done.', 'feedback': 'On.'}")))
                : null;
        return Flows.workflow(Flows.graph(List.of(new Node("ops", new Agent("m",
                List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("look", null, null, Extras.NONE),
                        new Agent.AgentTool("pay", null, null, Extras.NONE)),
                30, 20, seed % 4 == 0 ? 420 : 4000, 100,
                Agent.WhenFull.values()[(int) (seed % Agent.WhenFull.values().length)], planner, evaluator))),
                "in.x -> ops.x", "ops.result -> out.y", "ops.steps -> out.steps"));
    }

    private static FakeTools tools() {
        var tools = new FakeTools();
        return tools.add("look", EffectClass.READ, (arguments, _) -> Flows.object("found", arguments.get("text")))
                .add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call));
    }

    private static boolean pays(Event event) {
        return event.what() instanceof What.EffectStarted started && started.request() instanceof ToolRequest request
                && request.tool().equals("pay");
    }

    private static Set<String> keys(List<Event> events) {
        var keys = new HashSet<String>();
        for (Event event : events) {
            if (pays(event)) {
                keys.add(((ToolRequest) ((What.EffectStarted) event.what()).request()).idempotencyKey());
            }
        }
        return keys;
    }

    @Test
    void leftAtAnyEventItEndsTheSameAndPaysOnce() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow workflow = workflow(seed);
            TestRun whole = TestRun.of(workflow).in("x", "Go.").with(MODEL).with(tools()).seed(seed).run();
            for (int end = 1; end < whole.events().size(); end++) {
                List<Event> before = whole.events().subList(0, end);
                FakeTools after = tools();
                List<Event> events = resume(workflow, before, after, seed);
                String place = "seed " + seed + ", left after " + end;
                assertThat(((What.RunFinished) events.getLast().what()).outputs()).as(place)
                        .isEqualTo(whole.finished().outputs());
                assertThat(after.done().values()).as(place).allMatch(times -> times == 1);
                assertThat(after.done().keySet()).as(place).noneMatch(keys(before)::contains);
                assertThat(replay(workflow, events, seed).divergence()).as(place).isNull();
            }
        }
    }

    private static List<Event> resume(Workflow workflow, List<Event> before, FakeTools tools, long seed) {
        var journal = new MemoryJournal(ReplayTest.header(workflow, seed), before);
        var time = new VirtualTime(seed * 31 + before.size());
        // Of what may have happened when the process ended, a person says that it did.
        TestRun.Person person = (run, request, _) -> {
            JsonNode done = Flows.text("done");
            run.decide(new ApprovalDecided(request.id(), ApprovalDecided.Verdict.HAPPENED, done, "Ada", "",
                    request.sha256()));
        };
        var told = new ArrayList<Event>();
        time.run(() -> {
            try {
                var running = new TestRun.Running(told, time, person);
                Run run = new Engine(ports(tools, journal, time)).resume("run", "test", UnaryOperator.identity(),
                        running);
                running.began(run);
                return run.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return journal.events();
    }

    private static EnginePorts ports(FakeTools tools, Journal journal, VirtualTime time) {
        return new EnginePorts(MODEL, tools, Memory.NONE, Prices.free("test"), journal, time);
    }

    private static ReplayReport replay(Workflow workflow, List<Event> events, long seed) {
        try {
            return new Engine(ports(tools(), Journal.none(), new VirtualTime(seed)))
                    .replay(ReplayTest.header(workflow, seed), events, workflow);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
