package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Workflow;

/**
 * Writes workflows in the one canonical text: fixed order of keys, two-space indent, a line for each wire and each place
 * on the canvas, number text kept, nothing written for what is not set. For any thread.
 */
public final class DocumentWriter {
    private final Codecs codecs = new Codecs();

    /** {@return the canonical text, with a newline at the end} */
    public String write(Workflow workflow) {
        return Printer.print(json(workflow, Codec.Style.FILE));
    }

    JsonNode json(Workflow workflow, Codec.Style style) {
        return codecs.of(Workflow.class).encode(workflow, style);
    }
}
