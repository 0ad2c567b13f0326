package dev.flowbench.desktop.canvas;

/** How a node's problem weighs. */
public enum Mark {
    /** It cannot run. */
    ERROR,
    /** It can run, but something is doubtful. */
    WARNING
}
