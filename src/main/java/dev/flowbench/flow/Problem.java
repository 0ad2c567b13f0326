package dev.flowbench.flow;

import org.jspecify.annotations.Nullable;

/**
 * Something about a document that a person should know, with the place and the way out.
 *
 * @param severity how bad it is
 * @param code stable name of what is wrong, {@code DUPLICATE_ID}
 * @param message what is wrong, a sentence for people
 * @param wayOut what to do about it, a sentence for people
 * @param node id of the node it is about; null where it is about the workflow
 * @param field the field or port it is about, as named in the file; null where it is about the whole
 * @param pointer JSON pointer of the place in the file, "" for the whole document
 */
public record Problem(
        Severity severity,
        String code,
        String message,
        String wayOut,
        @Nullable String node,
        @Nullable String field,
        String pointer) {

    /** How bad a problem is, the worst first. */
    public enum Severity {
        /** The workflow cannot run. */
        ERROR,
        /** It can run, but probably not as it is meant. */
        WARNING,
        /** Good to know. */
        INFO
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
