package dev.flowbench.desktop.canvas.edit;

import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.UnreadableDocument;
import java.util.Optional;

/** A copy as text: a small workflow document, so that it can be pasted here, in another window, or into a file. */
public final class ClipText {
    private static final String ID = "clipboard";

    private final DocumentReader reader = new DocumentReader();
    private final DocumentWriter writer = new DocumentWriter();

    /** The text of a copy. */
    public String write(Clip clip) {
        return writer.write(Workflow.empty(ID, "").named(ID, null, null).with(clip.graph()).with(clip.layout()));
    }

    /** The copy a text holds; empty where it is none. */
    public Optional<Clip> read(String text) {
        String one = text.strip();
        if (!one.startsWith("{")) return Optional.empty();
        try {
            Workflow workflow = reader.read(one).workflow();
            return workflow.graph().nodes().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Clip(workflow.graph(), workflow.layout()));
        } catch (UnreadableDocument _) {
            return Optional.empty();
        }
    }
}
