package dev.flowbench.net;

/**
 * One server-sent event.
 *
 * @param type its type; {@code message} where the server gives none
 * @param data its data, lines joined by newlines
 */
public record ServerEvent(String type, String data) {}
