package dev.flowbench.flow;

/** What repeating a step may do to the world. */
public enum EffectClass {
    /** Nothing leaves the engine. */
    PURE,
    /** Reads only; may be repeated. */
    READ,
    /** A model call; costs money, may be repeated. */
    MODEL,
    /** May be repeated under the same key. */
    IDEMPOTENT,
    /** Never repeated without a person. */
    NON_IDEMPOTENT
}
