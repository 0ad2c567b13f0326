package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** A labelled row of the form: label with help, control, and what is wrong. */
final class Row extends VBox {
    private final Label error = Parts.label("", Styles.FORM_ERROR);

    Row(String title, String help, boolean required, Node control, Node... atLabel) {
        getStyleClass().add(Styles.FORM_ROW);
        error.setWrapText(true);
        error.setMinHeight(Region.USE_PREF_SIZE);
        error.setGraphic(Icons.of(Feather.ALERT_CIRCLE));
        error.getGraphic().getStyleClass().add("form-error-icon");
        show(error, false);
        if (!title.isEmpty()) {
            Label label = Parts.label(required ? title + " *" : title, Styles.FORM_LABEL);
            label.setLabelFor(control);
            // A long name gives way to a narrow pane; the pointer tells it whole.
            label.setMinWidth(40);
            if (help.isEmpty()) {
                label.setTooltip(new Tooltip(title));
            }
            HBox head = new HBox(Metrics.SPACE_4, label);
            head.setAlignment(Pos.CENTER_LEFT);
            head.setMinHeight(18);
            if (!help.isEmpty()) {
                Tooltip tip = new Tooltip(help);
                tip.setMaxWidth(320);
                tip.setWrapText(true);
                Label mark = new Label(null, Icons.of(Feather.INFO));
                mark.getStyleClass().add("form-help");
                mark.setTooltip(tip);
                label.setTooltip(tip);
                control.setAccessibleHelp(help);
                head.getChildren().add(mark);
            }
            if (atLabel.length > 0) {
                head.getChildren().add(Parts.spacer());
                head.getChildren().addAll(atLabel);
            }
            getChildren().add(head);
        }
        getChildren().addAll(control, error);
    }

    /** Says what is wrong; null for nothing. */
    void wrong(Format.@Nullable Mistake mistake) {
        error.setText(mistake == null ? "" : mistake.message());
        show(error, mistake != null);
    }

    private static void show(Node node, boolean on) {
        node.setVisible(on);
        node.setManaged(on);
    }
}
