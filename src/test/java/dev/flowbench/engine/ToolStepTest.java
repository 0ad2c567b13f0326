package dev.flowbench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolStepTest {
    private static Node tool(String id, String tool, Map<String, String> arguments) {
        return tool(id, tool, arguments, List.of(), 1000);
    }

    private static Node tool(String id, String tool, Map<String, String> arguments, List<String> fields, int most) {
        var templates = new LinkedHashMap<String, TemplateSource>();
        arguments.forEach((name, text) -> templates.put(name, new TemplateSource(text)));
        return new Node(id, new ToolCall(tool, templates, null, fields, most, Duration.ofSeconds(10)));
    }

    private static Workflow one(Node node) {
        return Flows
                .workflow(Flows.graph(List.of(node), "in.x -> " + node.id() + ".x", node.id() + ".result -> out.y"));
    }

    private static TestRun run(FakeTools tools, Node node) {
        return TestRun.of(one(node)).in("x", "hello").with(tools).run();
    }

    @Test
    void argumentsAreWhatTheSchemaWants() {
        var tools = new FakeTools().add("echo", EffectClass.READ, (arguments, _) -> arguments);
        TestRun run = run(tools, tool("call", "echo", Map.of("text", "42", "count", "7")));
        assertEquals(Flows.object("text", "42", "count", 7), run.out("y"));
        assertEquals(ToolCalls.ONE_CALL, run.finished().spent());
    }

    @Test
    void argumentsThatDoNotFitAreNotSent() {
        var tools = new FakeTools().add("echo", EffectClass.READ, (arguments, _) -> arguments);
        TestRun run = run(tools, tool("call", "echo", Map.of("text", "a", "count", "many")));
        assertEquals(ErrorCode.BAD_ARGUMENTS, run.code());
        assertTrue(tools.arguments().isEmpty());
        assertTrue(run.all(What.EffectStarted.class).isEmpty());
        assertEquals(ErrorCode.NO_TOOL, run(tools, tool("call", "nowhere", Map.of())).code());
    }

    @Test
    void resultIsTrimmedToItsFieldsAndItsCap() {
        var tools = new FakeTools().add("find", EffectClass.READ,
                (_, _) -> Flows.object("title", "T", "body", "b".repeat(500), "meta", Flows.object("a", 1, "b", 2)));
        TestRun run = run(tools, tool("call", "find", Map.of("text", "x"), List.of("body", "meta.a"), 100));
        JsonNode result = run.out("y");
        assertTrue(String.valueOf(result).length() <= 100, String.valueOf(result));
        assertEquals(Flows.object("a", 1), result == null ? null : result.get("meta"));
        assertNull(result == null ? null : result.get("title"));
        ToolReply reply = (ToolReply) run.all(What.EffectCompleted.class).getFirst().reply();
        assertTrue(reply.trimmed() > 400);
    }

    @Test
    void whatMayPassIsTriedAgainUnderTheSameKey() {
        for (EffectClass effect : List.of(EffectClass.PURE, EffectClass.READ, EffectClass.IDEMPOTENT)) {
            for (long seed = 0; seed < 20; seed++) {
                var tools = new FakeTools();
                tools.add("flaky", effect, (_, call) -> {
                    if (tools.arguments().size() < 3) {
                        tools.happens(call);
                        throw FakeTools.fails(ErrorCode.NET_LOST);
                    }
                    return tools.happens(call);
                });
                TestRun run = TestRun.of(one(tool("call", "flaky", Map.of("text", "x")))).in("x", "").with(tools)
                        .seed(seed).run();
                assertEquals(RunStatus.DONE, run.status());
                assertEquals(1, tools.done().size(), "one key");
                assertEquals(2, run.decisions(What.Choice.RETRY).size());
                assertEquals(ToolCalls.ONE_CALL, run.finished().spent());
            }
        }
    }

    @Test
    void whatMustNotBeRepeatedIsNotTriedAgain() {
        for (ErrorCode code : List.of(ErrorCode.NET_LOST, ErrorCode.TIMEOUT, ErrorCode.PROVIDER_ERROR,
                ErrorCode.TOOL_UNKNOWN)) {
            var tools = new FakeTools();
            tools.add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> {
                tools.happens(call);
                throw FakeTools.fails(code);
            });
            TestRun run = TestRun.of(one(tool("call", "pay", Map.of("text", "x")))).in("x", "").with(tools)
                    .with(RunOptions.USUAL.with(RunOptions.Asking.APPROVE)).run();
            assertEquals(ErrorCode.TOOL_UNKNOWN, run.code());
            assertEquals(List.of(1), List.copyOf(tools.done().values()), "never silently twice");
        }
    }

    private static TestRun unknown(FakeTools tools, Verdict verdict, @Nullable JsonNode value, long seed) {
        tools.add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> {
            if (tools.arguments().size() == 1) {
                throw FakeTools.fails(ErrorCode.NET_LOST);
            }
            return tools.happens(call);
        });
        return TestRun.of(one(tool("call", "pay", Map.of("text", "x")))).in("x", "").with(tools).seed(seed)
                .with((TestRun.Person) (run, request, _) -> {
                    assertEquals(ApprovalRequested.About.UNKNOWN, request.about());
                    assertTrue(run.decide(new ApprovalDecided(request.id(), verdict, value, "Ada", "",
                            request.sha256())));
                }).run();
    }

    @Test
    void aPersonSaysWhatBecameOfACallThatNobodyKnowsOf() {
        for (long seed = 0; seed < 30; seed++) {
            var first = new FakeTools();
            assertEquals(Flows.text("receipt 7"),
                    unknown(first, Verdict.HAPPENED, Flows.text("receipt 7"), seed).out("y"));
            assertTrue(first.done().isEmpty(), "it is not made again");
            var second = new FakeTools();
            assertEquals(Flows.text("done"), unknown(second, Verdict.APPROVE, null, seed).out("y"));
            assertEquals(List.of(1), List.copyOf(second.done().values()));
            var third = new FakeTools();
            assertEquals(ErrorCode.TOOL_UNKNOWN, unknown(third, Verdict.REJECT, null, seed).code());
            assertTrue(third.done().isEmpty());
        }
    }

    @Test
    void whatWasSurelyNotDoneIsTriedAgain() {
        var tools = new FakeTools();
        tools.add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> {
            if (tools.arguments().size() < 2) {
                throw FakeTools.fails(ErrorCode.NET_CONNECT);
            }
            return tools.happens(call);
        });
        assertEquals(RunStatus.DONE, run(tools, tool("call", "pay", Map.of("text", "x"))).status());
        assertEquals(List.of(1), List.copyOf(tools.done().values()));
    }

    @Test
    void dryRunCollectsSideEffectsAndMakesNone() {
        var tools = new FakeTools();
        tools.add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call))
                .add("look", EffectClass.READ, (arguments, _) -> arguments.get("text"));
        Workflow workflow = Flows.workflow(Flows.graph(
                List.of(tool("look", "look", Map.of("text", "{{x}}")), tool("pay", "pay", Map.of("text", "{{t}}"))),
                "in.x -> look.x", "look.result -> pay.t", "pay.result -> out.y"));
        TestRun run = TestRun.of(workflow).in("x", "coin").with(tools).with(RunOptions.USUAL.withDryRun(true)).run();
        assertTrue(tools.done().isEmpty());
        What.EffectHeld held = run.all(What.EffectHeld.class).getFirst();
        assertEquals("coin", held.request().arguments().path("text").asText());
        assertEquals("pay", held.id());
        assertEquals(64, held.sha256().length());
        assertTrue(run.out("y") != null && run.out("y").path("dryRun").asBoolean());
        assertEquals(2, run.finished().spent().toolCalls(), "it counts as if it were done");
    }

    @Test
    void standInHasTheShapeOfTheResult() {
        JsonNode schema = Flows.object("type", "object", "properties",
                Flows.object("id", Flows.object("type", "string", "minLength", 20), "amount",
                        Flows.object("type", "number", "minimum", 5), "state",
                        Flows.object("enum", Flows.list("paid", "open"))));
        assertEquals("{\"id\":\"dry run.............\",\"amount\":5,\"state\":\"paid\"}",
                StandIn.of("pay", schema).toString());
    }

    @Test
    void capOnToolCallsEndsTheRunGracefully() {
        var tools = new FakeTools().add("echo", EffectClass.READ, (arguments, _) -> arguments.get("text"));
        Budget budget = new Budget(null, null, null, null, null, 1L, null, null, null, Extras.NONE);
        Workflow workflow = Flows.workflow(Flows.graph(
                List.of(tool("a", "echo", Map.of("text", "{{x}}")), tool("b", "echo", Map.of("text", "{{t}}"))),
                "in.x -> a.x", "a.result -> b.t", "b.result -> out.y"), budget);
        TestRun run = TestRun.of(workflow).in("x", "one").with(tools).run();
        assertEquals(RunStatus.PARTIAL, run.status());
        assertEquals(1, tools.arguments().size());
    }

    @Test
    void toolThatRunsOutOfTimeIsCutOff() {
        var tools = new FakeTools();
        var time = new VirtualTime(1);
        tools.add("slow", EffectClass.READ, (_, call) -> {
            var cut = time.signal();
            call.onCancel(cut::raise);
            cut.await();
            throw FakeTools.fails(ErrorCode.CANCELLED);
        });
        TestRun run = TestRun.of(one(tool("call", "slow", Map.of("text", "x")))).in("x", "").with(tools).run(time,
                _ -> {});
        assertEquals(ErrorCode.TIMEOUT, run.code());
        assertEquals(10_000_000, run.micros());
    }

    @Test
    void memoryIsAskedAndWrittenThroughTheDoor() {
        var written = new LinkedHashMap<String, String>();
        Memory memory = new Memory() {
            private int tries;

            @Override
            public List<Entry> recall(String scope, String query, int k) {
                var all = new ArrayList<Entry>();
                written.forEach((id, text) -> all.add(new Entry(id, text, 0.5, 0)));
                return all.subList(0, Math.min(k, all.size()));
            }

            @Override
            public void remember(String scope, String id, String text, long at) throws ToolException {
                written.put(id, scope + ':' + text);
                if (++tries == 1) {
                    throw FakeTools.fails(ErrorCode.NET_LOST);
                }
            }
        };
        Workflow workflow = Flows.workflow(Flows.graph(
                List.of(new Node("keep", new Remember(new TemplateSource("{{x}}"), "team", 1, 100)),
                        new Node("find", new Recall(new TemplateSource("{{x}}{{w}}"), "team", 3, 1000))),
                "in.x -> keep.x", "in.x -> find.x", "keep.result -> find.w", "find.result -> out.y"));
        TestRun run = TestRun.of(workflow).in("x", "note").with(memory).run();
        assertEquals(Map.of(written.keySet().iterator().next(), "team:note"), written, "one entry for two tries");
        assertEquals("team:note", run.out("y") == null ? null : run.out("y").path(0).path("text").asText());
        assertEquals(0, run.finished().spent().toolCalls());
        assertEquals(List.of(ToolRequest.REMEMBER, ToolRequest.REMEMBER, ToolRequest.RECALL),
                run.all(What.EffectStarted.class).stream().map(s -> ((ToolRequest) s.request()).tool()).toList());
    }

    @Test
    void intentIsDurableBeforeAndWhatCannotBeRepeatedAfter() {
        var order = new ArrayList<String>();
        var tools = new FakeTools();
        tools.add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> {
            order.add("done");
            return tools.happens(call);
        });
        TestRun.of(one(tool("call", "pay", Map.of("text", "x")))).in("x", "").with(tools).with(watched(order)).run();
        int at = order.indexOf("done");
        assertEquals(List.of("EffectStarted", "sync", "done", "EffectCompleted", "sync"),
                order.subList(at - 2, at + 3));
    }

    private static Journal watched(List<String> order) {
        return new WatchedJournal(order);
    }

    /** Notes in which order things became durable. */
    private record WatchedJournal(List<String> order) implements Journal {
        @Override
        public Writer create(Header header, LongConsumer durable) {
            return new Writer() {
                @Override
                public void append(Event event) {
                    order.add(event.what().getClass().getSimpleName());
                }

                @Override
                public void sync() {
                    order.add("sync");
                }

                @Override
                public void close() {
                    order.add("close");
                }
            };
        }

        @Override
        public Reopened reopen(String run, LongConsumer durable) throws JournalException {
            return Journal.none().reopen(run, durable);
        }

        @Override
        public void keep(Header header, Iterable<Event> events) throws JournalException {
            Journal.none().keep(header, events);
        }

        @Override
        public List<Summary> runs(int limit) {
            return List.of();
        }

        @Override
        public Optional<Header> header(String run) {
            return Optional.empty();
        }

        @Override
        public void read(String run, Consumer<Event> reader) throws JournalException {
            Journal.none().read(run, reader);
        }

        @Override
        public void delete(String run) {}
    }
}
