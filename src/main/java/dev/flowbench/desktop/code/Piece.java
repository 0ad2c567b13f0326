package dev.flowbench.desktop.code;

/**
 * A stretch of a text with a colour.
 *
 * @param start from 0, in UTF-16 units
 * @param end after its last character
 * @param style a style class of {@code code.css}
 */
public record Piece(int start, int end, String style) {}
