package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Workflow;
import java.util.Locale;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;

/**
 * What has the keyboard for the drawing: nothing to see, laid over the selected node, so that a screen reader says what
 * it is and a magnifier finds it.
 */
final class FocusProxy extends Region {
    private final Words words;

    FocusProxy(Words words) {
        this.words = words;
        setManaged(false);
        setFocusTraversable(true);
        setMouseTransparent(true);
        setAccessibleRole(AccessibleRole.NODE);
        getStyleClass().add("canvas-focus");
    }

    void say(Workflow workflow, Selection selection, Screen screen) {
        setAccessibleRoleDescription(words.text("access.role"));
        setAccessibleHelp(words.text("access.help"));
        setAccessibleText(text(workflow, selection, screen));
    }

    private String text(Workflow workflow, Selection selection, Screen screen) {
        Selection.PlacedWire wire = selection.wire();
        if (wire != null) return words.text("access.wire", wire.wire().toString());
        if (selection.nodes().isEmpty()) {
            return words.text("access.canvas", VisibleText.line(workflow.displayName()), screen.diagram().size());
        }
        if (selection.nodes().size() > 1) return words.text("access.several", selection.nodes().size());
        NodeItem node = selection.single().flatMap(screen.diagram()::node).orElse(null);
        if (node == null) return "";
        long in = node.ports().stream().filter(port -> !port.source() && !port.quiet()).count();
        long out = node.ports().stream().filter(port -> port.source()).count();
        String state = screen.state(node.id())
                .map(s -> words.text("state." + s.phase().name().toLowerCase(Locale.ROOT))).orElse("");
        return words.text("access.node", screen.faces().title(node.node().kind().kindName()), node.face().title(), in,
                out,
                state);
    }
}
