package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a dry run collected is done once it is approved: exactly that, in its order, and never twice. */
class DryRunTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 3);
    private static final String COMMIT = "run-commit";

    /** What the world looks like afterwards. */
    private static final class World {
        final FakeTools tools = new FakeTools();
        final Map<String, String> notes = new TreeMap<>();
        @Nullable ErrorCode fault;

        World() {
            tools.add("look", EffectClass.READ, (arguments, _) -> arguments)
                    .add("put", EffectClass.IDEMPOTENT, (_, call) -> tools.happens(call))
                    .add("send", EffectClass.NON_IDEMPOTENT, (arguments, call) -> {
                        JsonNode done = tools.happens(call);
                        if (fault != null && arguments.path("text").asText().contains("b")) {
                            throw FakeTools.fails(fault);
                        }
                        return done;
                    });
        }

        Memory memory() {
            return new Memory() {
                @Override
                public List<Entry> recall(String scope, String query, int k) {
                    return List.of();
                }

                @Override
                public void remember(String scope, String id, String text, long at) {
                    notes.put(id, scope + ": " + text);
                }
            };
        }

        EnginePorts ports(RunsInMemory runs, VirtualTime time) {
            return new EnginePorts(FakeModel.ECHO, tools, memory(), Prices.free("test"), runs, time);
        }
    }

    private static Node tool(String id, String tool, String text) {
        return new Node(id, new ToolCall(tool, Map.of("text", new TemplateSource(text)), null, List.of(), 1000,
                Duration.ofSeconds(10)));
    }

    /** Looks, sends a mail to each, puts a value and writes a note: five effects. */
    private static Workflow flow() {
        return Flows.workflow(Flows.graph(List.of(tool("look", "look", "{{x}}"),
                Flows.expression("items", "['a', 'b', 'c']"),
                Flows.node("each", new MapItems(5, 2, null, null,
                        Flows.graph(List.of(tool("mail", "send", "{{x}} to {{item}}")), "in.item -> mail.item",
                                "in.x -> mail.x", "mail.result -> out.result"))),
                tool("put", "put", "0.70 {{all}}"),
                new Node("note", new Remember(new TemplateSource("{{kept}}"), "team", 1, 100))),
                "in.x -> look.x", "items.result -> each.items", "look.result.text -> each.x",
                "each.results -> put.all", "put.result -> note.kept", "note.result -> out.y"));
    }

    private static RunsInMemory dry(World world, Workflow flow, long seed) {
        var runs = new RunsInMemory();
        var time = new VirtualTime(seed);
        TestRun run = TestRun.of(flow).in("x", "hello").with(world.tools).with(world.memory()).seed(seed)
                .with(RunOptions.USUAL.withDryRun(true)).run(time, _ -> {});
        runs.put(ReplayTest.header(flow, seed), run.events());
        assertThat(world.tools.done()).isEmpty();
        assertThat(world.notes).isEmpty();
        return runs;
    }

    private static What.RunFinished commit(World world, RunsInMemory runs, CommitRequest request, long seed) {
        var time = new VirtualTime(seed);
        return time.run(() -> {
            try {
                return new Engine(world.ports(runs, time)).commit(request, RunListener.NONE).await();
            } catch (PlanException | JournalException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static DryRun report(RunsInMemory runs) {
        return DryRun.of(runs.events("run"));
    }

    private static List<String> statuses(What.RunFinished finished) {
        var all = new ArrayList<String>();
        finished.outputs().getOrDefault(DryRun.EFFECTS, Flows.list())
                .forEach(one -> all.add(one.path("status").asText()));
        return all;
    }

    private static Map<String, String> keys(List<Event> events) {
        var keys = new HashMap<String, String>();
        for (Event event : events) {
            if (event.what() instanceof What.EffectStarted started
                    && started.request() instanceof ToolRequest request) {
                keys.put(event.where().stepKey(), request.idempotencyKey());
            }
        }
        return keys;
    }

    @Test
    void allThatWasCollectedIsDoneOnceUnderItsOwnKeys() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World();
            RunsInMemory runs = dry(world, flow(), seed);
            DryRun dry = report(runs);
            assertThat(dry.effects()).hasSize(5).allMatch(held -> held.id().equals(held.stepKey()))
                    .allMatch(held -> held.sha256().equals(Canonical.sha256(held.action())));
            What.RunFinished finished = commit(world, runs, CommitRequest.all(dry, "Ada"), seed);
            assertThat(finished.status()).isEqualTo(RunStatus.DONE);
            assertThat(statuses(finished)).hasSize(5).containsOnly("done");
            var expected = new HashMap<String, String>();
            dry.effects().forEach(held -> expected.put(held.stepKey(), held.request().idempotencyKey()));
            assertThat(keys(runs.events(COMMIT))).isEqualTo(expected);
            assertThat(world.tools.done()).hasSize(4).containsValues(1).doesNotContainValue(2);
            // What was approved says what the dry run knew.
            assertThat(world.notes).hasSize(1).containsValue("team: {\"dryRun\":true,\"tool\":\"put\"}");
            assertThat(runs.header(COMMIT).orElseThrow().origin()).isEqualTo("run");
            assertThat(runs.header(COMMIT).orElseThrow().document()).isEqualTo(Flows.text(flow()));
            EventChecks.checkCommit(flow(), runs.events(COMMIT), finished);
            // In the order of the dry run, each approved before it is sent.
            assertThat(runs.events(COMMIT)).extracting(event -> event.what().getClass().getSimpleName())
                    .filteredOn(name -> name.equals("ApprovalDecided") || name.equals("EffectStarted"))
                    .containsExactly("ApprovalDecided", "EffectStarted", "ApprovalDecided", "EffectStarted",
                            "ApprovalDecided", "EffectStarted", "ApprovalDecided", "EffectStarted", "ApprovalDecided",
                            "EffectStarted");
        }
    }

    private static CommitRequest of(CommitRequest.Approved... approved) {
        return new CommitRequest("run", List.of(approved), "Ada", "some", RunOptions.Asking.WAIT);
    }

    private static CommitRequest.Approved as(DryRun.Held held, @Nullable JsonNode arguments) {
        return new CommitRequest.Approved(held.id(), held.sha256(), arguments);
    }

    @Test
    void someAreDoneAsTheyWereEditedAndTheOthersNever() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World();
            RunsInMemory runs = dry(world, flow(), seed);
            List<DryRun.Held> held = report(runs).effects();
            JsonNode edited = Flows.object("text", "0.70 edited", "count", 3);
            // The order of the dry run counts, not that of the approvals.
            What.RunFinished finished = commit(world, runs, of(as(held.get(3), edited), as(held.get(1), null)), seed);
            assertThat(statuses(finished)).containsExactly("left-out", "done", "left-out", "done", "left-out");
            assertThat(world.tools.arguments()).endsWith(held.get(1).request().arguments(), edited);
            assertThat(world.tools.done()).containsOnlyKeys(held.get(1).request().idempotencyKey(),
                    held.get(3).request().idempotencyKey());
            assertThat(world.notes).isEmpty();
            List<ApprovalDecided> decided = runs.events(COMMIT).stream().map(Event::what)
                    .filter(ApprovalDecided.class::isInstance).map(ApprovalDecided.class::cast).toList();
            assertThat(decided).extracting(ApprovalDecided::verdict).containsExactly(Verdict.REJECT, Verdict.APPROVE,
                    Verdict.REJECT, Verdict.EDIT, Verdict.REJECT);
            assertThat(decided.get(3).sha256()).isEqualTo(held.get(3).sha256(edited));
            assertThat(decided).allMatch(one -> one.person().equals("Ada") && one.comment().equals("some"));
            EventChecks.checkCommit(flow(), runs.events(COMMIT), finished);
        }
    }

    private static void refused(World world, RunsInMemory runs, CommitRequest request, String why) {
        var time = new VirtualTime(1);
        int before = world.tools.arguments().size();
        time.run(() -> {
            assertThatThrownBy(() -> new Engine(world.ports(runs, time)).commit(request, RunListener.NONE))
                    .hasMessageContaining(why);
            return true;
        });
        assertThat(world.tools.arguments()).hasSize(before);
    }

    @Test
    void whatCannotBeDoneAsApprovedIsRefusedBeforeAnythingIsDone() {
        var world = new World();
        RunsInMemory runs = dry(world, flow(), 1);
        DryRun dry = report(runs);
        DryRun.Held first = dry.effects().getFirst();
        DryRun.Held note = dry.effects().getLast();
        refused(world, runs, of(as(first, null), as(dry.effects().get(3), Flows.object("text", 7))), "do not fit");
        refused(world, runs, of(as(first, Flows.list())), "do not fit");
        refused(world, runs, of(as(first, null), as(note, Flows.object("scope", "team"))), "do not fit");
        refused(world, runs, of(), "nothing to do");
        refused(world, runs, of(as(first, null), as(first, null)), "twice");
        refused(world, runs, of(new CommitRequest.Approved("other", first.sha256(), null)), "no effect");
        refused(world, runs, of(as(first, null), new CommitRequest.Approved(note.id(), first.sha256(), null)),
                "is not what the dry run collected");
        refused(world, runs, new CommitRequest("other", List.of(as(first, null)), "Ada", "", RunOptions.Asking.WAIT),
                "no run");
        var none = new World();
        none.tools.add("send", EffectClass.IDEMPOTENT, (_, call) -> none.tools.happens(call));
        refused(none, runs, CommitRequest.all(dry, "Ada"), "is not the one it was");
        // A journal in which somebody changed what was collected.
        RunsInMemory changed = runs.leftAfter("run", runs.events("run").size());
        changed.put(runs.header("run").orElseThrow(), runs.events("run").stream().map(event -> event
                .what() instanceof What.EffectHeld held
                        ? new Event(event.seq(), event.at(), event.where(), new What.EffectHeld(held.id(),
                                held.effect(), new ToolRequest(held.request().tool(), Flows.object("text", "more"),
                                        null, held.request().idempotencyKey()),
                                held.sha256(), held.standIn()))
                        : event)
                .toList());
        refused(world, changed, CommitRequest.all(report(changed), "Ada"), "is not what the dry run collected");
        refused(world, runs.leftAfter("run", runs.events("run").size() - 1), CommitRequest.all(dry, "Ada"),
                "is not over");
        var elsewhere = new RunsInMemory();
        elsewhere.keep(runs.header("run").orElseThrow(), runs.events("run"));
        refused(world, elsewhere, CommitRequest.all(dry, "Ada"), "recorded elsewhere");
        commit(world, runs, of(as(first, null)), 1);
        refused(world, runs, CommitRequest.all(dry, "Ada"), "has been committed");
        refused(world, runs, new CommitRequest(COMMIT, List.of(as(first, null)), "Ada", "", RunOptions.Asking.WAIT),
                "no dry run");
        assertThat(world.tools.done()).hasSize(1).containsValue(1);
    }

    @Test
    void oneThatFailsIsToldAndTheOthersAreDone() {
        for (ErrorCode code : List.of(ErrorCode.TOOL_ERROR, ErrorCode.NET_LOST)) {
            var world = new World();
            RunsInMemory runs = dry(world, flow(), 3);
            world.fault = code;
            What.RunFinished finished = commit(world, runs,
                    CommitRequest.all(report(runs), "Ada").with(RunOptions.Asking.DENY), 3);
            assertThat(finished.status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(statuses(finished)).containsOnlyOnce(code == ErrorCode.NET_LOST ? "unknown" : "failed")
                    .hasSize(5).contains("done");
            assertThat(finished.partial() == null ? "" : finished.partial().message()).contains("1 of 5");
            assertThat(world.tools.done()).hasSize(4).doesNotContainValue(2);
            EventChecks.checkCommit(flow(), runs.events(COMMIT), finished);
            assertThat(replay(world, runs, 3).divergence()).isNull();
        }
    }

    private static ReplayReport replay(World world, RunsInMemory runs, long seed) {
        try {
            return new Engine(world.ports(runs, new VirtualTime(seed))).replay(runs.header(COMMIT).orElseThrow(),
                    runs.events(COMMIT), flow());
        } catch (PlanException | JournalException e) {
            throw new AssertionError(e);
        }
    }

    /** Goes on with a commit; of what nobody knows the person says what the answer is. */
    private static What.RunFinished resume(World world, RunsInMemory runs, Verdict verdict, long seed) {
        var time = new VirtualTime(seed);
        return time.run(() -> {
            try {
                var events = new ArrayList<Event>();
                var running = new TestRun.Running(events, time, (run, request, _) -> run.decide(new ApprovalDecided(
                        request.id(), verdict, verdict == Verdict.HAPPENED ? Flows.text("done") : null, "Ada", "",
                        request.sha256())));
                Run run = new Engine(world.ports(runs, time)).resume(COMMIT, "test", UnaryOperator.identity(), running);
                running.began(run);
                return run.await();
            } catch (PlanException | JournalException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void leftAtAnyEventTheRestIsDoneAndNothingTwice() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RunsInMemory all = dry(new World(), flow(), seed);
            RunsInMemory before = all.leftAfter("run", all.events("run").size());
            commit(new World(), all, CommitRequest.all(report(all), "Ada"), seed);
            List<Event> whole = all.events(COMMIT);
            for (int end = 1; end < whole.size(); end++) {
                String place = "seed " + seed + ", left after " + end;
                RunsInMemory left = all.leftAfter(COMMIT, end);
                Map<String, String> begun = keys(left.events(COMMIT));
                var world = new World();
                What.RunFinished finished = resume(world, left, Verdict.HAPPENED, seed * 31 + end);
                assertThat(finished.status()).as(place).isEqualTo(RunStatus.DONE);
                assertThat(statuses(finished)).as(place).hasSize(5).containsOnly("done");
                assertThat(world.tools.done().values()).as(place).allMatch(times -> times == 1);
                // What may have happened before is not done again; what may be done again has the same key.
                var done = new ArrayList<>(world.tools.done().keySet());
                done.removeIf(key -> !begun.containsValue(key));
                assertThat(done).as(place).allMatch(begun.get("put") == null ? _ -> false : begun.get("put")::equals);
                assertThat(keys(left.events(COMMIT))).as(place).isEqualTo(keys(whole));
                EventChecks.checkCommit(flow(), left.events(COMMIT), finished);
                ReplayReport report = replay(world, left, seed);
                assertThat(report.divergence()).as(place).isNull();
                assertThat(report.whole()).as(place).isTrue();
                assertThat(replay(world, all.leftAfter(COMMIT, end), seed).divergence()).as(place).isNull();
            }
            // All that the dry run says more is that it was committed.
            int known = before.events("run").size();
            assertThat(before.events("run")).isEqualTo(all.events("run").subList(0, known));
            assertThat(all.events("run").subList(known, all.events("run").size())).hasSize(1)
                    .allMatch(event -> event.what() instanceof What.Decided decided
                            && decided.choice() == What.Choice.COMMIT);
        }
    }

    @Test
    void stoppedAtAnyEventItSaysWhatWasDone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            for (int at = 1; at < 30; at++) {
                String place = "seed " + seed + ", stopped at " + at;
                var world = new World();
                RunsInMemory runs = dry(world, flow(), seed);
                var time = new VirtualTime(seed * 31 + at);
                int stop = at;
                What.RunFinished finished = time.run(() -> {
                    try {
                        var running = new TestRun.Running(new ArrayList<>(), time, (run, request, _) -> {});
                        Run run = new Engine(world.ports(runs, time)).commit(CommitRequest.all(report(runs), "Ada"),
                                running);
                        running.began(run);
                        running.cancelAt(stop);
                        return run.await();
                    } catch (PlanException | JournalException e) {
                        throw new AssertionError(e);
                    }
                });
                long done = statuses(finished).stream().filter("done"::equals).count();
                assertThat(statuses(finished)).as(place).hasSize(5);
                assertThat(done).as(place).isEqualTo(world.tools.done().size() + world.notes.size());
                assertThat(replay(world, runs, seed).divergence()).as(place).isNull();
            }
        }
    }
}
