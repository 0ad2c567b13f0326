package dev.flowbench.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A graph inside a frame: a {@link Graph} component stands under {@code slots} by its name, a list of {@link Branch}
 * under its own name, in order.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Child {
    /** The values its {@code in} edge carries beside the frame's own inputs. */
    String[] gives() default {};

    /** Whether the frame cannot run without it. */
    boolean required() default true;

    /** Whether the frame's own inputs stand on its {@code in} edge too. */
    boolean frameInputs() default true;
}
