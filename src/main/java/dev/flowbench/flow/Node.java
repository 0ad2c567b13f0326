package dev.flowbench.flow;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A step or a frame of a workflow.
 *
 * @param id unique in the document, {@code [a-z][a-z0-9-]*}, stable under moving, wrapping and renaming
 * @param kind what it does, with its own fields and children
 * @param settings what every kind may carry
 * @param extras keys that this version does not know, kept as they came
 */
public record Node(String id, Kind kind, Settings settings, Extras extras) {

    public Node(String id, Kind kind) {
        this(id, kind, Settings.NONE, Extras.NONE);
    }

    /** What people read: the title, or the id where there is none. */
    public String displayTitle() {
        @Nullable String title = settings.title();
        return title == null || title.isBlank() ? id : title;
    }

    public Node with(Kind newKind) {
        return newKind == kind ? this : new Node(id, newKind, settings, extras);
    }

    public Node with(Settings newSettings) {
        return newSettings == settings ? this : new Node(id, kind, newSettings, extras);
    }

    public Node withId(String newId) {
        return new Node(newId, kind, settings, extras);
    }

    Node withDescendant(String descendant, UnaryOperator<Node> edit) {
        for (Map.Entry<String, Graph> child : kind.children().entrySet()) {
            Graph changed = child.getValue().withNode(descendant, edit);
            if (changed != child.getValue()) {
                return with(kind.withChild(child.getKey(), changed));
            }
        }
        return this;
    }
}
