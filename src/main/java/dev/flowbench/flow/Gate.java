package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a value pass or not. Where it does not pass, the value leaves by {@code fail}, or the frame or the run ends early.
 *
 * @param condition an expression; {@code value} is what arrives
 * @param otherwise what happens when it does not hold
 * @param endWith the value to end with, a template; the value itself where it is null
 */
@Declares(kind = "gate", group = Declares.Group.STEP)
public record Gate(
        @Field(required = true) @Nullable ExpressionSource condition,
        @Field(byDefault = "\"fail\"") @Nullable Otherwise otherwise,
        @Nullable TemplateSource endWith)
        implements
            Kind {

    /** What happens to a value that does not pass. */
    public enum Otherwise {
        /** It leaves by the port {@code fail}. */
        FAIL,
        /** The enclosing frame ends with it. */
        END_FRAME,
        /** The run ends with it. */
        END_RUN
    }

    /** What happens to a value that does not pass, with the default filled in. */
    public Otherwise orElse() {
        return otherwise == null ? Otherwise.FAIL : otherwise;
    }

    @Override
    public List<Port> inputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        Port pass = Port.required("pass", Port.Type.ANY);
        return orElse() == Otherwise.FAIL ? List.of(pass, Port.required("fail", Port.Type.ANY)) : List.of(pass);
    }
}
