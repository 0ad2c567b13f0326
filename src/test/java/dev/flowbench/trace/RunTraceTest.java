package dev.flowbench.trace;

import static dev.flowbench.trace.TraceScript.amount;
import static dev.flowbench.trace.TraceScript.number;
import static dev.flowbench.trace.TraceScript.object;
import static dev.flowbench.trace.TraceScript.request;
import static dev.flowbench.trace.TraceScript.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTraceTest {

    @Test
    void roundsOfALoopStandAboveTheirSteps() {
        RunTrace trace = loop(3).fold(new RunTrace(TraceFlows.notes()));
        assertEquals(List.of("Release notes", "  Polish", "    ROUND 0", "      Draft", "      Judge", "    ROUND 1",
                "      Draft",
                "      Judge", "    ROUND 2", "      Draft", "      Judge", "  Publish"), tree(trace));
        assertEquals(SpanState.DONE, trace.state(0));
    }

    @Test
    void tokensAndCostSumUpTheFrames() {
        RunTrace trace = loop(3).fold(new RunTrace(TraceFlows.notes()));
        int polish = trace.lastVisit("polish");
        assertEquals(3 * (100 + 300), trace.inputTokens(polish));
        assertEquals(3 * (50 + 20), trace.outputTokens(polish));
        int round = trace.firstChild(polish);
        assertEquals(400, trace.inputTokens(round));
        assertEquals(70, trace.outputTokens(round));
        assertEquals(trace.nanoUsd(0), trace.nanoUsd(polish));
        assertEquals(3 * 2, trace.steps(polish));
        assertEquals(3 * 2 + 1, trace.steps(0));
    }

    @Test
    void theSummarySaysRoundsScoreAndFigures() {
        SessionSummary summary = loop(3).fold(new RunTrace(TraceFlows.notes())).summary();
        assertEquals(RunStatus.DONE, summary.status());
        assertEquals(7, summary.steps());
        assertEquals(6, summary.calls());
        assertEquals(1200, summary.inputTokens());
        assertEquals(210, summary.outputTokens());
        assertEquals(List.of(new SessionSummary.Loop("polish", 3, 3, 0.9, true)), summary.loops());
        assertEquals(0, summary.errors());
        assertTrue(summary.simulated());
        assertEquals(List.of(), summary.caps());
    }

    @Test
    void anyPrefixMakesAWholePicture() {
        List<Event> events = loop(2).events();
        for (int n = 0; n <= events.size(); n++) {
            RunTrace trace = new RunTrace(TraceFlows.notes());
            events.subList(0, n).forEach(trace::accept);
            VisibleRows rows = new VisibleRows();
            rows.rebuild(trace);
            assertEquals(trace.size(), rows.size());
            SessionSummary summary = trace.summary(trace.latest() + 1);
            assertEquals(n == events.size() ? RunStatus.DONE : RunStatus.RUNNING, summary.status());
            for (int row = 0; row < trace.size(); row++) {
                assertTrue(trace.end(row, trace.latest()) >= trace.start(row));
                assertTrue(trace.parent(row) < row);
            }
            assertTrue(trace.criticalPath(trace.latest()).contains(0) || trace.size() == 0);
            trace.nodeState("draft");
        }
    }

    @Test
    void anInterruptedRunHasNothingUnderWay() {
        List<Event> events = loop(2).events();
        RunTrace trace = new RunTrace(TraceFlows.notes());
        events.subList(0, 8).forEach(trace::accept);
        assertEquals(NodeState.Phase.RUNNING, trace.nodeState("polish").phase());
        trace.interrupted();
        assertEquals(RunStatus.INTERRUPTED, trace.status());
        assertEquals(SpanState.CUT, trace.state(0));
        assertEquals(SpanState.CUT, trace.state(trace.lastVisit("polish")));
        assertEquals(NodeState.Phase.PARTIAL, trace.nodeState("polish").phase());
        assertEquals(0, trace.nodeState("polish").running());
        assertEquals(trace.latest(), trace.end(0, trace.latest() + 1_000_000));
    }

    @Test
    void aNodeShowsItsMetersWhileItRuns() {
        TraceScript script = new TraceScript("r1").runStarted("Release notes", Map.of(), true);
        long polish = script.step(1, "polish", "evaluator-optimizer", "", 0, Map.of());
        long draft = script.step(polish, "draft", "llm", "generator", 0, Map.of());
        script.call(draft, request("writer", "m", "s", "u"), amount(1000, 800, 5_000_000));
        RunTrace trace = script.fold(new RunTrace(TraceFlows.notes()));
        Map<String, Double> used = used(trace);
        assertEquals(1800, used.get("tokens"));
        assertEquals(0.005, used.get("costUsd"), 1e-12);
        assertEquals(1, used.get("iterations"));
        assertEquals(1, used.get("steps"));

        TraceScript more = script.pass(2000).answered(draft, "Notes", 900, 200, 2_000_000, 1_900_000);
        more.done(draft, Map.of("result", text("Notes")));
        long second = more.step(polish, "judge", "llm", "evaluator", 1, Map.of());
        trace = more.fold(new RunTrace(TraceFlows.notes()));
        used = used(trace);
        assertEquals(1100, used.get("tokens"));
        assertEquals(2, used.get("iterations"));
        assertEquals(1, used.get("steps"));
        assertEquals(2.0, used.get("wallClock"), 1e-9);
        assertEquals(NodeState.Phase.DONE, trace.nodeState("draft").phase());
        assertEquals("Notes", trace.nodeState("draft").text());
        assertEquals(1100, trace.nodeState("draft").tokens());
        assertEquals(2_000_000, trace.nodeState("draft").micros());
        assertEquals(NodeState.Phase.WAITING, trace.nodeState("publish").phase());
        assertEquals(trace.row(second), trace.lastVisit("judge"));
    }

    @Test
    void aNodeOfSeveralVisitsShowsThePhaseThatSaysMostAndItsScore() {
        RunTrace trace = loop(2).fold(new RunTrace(TraceFlows.notes()));
        NodeState draft = trace.nodeState("draft");
        assertEquals(2, draft.visits());
        assertEquals(2 * 150, draft.tokens());
        assertEquals("round 2 · 0.80", trace.nodeState("polish").badge());
        assertEquals(List.of(3, 6), trace.visits("draft"));
    }

    @Test
    void whatStandsInAFrameThatWasPassedOverIsPassedOverToo() {
        RunTrace trace = new TraceScript("r").runStarted("Notes", Map.of(), true)
                .skipped(1, "polish", "", 0, "Nothing arrived.").fold(new RunTrace(TraceFlows.notes()));
        assertEquals(NodeState.Phase.SKIPPED, trace.nodeState("draft").phase());
        assertEquals(NodeState.Phase.WAITING, trace.nodeState("publish").phase());
    }

    @Test
    void aFailedBranchIsOneErrorAndItsFrameIsNone() {
        TraceScript script = new TraceScript("r").runStarted("Contract review", Map.of(), false);
        long review = script.step(1, "review", "parallel", "", 0, Map.of());
        long a = script.step(review, "find-liability", "llm", "liability", 0, Map.of());
        long b = script.step(review, "find-term", "llm", "term", 0, Map.of());
        script.pass(10).failed(a, ErrorCode.RATE_LIMIT, "Too many requests.", "Wait.");
        script.pass(5).done(b, Map.of("result", text("12 months")));
        long c = script.step(review, "check-term", "llm", "term", 0, Map.of());
        script.pass(5).failed(c, ErrorCode.OUTPUT_INVALID, "Not valid.", "Change the schema.");
        script.failed(review, ErrorCode.TOO_FEW, "Too few branches succeeded.", "Lower the minimum.");
        script.finished(RunStatus.FAILED, Map.of(), null,
                new RunError(ErrorCode.TOO_FEW, "Too few", "", "review", 1, null, -1), 3);
        RunTrace trace = script.fold(new RunTrace(TraceFlows.review()));
        assertEquals(
                List.of("Contract review", "  Review", "    Find liability [Liability]", "    BRANCH Term and exit",
                        "      Find term", "      Check term"),
                tree(trace));
        assertEquals(2, trace.summary().errors());
        assertTrue(trace.isError(trace.row(a)));
        assertTrue(trace.isError(trace.row(c)));
        assertFalse(trace.isError(trace.row(review)));
        assertEquals(SpanState.FAILED, trace.state(trace.parent(trace.row(c))));
        assertEquals(NodeState.Phase.FAILED, trace.nodeState("review").phase());
        assertEquals(2, trace.failures(0));
    }

    @Test
    void aCapThatTripsIsNamedAndShownOnItsFrame() {
        TraceScript script = new TraceScript("r").runStarted("Release notes", Map.of(), false);
        long polish = script.step(1, "polish", "evaluator-optimizer", "", 0, Map.of());
        long draft = script.step(polish, "draft", "llm", "generator", 0, Map.of());
        script.call(draft, request("writer", "m", "s", "u"), amount(10, 10, 10));
        script.pass(1).callFailed(draft,
                new RunError(ErrorCode.TIMEOUT, "No answer.", "Raise it.", "draft", 1, null, -1),
                amount(10, 10, 10), true, "half an ans", 1000);
        script.attempt(draft, 2).add(draft, new What.CapTripped(polish, "tokens", "20,000", "19,990", "900"));
        script.partial(draft, Map.of(), new Partial("tokens", polish, "The tokens are used up."));
        script.partial(polish, Map.of("result", text("best")),
                new Partial("tokens", polish, "The tokens are used up."));
        script.finished(RunStatus.PARTIAL, Map.of(), new Partial("tokens", polish, "The tokens are used up."), null, 1);
        RunTrace trace = script.fold(new RunTrace(TraceFlows.notes()));
        SessionSummary summary = trace.summary();
        assertEquals(List.of(new SessionSummary.Tripped("polish", polish, "tokens", "20,000")), summary.caps());
        assertTrue(summary.uncertain());
        assertEquals(2, trace.attempts(trace.row(draft)));
        assertEquals(NodeState.Phase.PARTIAL, trace.nodeState("polish").phase());
        assertTrue(trace.nodeState("polish").meters().stream()
                .anyMatch(meter -> meter.cap().equals("tokens") && meter.tripped()));
        assertEquals(20, trace.inputTokens(0) + trace.outputTokens(0));
        List<SpanCall> calls = SpanCall.of(trace, trace.row(draft));
        assertEquals(1, calls.size());
        assertEquals("half an ans", calls.getFirst().text());
        assertTrue(calls.getFirst().uncertain());
    }

    @Test
    void aSkippedNodeHasARowAndAReason() {
        TraceScript script = new TraceScript("r").runStarted("Release notes", Map.of(), false);
        script.skipped(1, "publish", "", 0, "Nothing came to value.");
        RunTrace trace = script.fold(new RunTrace(TraceFlows.notes()));
        assertEquals(SpanState.SKIPPED, trace.state(1));
        assertEquals(1, trace.summary().skipped());
        assertEquals(NodeState.Phase.SKIPPED, trace.nodeState("publish").phase());
        assertEquals("transform", trace.kind(1));
    }

    @Test
    void whatNobodyAnnouncedIsNotLost() {
        TraceScript script = new TraceScript("r").runStarted("Release notes", Map.of(), false);
        long ghost = script.step(99, "ghost", "telepathy", "", 0, Map.of());
        script.done(ghost, Map.of("result", number(3)));
        RunTrace trace = new RunTrace(TraceFlows.notes());
        List<Event> events = script.events();
        trace.accept(events.get(0));
        trace.accept(events.get(2));
        assertEquals(2, trace.size());
        assertEquals(0, trace.parent(1));
        assertEquals("ghost", trace.title(1));
        assertEquals("unknown", trace.kind(1));
        assertEquals("3", Preview.of(trace.outputs(1)));
    }

    @Test
    void theCriticalPathFollowsTheSlowestBranch() {
        TraceScript script = new TraceScript("r").runStarted("Contract review", Map.of(), false);
        long review = script.step(1, "review", "parallel", "", 0, Map.of());
        long a = script.step(review, "find-liability", "llm", "liability", 0, Map.of());
        long b = script.step(review, "find-term", "llm", "term", 0, Map.of());
        long m = script.step(review, "find-money", "llm", "money", 0, Map.of());
        script.at(5).done(a, Map.of());
        script.at(9).done(b, Map.of());
        long c = script.step(review, "check-term", "llm", "term", 0, Map.of());
        script.at(12).done(m, Map.of());
        script.at(20).done(c, Map.of());
        long merge = script.step(review, "merge", "llm", "aggregator", 0, Map.of());
        script.at(25).done(merge, Map.of()).done(review, Map.of());
        script.finished(RunStatus.DONE, Map.of(), null, null, 5);
        RunTrace trace = script.fold(new RunTrace(TraceFlows.review()));
        CriticalPath path = trace.criticalPath(trace.latest());
        assertTrue(path.contains(trace.row(b)) && path.contains(trace.row(c)) && path.contains(trace.row(merge)));
        assertTrue(path.contains(0) && path.contains(trace.row(review)));
        assertFalse(path.contains(trace.row(a)));
        assertFalse(path.contains(trace.row(m)));
    }

    @Test
    void theNextStepIsFoundByTheWires() {
        RunTrace trace = loop(1).fold(new RunTrace(TraceFlows.notes()));
        int polish = trace.lastVisit("polish");
        assertEquals(List.of("publish"), trace.nextNodes(polish));
        assertEquals(trace.lastVisit("publish"), trace.beside(polish, "publish"));
        assertEquals(List.of(), trace.nextNodes(trace.lastVisit("publish")));
    }

    @Test
    void depthAndWidthAreNoDanger() {
        Workflow flow = TraceFlows.flow("Deep", List.of(), List.of());
        TraceScript script = new TraceScript("r").runStarted("Deep", Map.of(), false);
        long parent = 1;
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            parent = script.step(parent, "n" + i, "chain", "body", 0, Map.of());
            ids.add(parent);
        }
        for (Long id : ids.reversed()) {
            script.done(id, Map.of());
        }
        RunTrace trace = script.fold(new RunTrace(flow));
        VisibleRows rows = new VisibleRows();
        rows.rebuild(trace);
        assertEquals(3_001, rows.size());
        assertEquals(3_000, trace.depth(rows.row(3_000)));
        assertTrue(trace.criticalPath(trace.latest()).contains(3_000));
    }

    @Test
    void foldingAndFilteringKeepWhatStandsAbove() {
        RunTrace trace = loop(3).fold(new RunTrace(TraceFlows.notes()));
        VisibleRows rows = new VisibleRows();
        rows.fold(trace.lastVisit("polish"), true);
        rows.rebuild(trace);
        assertEquals(3, rows.size());
        assertEquals(-1, rows.place(trace.visits("draft").getFirst()));
        rows.filter(new RowFilter("round TWO please", false));
        rows.rebuild(trace);
        assertEquals(4, rows.size(), "run, frame, round, draft");
        assertEquals(1, rows.matches());
        rows.filter(new RowFilter("", true));
        rows.rebuild(trace);
        assertEquals(0, rows.size());
        rows.filter(RowFilter.ALL);
        rows.reveal(trace, trace.visits("draft").getFirst());
        rows.rebuild(trace);
        assertEquals(trace.size(), rows.size());
    }

    private static Map<String, Double> used(RunTrace trace) {
        Map<String, Double> used = new java.util.HashMap<>();
        trace.nodeState("polish").meters().forEach(meter -> used.put(meter.cap(), meter.used()));
        return used;
    }

    private static TraceScript loop(int rounds) {
        TraceScript script = new TraceScript("r1").runStarted("Release notes", Map.of("commits", text("fix: a")), true);
        long polish = script.step(1, "polish", "evaluator-optimizer", "", 0, Map.of("task", text("fix: a")));
        String[] words = {"one", "two", "three"};
        for (int i = 0; i < rounds; i++) {
            long draft = script.step(polish, "draft", "llm", "generator", i, Map.of());
            script.call(draft, request("writer", "m", "be good", "round " + words[i] + " please"),
                    amount(200, 800, 900));
            script.pass(100).answered(draft, "Notes", 100, 50, 500, 90_000).done(draft,
                    Map.of("result", text("Notes")));
            long judge = script.step(polish, "judge", "llm", "evaluator", i, Map.of());
            script.call(judge, request("critic", "m", "be strict", "Notes"), amount(200, 800, 900));
            script.pass(50).answered(judge, "{}", 300, 20, 500, 40_000).done(judge,
                    Map.of("result", object().put("score", 0.5)));
            script.add(polish, new What.Scored(i + 1, (7 + i) / 10.0, text("Mend it"), i >= 1, true));
        }
        script.done(polish, Map.of("result", text("Notes"), "score", number(0.9)));
        long publish = script.step(1, "publish", "transform", "", 0, Map.of());
        script.pass(1).done(publish, Map.of("result", text("Notes")));
        return script.finished(RunStatus.DONE, Map.of("notes", text("Notes")), null, null, 1);
    }

    private static List<String> tree(RunTrace trace) {
        VisibleRows rows = new VisibleRows();
        rows.rebuild(trace);
        List<String> lines = new ArrayList<>();
        for (int place = 0; place < rows.size(); place++) {
            int row = rows.row(place);
            String name = !trace.isGroup(row)
                    ? trace.title(row)
                    : trace.grouping(row) + " " + (trace.grouping(row) == Grouping.BRANCH
                            ? trace.childTitle(row)
                            : String.valueOf(trace.index(row)));
            String branch = !trace.isGroup(row) && trace.grouping(row) == Grouping.BRANCH
                    ? " [" + trace.childTitle(row) + "]"
                    : "";
            lines.add("  ".repeat(trace.depth(row)) + name + branch);
        }
        return lines;
    }

    /** An agent of two turns: the first calls a tool, the second answers. Each model call is 100 tokens in and 20 out. */
    private static TraceScript agent() {
        TraceScript script = new TraceScript("r1").runStarted("Ops", Map.of(), false);
        long agent = script.step(1, "ops", "agent", "", 0, Map.of());
        long first = script.step(agent, "ops", "llm", "turn", 0, Map.of());
        script.call(first, request("m", "m", "s", "u"), amount(1000, 100, 1000)).pass(10)
                .answered(first, "call", 100, 20, 50, 10_000).done(first, Map.of());
        long call = script.step(agent, "ops", "tool", "turn", 0,
                Map.of("tool", text("calculator"), "arguments", object().put("expression", "2 + 2")));
        script.pass(5).done(call, Map.of("result", text("4")));
        long second = script.step(agent, "ops", "llm", "turn", 1, Map.of());
        script.call(second, request("m", "m", "s", "u"), amount(1000, 100, 1000)).pass(10)
                .answered(second, "done", 100, 20, 50, 10_000).done(second, Map.of());
        return script.done(agent, Map.of("result", text("4"))).finished(RunStatus.DONE, Map.of(), null, null, 0);
    }

    private static Workflow ops() throws Exception {
        return new DocumentReader().read("""
                {"flowbench": 1, "id": "ops", "name": "Ops", "models": {"m": {"provider": "openai", "model": "m"}},
                 "nodes": [{"id": "ops", "kind": "agent", "title": "Operator", "model": "m", "maxSteps": 9,
                   "messages": [{"role": "user", "text": "go"}], "tools": [{"tool": "calculator"}]}], "wires": []}
                """).workflow();
    }

    @Test
    void whatAnAgentDoesStandsInItsTurnsAndIsCountedOnce() throws Exception {
        RunTrace trace = agent().fold(new RunTrace(ops()));
        assertEquals(List.of("Ops", "  Operator", "    TURN 0", "      Model", "      calculator(2 + 2)",
                "    TURN 1", "      Model"), tree(trace));
        NodeState state = trace.nodeState("ops");
        assertEquals(1, state.visits());
        assertEquals(240, state.tokens());
        assertEquals(100, state.nanoUsd());
        assertEquals(25_000, state.micros());
        assertEquals(List.of(trace.lastVisit("ops")), trace.visits("ops"));
        assertEquals("agent", trace.kind(trace.lastVisit("ops")));
        assertEquals("4", state.outputs().get("result").asText());
        assertEquals("Operator · Turn 1 · calculator(2 + 2)", trace.fullTitle(5 - 1));
    }

    @Test
    void anAgentAsksWhileOneOfItsCallsIsAskedAbout() throws Exception {
        TraceScript script = new TraceScript("r1").runStarted("Ops", Map.of(), false);
        long agent = script.step(1, "ops", "agent", "", 0, Map.of());
        long call = script.step(agent, "ops", "tool", "turn", 0, Map.of("tool", text("restart")));
        script.add(call, new What.ApprovalRequested("a1", What.ApprovalRequested.About.TOOL, object(), "Restart it?",
                "", "sha", true, -1, Settings.ApprovalPolicy.OnTimeout.DENY)).pass(7_000);
        RunTrace trace = script.fold(new RunTrace(ops()));
        assertEquals(NodeState.Phase.ASKING, trace.nodeState("ops").phase());
        assertEquals("Restart it?", trace.nodeState("ops").text());
        assertEquals(List.of(new Waits.Wait(TraceScript.START, TraceScript.START + 7_000_000, Waits.For.PERSON)),
                Waits.of(trace, trace.row(call), TraceScript.START + 7_000_000));
        script.add(call, new What.ApprovalDecided("a1", What.ApprovalDecided.Verdict.APPROVE, null, "ann", "", "sha"))
                .pass(1_000).done(call, Map.of());
        trace = script.fold(new RunTrace(ops()));
        assertEquals(NodeState.Phase.RUNNING, trace.nodeState("ops").phase());
        assertEquals(7_000_000, Waits.of(trace, trace.row(call), trace.latest()).getFirst().micros());
    }

    @Test
    void waitingForItsTurnAtTheProviderIsTold() {
        TraceScript script = new TraceScript("r1").runStarted("Release notes", Map.of(), false);
        long draft = script.step(1, "publish", "llm", "", 0, Map.of());
        script.call(draft, request("m", "m", "s", "u"), amount(10, 10, 10)).pass(1_000)
                .answeredLate(draft, "ok", 1_000_000, 700_000).done(draft, Map.of());
        RunTrace trace = script.fold(new RunTrace(TraceFlows.notes()));
        assertEquals(List.of(new Waits.Wait(TraceScript.START, TraceScript.START + 700_000, Waits.For.TURN)),
                Waits.of(trace, trace.row(draft), trace.latest()));
        assertEquals(700_000, trace.summary().queuedMicros());
    }

    @Test
    void waitingForBudgetAndForTheNextTryIsTold() {
        TraceScript script = new TraceScript("r1").runStarted("Release notes", Map.of(), false);
        long draft = script.step(1, "publish", "llm", "", 0, Map.of());
        script.add(draft, new What.Decided(What.Choice.WAIT, object())).pass(300)
                .call(draft, request("m", "m", "s", "u"), amount(10, 10, 10)).pass(100)
                .callFailed(draft, new RunError(ErrorCode.RATE_LIMIT, "busy", "wait", "publish", 1, null, -1),
                        amount(0, 0, 0), false, "", 100_000)
                .add(draft, new What.Decided(What.Choice.RETRY, object().put("waitMillis", 900))).pass(900)
                .attempt(draft, 2).call(draft, request("m", "m", "s", "u"), amount(10, 10, 10)).pass(100)
                .answered(draft, "ok", 1, 1, 1, 100_000).done(draft, Map.of());
        RunTrace trace = script.fold(new RunTrace(TraceFlows.notes()));
        assertEquals(List.of(Waits.For.BUDGET, Waits.For.RETRY),
                Waits.of(trace, trace.row(draft), trace.latest()).stream().map(Waits.Wait::reason).toList());
        assertEquals(List.of(300_000L, 900_000L),
                Waits.of(trace, trace.row(draft), trace.latest()).stream().map(Waits.Wait::micros).toList());
    }

    @Test
    void aRunWithPinsSaysSo() {
        TraceScript script = new TraceScript("r1").runStarted("Release notes", Map.of(), false);
        long draft = script.step(1, "publish", "llm", "", 0, Map.of());
        script.add(draft, new What.Decided(What.Choice.PIN, object())).done(draft, Map.of());
        assertEquals(1, script.fold(new RunTrace(TraceFlows.notes())).summary().pinned());
    }
}
