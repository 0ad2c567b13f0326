package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a value and the state against rules between phases; passes it on, or fails its frame.
 *
 * @param schema JSON Schema of the value
 * @param rules conditions over {@code value} and state
 * @param onFail what happens when they do not hold; null for {@link OnFail#STOP}
 * @param retries how often the phase is done again at most, where that is what happens
 */
@Declares(kind = "checkpoint", group = Declares.Group.STEP)
public record Checkpoint(
        @Field(editor = Editor.SCHEMA) @Nullable JsonNode schema,
        List<Settings.Assertion> rules,
        @Field(byDefault = "\"stop\"") @Nullable OnFail onFail,
        @Field(cap = true, unit = Unit.CALLS, min = 0, max = 10, byDefault = "2") @Nullable Integer retries)
        implements
            Kind {
    /** What happens when the rules do not hold. */
    public enum OnFail {
        /** The frame fails. */
        STOP,
        /** The graph it stands in is done again from its beginning. */
        RETRY,
        /** A person decides whether the value passes. */
        ASK
    }

    public Checkpoint {
        rules = List.copyOf(rules);
    }

    /** What happens when the rules do not hold, also where nothing is said. */
    public OnFail orElse() {
        return onFail == null ? OnFail.STOP : onFail;
    }

    @Override
    public List<Port> inputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }
}
