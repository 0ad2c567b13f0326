package dev.flowbench.desktop.start;

import dev.flowbench.flow.Declares;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A sample as its card shows it.
 *
 * @param line a sentence or two on what it shows; may be empty
 * @param kind name of the kind that it is about: its first pattern
 */
public record Sample(Path file, String name, String line, String kind) {
    private static final int SHORT = 60;

    /** Reads a card off a workflow. */
    public static Sample of(Path file, Workflow workflow) {
        return new Sample(file, workflow.displayName(), beginning(workflow.note()),
                workflow.graph().nodes().stream().map(Node::kind)
                        .filter(kind -> Shape.of(kind).group() == Declares.Group.PATTERN).findFirst()
                        .map(Kind::kindName).orElse("llm"));
    }

    /** The first sentence, and more where that is too short to say what it is. */
    private static String beginning(@Nullable String note) {
        if (note == null) {
            return "";
        }
        String text = note.strip().replaceAll("\\s+", " ");
        int end = text.indexOf(". ");
        while (end >= 0 && end < SHORT) {
            end = text.indexOf(". ", end + 1);
        }
        return end < 0 ? text : text.substring(0, end + 1);
    }
}
