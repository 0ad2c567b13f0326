package dev.flowbench.flow;

/** The source of a template, as in the file: text with {@code {{names}}}. It may hold mistakes. */
public record TemplateSource(String text) {}
