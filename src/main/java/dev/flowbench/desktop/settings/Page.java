package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One page of the settings. On the JavaFX thread. */
abstract class Page {
    final Means means;
    private final String key;
    private final VBox node = new VBox(Metrics.SPACE_24);

    /** @param key of its texts */
    Page(Means means, String key) {
        this.means = means;
        this.key = key;
        node.getStyleClass().add("settings-page");
        node.setId("settings-page-" + key);
    }

    String key() {
        return key;
    }

    /** What its entry in the list says. */
    String title() {
        return Means.text("page." + key);
    }

    Node node() {
        return node;
    }

    /** Shows how things stand now. */
    abstract void fill();

    /** Shows this instead; what had the keyboard has it again, or the page's first control where it is gone. */
    final void content(Node... parts) {
        Node owner = node.getScene() == null ? null : node.getScene().getFocusOwner();
        boolean mine = owner != null && within(owner);
        String id = owner == null ? null : owner.getId();
        node.getChildren().setAll(parts);
        if (mine) {
            Node again = id == null ? null : node.lookup("#" + id);
            (again == null ? firstFocusable(node) : Optional.of(again)).ifPresent(Node::requestFocus);
        }
    }

    private boolean within(Node other) {
        for (Node each = other; each != null; each = each.getParent()) {
            if (each == node) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Node> firstFocusable(Parent parent) {
        for (Node child : parent.getChildrenUnmodifiable()) {
            if (child.isFocusTraversable() && child.isVisible()) {
                return Optional.of(child);
            }
            Optional<Node> inside = child instanceof Parent nested ? firstFocusable(nested) : Optional.empty();
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    /** A part of a page: its title, a line of what it is, and what is in it. */
    static VBox part(String name, Node... content) {
        VBox part = new VBox(Metrics.SPACE_8, Parts.label(Means.text(name), Styles.SECTION_TITLE));
        if (Means.WORDS.has(name + ".line")) {
            part.getChildren().add(paragraph(Means.text(name + ".line"), Styles.MUTED));
        }
        part.getChildren().addAll(content);
        return part;
    }

    static Label paragraph(String text, String... styles) {
        Label label = Parts.label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    /** A row: what it is about at the left, what can be done at the right. */
    static HBox row(Node what, Node... actions) {
        HBox row = new HBox(Metrics.SPACE_8, what);
        HBox.setHgrow(what, Priority.ALWAYS);
        if (what instanceof Region region) {
            region.setMaxWidth(Double.MAX_VALUE);
            region.setMinWidth(0);
        }
        for (Node action : actions) {
            if (action instanceof Region region) {
                region.setMinWidth(Region.USE_PREF_SIZE);
            }
            row.getChildren().add(action);
        }
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("settings-row");
        return row;
    }

    /** Rows one below the other, with a line between. */
    static VBox rows(Node... rows) {
        VBox box = new VBox(rows);
        box.getStyleClass().add("settings-rows");
        return box;
    }

    static Button button(String key, String id, Runnable action) {
        Button button = new Button(Means.text(key));
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /** A word as part of an id. */
    static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "-");
    }
}
