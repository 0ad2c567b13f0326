package dev.flowbench.engine.event;

/** What came back from the world. */
public sealed interface EffectReply permits ModelReply, ToolReply {}
