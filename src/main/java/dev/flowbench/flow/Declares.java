package dev.flowbench.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a kind declares about itself; its title and help stand in the bundle under {@code <kind>.title} and so on. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Declares {
    /** The name in the file, {@code [a-z][a-z-]*}. */
    String kind();

    /** Where the palette shows it. */
    Group group();

    /** The effect class of the node's own work; that of its children is theirs. */
    EffectClass effect() default EffectClass.PURE;

    /** The shelves of the palette. */
    enum Group {
        PATTERN,
        STEP,
        PERSON,
        DATA,
        REMARK
    }
}
