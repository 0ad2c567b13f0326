package dev.flowbench.flow.text;

/**
 * One tag of a template and where it stands, braces included.
 *
 * @param start offset of the first brace, from 0, in UTF-16 units
 * @param end   offset after the last brace
 * @param kind  what the tag is
 * @param name  the name as written, with its fields ({@code judge.score}), or {@code "."}; empty for a comment
 */
public record Span(int start, int end, Kind kind, String name) {

    /** What a tag is. */
    public enum Kind {
        /** {@code {{name}}}: the value stands here. */
        VARIABLE,
        /** {@code {{#name}}} or {@code {{^name}}}: what follows depends on the value. */
        SECTION,
        /** {@code {{/name}}}: the end of a section. */
        CLOSE,
        /** {@code {{! words }}}: left out. */
        COMMENT
    }
}
