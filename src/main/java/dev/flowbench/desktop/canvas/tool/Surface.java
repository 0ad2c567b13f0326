package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Viewport;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Workflow;
import org.jspecify.annotations.Nullable;

/** What a gesture may ask of the canvas it happens on. On the JavaFX thread. */
public interface Surface {
    /** The document. */
    FlowDocument document();

    /** What is drawn. */
    Diagram diagram();

    /** What is seen. */
    Viewport viewport();

    /** The words. */
    Words words();

    /** Moves what is seen by pixels of the window. */
    void pan(double dx, double dy);

    /** Shows another version of the document until the gesture ends; null for the document itself. */
    void preview(@Nullable Workflow workflow);

    /** Asks what to add at a place of the window. */
    void quickAdd(double viewX, double viewY);

    /** Asks what to add at a place of the window and to wire to a port, among the kinds that fit it. */
    void quickAdd(double viewX, double viewY, PortItem port);
}
