package dev.flowbench.flow.file;

import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import java.util.List;

/**
 * A workflow with what is known of the file it was read from.
 *
 * @param workflow what was read; what could not be read stands in its extras
 * @param problems what could not be read, and what is known of the file itself; the checks find the rest
 * @param canonical whether saving it unchanged leaves the file as it is, byte for byte
 * @param readOnly whether it was made by a newer version, so that saving it here could lose something
 * @param positions finds places of the file's text
 */
public record Document(
        Workflow workflow, List<Problem> problems, boolean canonical, boolean readOnly, Positions positions) {
    public Document {
        problems = List.copyOf(problems);
    }
}
