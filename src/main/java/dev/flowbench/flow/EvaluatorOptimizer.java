package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generator makes a candidate, an evaluator scores it and says what to mend, until it passes or a cap ends the loop.
 * The best candidate so far is the result.
 *
 * @param maxIterations cap on the rounds
 * @param passScore the score from which a candidate passes
 * @param plateau ends the loop after so many rounds without a better score
 * @param generator makes a candidate
 * @param evaluator gives {@code {score, feedback}}
 */
@Declares(kind = "evaluator-optimizer", group = Declares.Group.PATTERN)
public record EvaluatorOptimizer(
        @Field(required = true, cap = true, unit = Unit.ITERATIONS, min = 1, byDefault = "3") @Nullable Integer maxIterations,
        @Field(required = true, unit = Unit.SCORE, min = 0, max = 1, byDefault = "0.8") @Nullable Decimal passScore,
        @Field(unit = Unit.ITERATIONS, min = 1, byDefault = "3") @Nullable Integer plateau,
        @Child(gives = {
            "task", "prior", "feedback", "iteration"}) @Nullable Graph generator,
        @Child(gives = {"task", "candidate"}) @Nullable Graph evaluator)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of(Port.required("task", Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        return List.of(
                Port.required(RESULT, Port.Type.ANY),
                Port.required("score", Port.Type.STRUCTURED),
                Port.required("iterations", Port.Type.STRUCTURED),
                Port.required("passed", Port.Type.STRUCTURED));
    }
}
