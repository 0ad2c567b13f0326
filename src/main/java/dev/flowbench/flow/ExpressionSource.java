package dev.flowbench.flow;

/** The source of an expression (CEL), as in the file. It may hold mistakes. */
public record ExpressionSource(String text) {}
