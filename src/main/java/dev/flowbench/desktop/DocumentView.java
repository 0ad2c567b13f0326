package dev.flowbench.desktop;

import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.look.Styles;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;

/** What belongs to one open document: its drawing, its problems, its run. */
final class DocumentView {
    private final OpenDocument document;
    private final StackPane node = new StackPane();

    DocumentView(OpenDocument document) {
        this.document = document;
        node.getStyleClass().add(Styles.GROUND);
    }

    OpenDocument document() {
        return document;
    }

    Node node() {
        return node;
    }

    /** Brings a node into view on the drawing. */
    void reveal(String id) {
        document.flow().select(dev.flowbench.desktop.document.Selection.of(id));
    }

    void close() {
        node.getChildren().clear();
    }
}
