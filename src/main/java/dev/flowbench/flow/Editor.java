package dev.flowbench.flow;

/** How a field is edited where its Java type does not say it. */
public enum Editor {
    BY_TYPE,
    /** One of the document's model aliases. */
    MODEL,
    /** A JSON Schema. */
    SCHEMA,
    /** Several lines of prose. */
    PROSE,
    /** A tool by name. */
    TOOL,
    /** A file of the workspace, by relative path. */
    FILE
}
