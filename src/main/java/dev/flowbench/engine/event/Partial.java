package dev.flowbench.engine.event;

/**
 * Why a result is not whole.
 *
 * @param reason the cap or guard that ended the frame: {@code tokens}, {@code iterations}, {@code plateau}, …
 * @param scope span of the frame that ended
 * @param message what happened, for people
 */
public record Partial(String reason, long scope, String message) {}
