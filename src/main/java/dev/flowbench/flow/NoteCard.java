package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remark on the canvas. It does nothing.
 *
 * @param text Markdown
 */
@Declares(kind = "note", group = Declares.Group.REMARK)
public record NoteCard(@Field(editor = Editor.PROSE) @Nullable String text) implements Kind {
    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of();
    }
}
