package dev.flowbench.flow;

/** How much a model may think before it answers. Each provider has its own setting for it. */
public enum ReasoningEffort {
    /** As little as the model can. */
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH
}
