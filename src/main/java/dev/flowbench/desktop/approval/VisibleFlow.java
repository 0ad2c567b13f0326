package dev.flowbench.desktop.approval;

import dev.flowbench.desktop.look.Styles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** Texts on the screen in which nothing is hidden. On the JavaFX thread. */
public final class VisibleFlow {
    /** Longer ones are cut into several, which are faster to lay out. */
    private static final int CHUNK = 2_000;

    private VisibleFlow() {}

    /**
     * A text as nodes, in a fixed-width face.
     *
     * @param found takes what was spelled out, by name, and how often
     */
    public static Node of(String text, Map<String, Integer> found) {
        VisibleText visible = VisibleText.of(text);
        visible.found().forEach((name, count) -> found.merge(name, count, Integer::sum));
        List<Node> flows = new ArrayList<>();
        TextFlow flow = new TextFlow();
        int length = 0;
        for (VisibleText.Piece piece : visible.pieces()) {
            for (int from = 0; from < piece.text().length(); from += CHUNK) {
                Text part = new Text(piece.text().substring(from, Math.min(piece.text().length(), from + CHUNK)));
                part.getStyleClass().add(piece.marked() ? "ask-hidden" : "ask-plain");
                if (length > CHUNK) {
                    flows.add(flow);
                    flow = new TextFlow();
                    length = 0;
                }
                flow.getChildren().add(part);
                length += part.getText().length();
            }
        }
        flows.add(flow);
        VBox box = new VBox();
        box.getChildren().setAll(flows);
        box.getStyleClass().addAll("ask-text", Styles.CODE);
        box.setNodeOrientation(javafx.geometry.NodeOrientation.LEFT_TO_RIGHT);
        return box;
    }
}
