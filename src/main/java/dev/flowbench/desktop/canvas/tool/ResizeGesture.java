package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.Map;
import javafx.scene.Cursor;

/** Pulls a frame or a note larger or smaller; a frame never becomes smaller than what stands in it. */
public final class ResizeGesture implements Gesture {
    private final Surface surface;
    private final NodeItem node;
    private final double grabX;
    private final double grabY;
    private Pointer last;
    private Layout.Box box;

    /** Begins at the node's lower right corner. */
    public ResizeGesture(Surface surface, Pointer at, NodeItem node) {
        this.surface = surface;
        this.node = node;
        this.last = at;
        this.grabX = node.rect().right() - at.x();
        this.grabY = node.rect().bottom() - at.y();
        this.box = surface.diagram().box(node.id()).orElse(new Layout.Box(0, 0));
    }

    @Override
    public void drag(Pointer at) {
        last = at;
        double w = Math.max(Sizes.GRID * 4, at.x() + grabX - node.rect().x());
        double h = Math.max(Sizes.GRID * 2.5, at.y() + grabY - node.rect().y());
        if (!at.alt()) {
            w = Math.rint(w / Sizes.GRID) * Sizes.GRID;
            h = Math.rint(h / Sizes.GRID) * Sizes.GRID;
        }
        box = new Layout.Box(box.x(), box.y(), (int) w, (int) h);
        surface.preview(resized(surface.document().workflow()));
    }

    private Workflow resized(Workflow workflow) {
        return Edits.place(Edits.place(workflow, surface.diagram().missing(node.place())), Map.of(node.id(), box));
    }

    @Override
    public void end(Pointer at) {
        drag(at);
        // What the frame came to be: its least size, where the pointer asked for less.
        int w = surface.diagram().node(node.id()).map(n -> (int) n.rect().w()).orElse(box.width());
        int h = surface.diagram().node(node.id()).map(n -> (int) n.rect().h()).orElse(box.height());
        box = new Layout.Box(box.x(), box.y(), w, h);
        surface.preview(null);
        surface.document().apply(surface.words().text("edit.resize"), this::resized);
    }

    @Override
    public void cancel() { surface.preview(null); }

    @Override
    public List<Overlay> overlays() {
        return List.of(new Overlay.Hud(box.width() + " × " + box.height(), last.viewX(), last.viewY()));
    }

    @Override
    public Cursor cursor() { return Cursor.SE_RESIZE; }
}
