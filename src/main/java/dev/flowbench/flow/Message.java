package dev.flowbench.flow;

import java.util.List;

/**
 * One message of a prompt.
 *
 * @param role who says it
 * @param text what is said; its names are input ports
 * @param images expressions, mostly plain names, of values that hold an image: a {@code data:} URL, an {@code https}
 *     address, or a list of such; shown to the model after the text
 */
public record Message(
        @Field(required = true) Role role,
        @Field(required = true) TemplateSource text,
        List<ExpressionSource> images,
        Extras extras) {
    public Message {
        images = List.copyOf(images);
    }

    public Message(Role role, TemplateSource text, Extras extras) {
        this(role, text, List.of(), extras);
    }

    /** Who says a message. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    public Message(Role role, String text) {
        this(role, new TemplateSource(text), Extras.NONE);
    }
}
