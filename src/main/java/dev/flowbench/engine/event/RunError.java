package dev.flowbench.engine.event;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in a form that people and programs can act on.
 *
 * @param code stable code
 * @param message what happened and where, for people; one or two sentences
 * @param wayOut what to do, for people
 * @param node id of the node; null for the run itself
 * @param attempt the attempt that failed, from 1
 * @param cause what the provider or library said; null for nothing more
 * @param retryAfterMillis how long the provider asked to wait; -1 when it did not
 */
public record RunError(
        ErrorCode code,
        String message,
        String wayOut,
        @Nullable String node,
        int attempt,
        @Nullable String cause,
        long retryAfterMillis) {}
