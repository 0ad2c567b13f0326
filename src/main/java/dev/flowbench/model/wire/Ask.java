package dev.flowbench.model.wire;

import dev.flowbench.engine.event.ModelRequest;
import java.util.Set;

/**
 * A request on its way: what is asked of whom, and what is left out of it.
 *
 * @param shape how the form of the answer is asked for
 * @param without what the model does not take
 */
public record Ask(ModelRequest request, Target target, AnswerShape shape, Set<Feature> without) {
    public Ask {
        without = Set.copyOf(without);
    }

    /** Whether it holds the feature; it must be asked for and taken. */
    public boolean holds(Feature feature) {
        if (without.contains(feature)) return false;
        return switch (feature) {
            case SCHEMA -> shape instanceof AnswerShape.Schema || shape instanceof AnswerShape.Tool;
            case TEMPERATURE -> request.temperature() != null;
            case EFFORT -> request.reasoningEffort() != null;
            case THOUGHTS -> request.messages().stream().anyMatch(turn -> turn.thoughts() != null);
            case USUAL_CAP, STREAM_USAGE -> true;
        };
    }
}
