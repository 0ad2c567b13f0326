package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Generates, evaluates and mends until the candidate passes, a cap is reached or nothing gets better. */
final class EvaluatorOptimizerFrame {
    /** DESIGN section 4: no better score over the last three rounds ends a loop. */
    private static final int DEFAULT_PLATEAU = 3;
    private static final int DEFAULT_ITERATIONS = 3;
    private static final double DEFAULT_PASS = 0.8;

    private final Interpreter interpreter;

    EvaluatorOptimizerFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** Where the loop stands. */
    private static final class Loop {
        int iteration;
        int bestIteration;
        double bestScore = Double.NEGATIVE_INFINITY;
        @Nullable JsonNode best;
        @Nullable JsonNode prior;
        @Nullable JsonNode feedback;
        @Nullable Partial partial;
        boolean passed;
        List<What.StateWritten> writes = List.of();
    }

    StepResult run(Work.EvaluatorOptimizerWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        EvaluatorOptimizer kind = work.kind();
        int most = kind.maxIterations() == null ? DEFAULT_ITERATIONS : kind.maxIterations();
        int plateau = kind.plateau() == null ? DEFAULT_PLATEAU : kind.plateau();
        var loop = new Loop();
        while (true) {
            try {
                round(work, plan, where, context, inputs, loop);
            } catch (Stop stop) {
                switch (stop.reason()) {
                    case Stop.Reason.Capped capped ->
                        throw new Stop(loop.best != null
                                ? capped.carrying(GraphResult.of(loop.best).writing(loop.writes))
                                : capped);
                    case Stop.Reason.EndFrame(JsonNode value) -> {
                        return StepResult.of(value).writing(State.joined(loop.writes, stop.writes()));
                    }
                    case Stop.Reason.Failed _,Stop.Reason.Cancelled _,Stop.Reason.EndRun _,Stop.Reason.Repeat _,Stop.Reason.Unknown _ ->
                        throw stop;
                }
            }
            if (loop.passed) {
                return result(loop, loop.partial);
            }
            if (loop.iteration >= most) {
                interpreter.run.tell(where, new What.CapTripped(where.span(), "iterations", Integer.toString(most),
                        Integer.toString(loop.iteration), "1"));
                return result(loop, partial("iterations", plan, where, loop));
            }
            if (loop.iteration - loop.bestIteration >= plateau) {
                interpreter.run.tell(where, new What.Decided(What.Choice.GUARD,
                        Details.of("reason", "plateau", "rounds", plateau, "score", loop.bestScore)));
                return result(loop, partial("plateau", plan, where, loop));
            }
        }
    }

    private void round(Work.EvaluatorOptimizerWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs, Loop loop) {
        int index = loop.iteration;
        var in = new LinkedHashMap<>(inputs);
        in.put("iteration", IntNode.valueOf(index + 1));
        if (loop.prior != null) {
            in.put("prior", loop.prior);
        }
        if (loop.feedback != null) {
            in.put("feedback", loop.feedback);
        }
        GraphResult generated = interpreter.graph(work.generator(),
                interpreter.child(context, where, "generator", index, in));
        JsonNode candidate = need(generated.value(), plan, where, "generator");
        loop.writes = State.joined(loop.writes, generated.writes());
        var evaluatorIn = new LinkedHashMap<>(inputs);
        evaluatorIn.put("candidate", candidate);
        GraphResult evaluated;
        try {
            evaluated = interpreter.graph(work.evaluator(),
                    interpreter.child(context.with(context.state().with(generated.writes())), where, "evaluator",
                            index, evaluatorIn));
        } catch (Stop stop) {
            // A candidate that could not be scored any more is better than nothing.
            if (stop.reason() instanceof Stop.Reason.Capped && loop.best == null) {
                loop.best = candidate;
            }
            throw stop;
        }
        loop.writes = State.joined(loop.writes, evaluated.writes());
        score(work.kind(), plan, where, loop, candidate, generated.partial(),
                need(evaluated.value(), plan, where, "evaluator"));
    }

    private void score(EvaluatorOptimizer kind, NodePlan plan, Where where, Loop loop, JsonNode candidate,
            @Nullable Partial partial, JsonNode verdict) {
        JsonNode scored = verdict.isNumber() ? verdict : verdict.path("score");
        if (!scored.isNumber() || Double.isNaN(scored.asDouble())) {
            throw Stop.failed(new RunError(ErrorCode.OUTPUT_INVALID,
                    Texts.text("error.noScore", plan.node().displayTitle(), shortened(verdict)),
                    Texts.text("wayOut.noScore"), where.node(), 1, null, -1));
        }
        double score = scored.asDouble();
        loop.iteration++;
        loop.prior = candidate;
        @Nullable JsonNode feedback = verdict.get("feedback");
        loop.feedback = feedback == null || feedback.isNull() ? null : feedback;
        boolean best = score > loop.bestScore;
        if (best) {
            loop.best = candidate;
            loop.bestScore = score;
            loop.bestIteration = loop.iteration;
            loop.partial = partial;
        }
        loop.passed = score >= (kind.passScore() == null ? DEFAULT_PASS : kind.passScore().asDouble());
        interpreter.run.tell(where,
                new What.Scored(loop.iteration, score, loop.feedback, loop.passed, best));
    }

    private static JsonNode need(@Nullable JsonNode value, NodePlan plan, Where where, String child) {
        if (value == null) {
            throw Stop.failed(new RunError(ErrorCode.NO_RESULT,
                    Texts.text("error.noChildResult", plan.node().displayTitle(), child),
                    Texts.text("wayOut.noChildResult"), where.node(), 1, null, -1));
        }
        return value;
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 120 ? text : text.substring(0, 119) + "…";
    }

    private static Partial partial(String reason, NodePlan plan, Where where, Loop loop) {
        return new Partial(reason, where.span(),
                Texts.text("partial." + reason, plan.node().displayTitle(), loop.iteration, loop.bestScore));
    }

    private static StepResult result(Loop loop, @Nullable Partial partial) {
        if (loop.best == null) {
            throw new IllegalStateException("no candidate");
        }
        Map<String, JsonNode> outputs = Details.ports(Kind.RESULT, loop.best, "score",
                DoubleNode.valueOf(loop.bestScore));
        outputs.put("iterations", IntNode.valueOf(loop.iteration));
        outputs.put("passed", BooleanNode.valueOf(loop.passed));
        return new StepResult(outputs, partial, loop.writes);
    }
}
