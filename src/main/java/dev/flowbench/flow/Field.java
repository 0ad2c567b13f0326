package dev.flowbench.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field of the document declares beside its name and type. Reader, writer, published schema, checks and the
 * inspector's form are made from it; its title and help stand in the bundle {@code dev.flowbench.flow.Kinds} under
 * {@code <record>.<field>.title} and {@code .help}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
    /** Whether a document without it is wrong. */
    boolean required() default false;

    /** Whether it is a cap that bounds what the node can spend. */
    boolean cap() default false;

    /** What a number counts. */
    Unit unit() default Unit.NONE;

    /** Smallest value, for numbers. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest value, for numbers. */
    double max() default Double.POSITIVE_INFINITY;

    /** JSON of the value that holds where the field is absent, and that a new node starts with; "" for none. */
    String byDefault() default "";

    /** Names that its templates and expressions take from the node itself, so that they are no input ports. */
    String[] given() default {};

    /** How it is edited, where its type does not say. */
    Editor editor() default Editor.BY_TYPE;
}
