package dev.flowbench.flow;

/**
 * One message of a prompt.
 *
 * @param role who says it
 * @param text what is said; its names are input ports
 */
public record Message(
        @Field(required = true) Role role, @Field(required = true) TemplateSource text, Extras extras) {
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
