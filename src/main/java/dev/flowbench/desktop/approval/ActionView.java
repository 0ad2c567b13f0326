package dev.flowbench.desktop.approval;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.trace.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * What happens on approval, in full: it says how large it is, spells out what would be hidden, and knows whether its end has
 * been in sight.
 */
final class ActionView extends BorderPane {
    private final Words words;
    private final VBox body = new VBox(Metrics.SPACE_8);
    private final VBox all = new VBox(Metrics.SPACE_4);
    private final ScrollPane scroll = new ScrollPane(all);
    private final Label size = Parts.label("", Styles.CAPTION);
    private final Label hidden = Parts.label("", Styles.WARNING);
    private final ToggleButton exact;
    private final EndSeen end = new EndSeen(scroll, all);
    private Action action;

    /** @param question what is asked about it: it is read, and scrolled, together with it */
    ActionView(Words words, Node question, Action first) {
        this.words = words;
        this.action = first;
        body.getStyleClass().add("ask-action");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setId("ask-action");
        scroll.setAccessibleText(words.text("action"));
        scroll.getStyleClass().add("ask-action-scroll");
        exact = Parts.toggle(Feather.CODE, words.text("action.exact"));
        exact.selectedProperty().subscribe((_, _) -> fill());
        hidden.setWrapText(true);
        hidden.setMinHeight(Region.USE_PREF_SIZE);
        HBox head = new HBox(Metrics.SPACE_8, Parts.label(words.text("action"), Styles.CAPTION, "ask-heading"), size,
                Parts.spacer(), exact);
        head.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        head.setMinHeight(Region.USE_PREF_SIZE);
        all.getStyleClass().add("ask-all-of-it");
        all.getChildren().setAll(question, head, body);
        setCenter(scroll);
        fill();
    }

    /** Whether its end has been in sight. */
    ReadOnlyBooleanProperty readProperty() {
        return end.seenProperty();
    }

    /** Shows another action, from its beginning. */
    void show(Action next) {
        action = next;
        end.again();
        if (exact.isSelected()) {
            exact.setSelected(false);
        } else {
            fill();
        }
        scroll.setVvalue(0);
    }

    private void fill() {
        body.getChildren().clear();
        Map<String, Integer> found = new LinkedHashMap<>();
        List<Action.Part> parts = exact.isSelected()
                ? List.of(new Action.Part("", action.bytes(), true))
                : action.parts();
        for (Action.Part part : parts) {
            if (!part.name().isEmpty()) {
                body.getChildren().add(new VBox(2, Parts.label(VisibleText.of(part.name()).shown(), Styles.CAPTION),
                        VisibleFlow.of(part.text(), found)));
            } else {
                body.getChildren().add(VisibleFlow.of(part.text(), found));
            }
        }
        if (!found.isEmpty()) {
            hidden.setText(words.text("action.hidden", found.entrySet().stream()
                    .map(each -> each.getKey() + (each.getValue() > 1 ? " × " + each.getValue() : ""))
                    .collect(Collectors.joining(", "))));
            body.getChildren().addFirst(hidden);
        }
        size.setText(words.text("action.size", Figures.count(action.size())));
    }

    /** Gives the keyboard to the text, so that arrows scroll it. */
    void focusText() {
        scroll.requestFocus();
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }
}
