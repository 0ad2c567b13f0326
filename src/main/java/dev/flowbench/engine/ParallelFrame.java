package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Parallel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several branches at once: each its own part, or all the same question and a vote. */
final class ParallelFrame {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);
    private static final int DEFAULT_MOST = 10;

    private final Interpreter interpreter;

    ParallelFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.ParallelWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        Parallel kind = work.kind();
        boolean voting = kind.votes() != null || kind.rule() != null;
        int size = kind.votes() != null ? kind.votes() : work.branches().size();
        int most = kind.maxBranches() == null ? DEFAULT_MOST : kind.maxBranches();
        if (size > most) {
            throw Stop.failed(new RunError(ErrorCode.TOO_LARGE,
                    Texts.text("error.tooManyBranches", plan.node().displayTitle(), size, most),
                    Texts.text("wayOut.tooManyBranches"), where.node(), 1, null, -1));
        }
        @Nullable Ballot ballot = voting ? new Ballot(kind, work.voteBy(), inputs, size) : null;
        int minSuccess = kind.minSuccess() != null ? Math.min(kind.minSuccess(), size) : voting ? 1 : size;
        var fan = new FanOut(interpreter, where, context, size,
                kind.branchTimeout() == null ? DEFAULT_TIMEOUT : kind.branchTimeout(),
                kind.concurrency() == null ? size : Math.min(size, kind.concurrency()),
                new Branches(interpreter, work, where, inputs));
        int[] failed = {0};
        boolean[] closedEarly = {false};
        @Nullable Stop stop = fan.run((index, outcome) -> {
            boolean decided = switch (outcome) {
                case FanOut.Outcome.Given given -> ballot != null && ballot.cast(index, given.value());
                case FanOut.Outcome.Failed _ -> size - ++failed[0] < minSuccess;
                case FanOut.Outcome.Cut _ -> false;
            };
            closedEarly[0] |= decided;
            return decided;
        });
        List<FanOut.@Nullable Outcome> outcomes = fan.outcomes();
        if (stop != null) {
            throw carrying(stop, ballot, kind, outcomes);
        }
        interpreter.run.tell(where, ballot != null
                ? new What.Decided(What.Choice.VOTE, ballot.detail().set(Recording.ORDER, fan.order()))
                : new What.Decided(What.Choice.JOIN, Details.of("succeeded", size - failed[0], "failed", failed[0],
                        "closedEarly", closedEarly[0], Recording.ORDER, closedEarly[0] ? fan.order() : null)));
        if (size - failed[0] < minSuccess) {
            throw Stop.failed(tooFew(plan, where, outcomes, size, failed[0], minSuccess));
        }
        return result(work, plan, where, context, inputs, outcomes, ballot, failed[0]);
    }

    /** The branches, or the votes of the one branch. */
    private record Branches(Interpreter interpreter, Work.ParallelWork work, Where where, Map<String, JsonNode> inputs)
            implements
                FanOut.Pieces {
        private boolean votes() {
            return work.kind().votes() != null;
        }

        private Branch branch(int index) {
            return work.kind().branches().get(votes() ? 0 : index);
        }

        @Override
        public String title(int index) {
            return branch(index).displayTitle();
        }

        @Override
        public GraphPlan plan(int index) {
            return work.branches().get(votes() ? 0 : index);
        }

        @Override
        public Context context(int index, Context within) {
            return votes()
                    ? interpreter.child(within, where, branch(index).id(), index, inputs)
                    : interpreter.child(within, where, branch(index).id(), inputs);
        }
    }

    private StepResult result(Work.ParallelWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs, List<FanOut.@Nullable Outcome> outcomes, @Nullable Ballot ballot,
            int failed) {
        Parallel kind = work.kind();
        @Nullable Partial partial = null;
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof FanOut.Outcome.Given given) {
                partial = Interpreter.first(partial, given.partial());
            }
        }
        if (failed > 0 && ballot == null) {
            partial = new Partial("branches", where.span(), Texts.text("partial.branches", plan.node().displayTitle(),
                    failed, outcomes.size(), firstError(outcomes)));
        }
        List<What.StateWritten> writes = FanOut.writes(outcomes);
        double agreement = ballot != null ? ballot.agreement() : Ballot.agreement(outcomes);
        @Nullable JsonNode value;
        if (work.aggregator() != null) {
            var in = new LinkedHashMap<>(inputs);
            in.put("results", results(kind, outcomes));
            GraphResult aggregated = interpreter.part(work.aggregator(),
                    interpreter.child(context.with(context.state().with(writes))
                            .with(context.influence().with(interpreter.outside.in(plan))), where, "aggregator", in));
            writes = State.joined(writes, aggregated.writes());
            value = aggregated.value();
            partial = Interpreter.first(partial, aggregated.partial());
        } else if (ballot != null) {
            value = ballot.winner();
            if (value == null) {
                throw Stop.failed(new RunError(ErrorCode.NO_AGREEMENT,
                        Texts.text("error.noAgreement", plan.node().displayTitle(), ballot.tallyText()),
                        Texts.text("wayOut.noAgreement"), where.node(), 1, null, -1));
            }
        } else {
            value = byBranch(kind, outcomes);
        }
        return new StepResult(value == null
                ? Map.of(Parallel.AGREEMENT, DoubleNode.valueOf(agreement))
                : Details.ports(Kind.RESULT, value, Parallel.AGREEMENT, DoubleNode.valueOf(agreement)), partial,
                writes);
    }

    /** On the way out by a cap, what the finished branches gave goes along. */
    private static Stop carrying(Stop stop, @Nullable Ballot ballot, Parallel kind,
            List<FanOut.@Nullable Outcome> outcomes) {
        if (!(stop.reason() instanceof Stop.Reason.Capped capped)) {
            return stop;
        }
        @Nullable JsonNode soFar = ballot != null ? ballot.leader() : byBranch(kind, outcomes);
        return new Stop(capped.carrying(soFar == null || soFar.isEmpty() && ballot == null
                ? null
                : GraphResult.of(soFar).writing(FanOut.writes(outcomes))));
    }

    private static ObjectNode byBranch(Parallel kind, List<FanOut.@Nullable Outcome> outcomes) {
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case FanOut.Outcome.Given given -> results.set(kind.branches().get(i).id(), given.value());
                case FanOut.Outcome.Cut cut -> results.set(kind.branches().get(i).id(), cut.soFar());
                case FanOut.Outcome.Failed _ -> {}
                case null -> {}
            }
        }
        return results;
    }

    /** What the aggregator gets: one entry for each branch or vote, in order. */
    private static ArrayNode results(Parallel kind, List<FanOut.@Nullable Outcome> outcomes) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < outcomes.size(); i++) {
            Branch branch = kind.branches().get(kind.votes() != null ? 0 : i);
            switch (outcomes.get(i)) {
                case FanOut.Outcome.Given given -> results.add(Details.of("branch", branch.id(), "title",
                        branch.displayTitle(), "status", "succeeded", "value", given.value()));
                case FanOut.Outcome.Failed failed -> results.add(Details.of("branch", branch.id(), "title",
                        branch.displayTitle(), "status", "failed", "error", failed.error().message()));
                case FanOut.Outcome.Cut _ -> {}
                case null -> {}
            }
        }
        return results;
    }

    private static RunError tooFew(NodePlan plan, Where where, List<FanOut.@Nullable Outcome> outcomes, int size,
            int failed, int minSuccess) {
        return new RunError(ErrorCode.TOO_FEW, Texts.text("error.tooFew", plan.node().displayTitle(), failed, size,
                minSuccess, firstError(outcomes)), Texts.text("wayOut.tooFew"), where.node(), 1, null, -1);
    }

    private static String firstError(List<FanOut.@Nullable Outcome> outcomes) {
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof FanOut.Outcome.Failed failed) {
                return failed.error().message();
            }
        }
        return "";
    }
}
