package dev.flowbench.engine.event;

/** A resolved request to the world: everything that decides the answer, and no secret. */
public sealed interface EffectRequest permits ModelRequest, ToolRequest {}
