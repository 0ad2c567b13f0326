package dev.flowbench.desktop.look;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The small things that are made of several nodes. Texts are given by the caller, from its resource bundle. */
public final class Parts {

    private Parts() {
    }

    /** A label with style classes of {@link Styles}. */
    public static Label label(String text, String... styles) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styles);
        return label;
    }

    /** A flat 28 by 28 button with an icon; its name is the tooltip and what a screen reader says. */
    public static Button tool(Feather icon, String name) {
        Button button = new Button(null, Icons.of(icon));
        button.getStyleClass().add(Styles.TOOL);
        button.setTooltip(new Tooltip(name));
        button.setAccessibleText(name);
        return button;
    }

    /** As {@link #tool}, but stays down. */
    public static ToggleButton toggle(Feather icon, String name) {
        ToggleButton button = new ToggleButton(null, Icons.of(icon));
        button.getStyleClass().add(Styles.TOOL);
        button.setTooltip(new Tooltip(name));
        button.setAccessibleText(name);
        return button;
    }

    /** A text field with an icon at its left and anything (a unit, mini buttons) at its right. */
    public static HBox field(Feather icon, TextField field, Node... end) {
        HBox box = box(field, end);
        box.getChildren().add(0, Icons.of(icon));
        return box;
    }

    /** A number field with its unit at the right. */
    public static HBox field(TextField field, String unit) {
        field.getStyleClass().add(Styles.NUMBER);
        // Where room is short the field gives way, not its unit.
        field.setMinWidth(24);
        return unit.isEmpty() ? box(field) : box(field, whole(unit, Styles.UNIT));
    }

    private static HBox box(TextField field, Node... end) {
        HBox box = new HBox(field);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add(Styles.FIELD_BOX);
        box.getChildren().addAll(end);
        HBox.setHgrow(field, Priority.ALWAYS);
        return box;
    }

    /** A field for several lines, which wrap; Tab leaves it as it leaves every field. */
    public static TextArea area(String text) {
        TextArea area = new TextArea(text);
        area.setWrapText(true);
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.TAB && !event.isShortcutDown()) {
                event.consume();
                area.requestFocusTraversal(event.isShiftDown()
                        ? TraversalDirection.PREVIOUS
                        : TraversalDirection.NEXT);
            }
        });
        return area;
    }

    /** A row of a form: label above, control, hint below. The label names the control to a screen reader. */
    public static VBox row(String label, Node control, String hint) {
        Label name = label(label, Styles.FORM_LABEL);
        name.setLabelFor(control);
        VBox row = new VBox(name, control);
        if (!hint.isEmpty()) {
            Label text = label(hint, Styles.FORM_HINT);
            text.setWrapText(true);
            row.getChildren().add(text);
        }
        row.getStyleClass().add(Styles.FORM_ROW);
        return row;
    }

    /** The header of a section inside a pane, with tools at its end. */
    public static HBox sectionHeader(String title, Node... tools) {
        HBox header = new HBox(label(title), spacer());
        header.getChildren().addAll(tools);
        header.getStyleClass().add(Styles.SECTION_HEADER);
        return header;
    }

    /** An empty pane: what will be here, in one line, and the one next action (or none). */
    public static VBox empty(Feather icon, String title, String line, Node... action) {
        Label text = label(line, Styles.MUTED);
        text.setWrapText(true);
        VBox box = new VBox(Icons.large(icon), label(title, Styles.SECTION_TITLE), text);
        box.getChildren().addAll(action);
        box.getStyleClass().add(Styles.EMPTY);
        return box;
    }

    /**
     * A line across a pane.
     *
     * @param style
     *            {@link Styles#INFO}, {@link Styles#SUCCESS}, {@link Styles#WARNING} or {@link Styles#DANGER}
     */
    public static HBox banner(String style, Feather icon, String text, Node... actions) {
        Label label = label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(label, Priority.ALWAYS);
        label.setMaxWidth(Double.MAX_VALUE);
        HBox box = new HBox(Icons.of(icon), label);
        for (Node action : actions) {
            if (action instanceof Region region) {
                region.setMinWidth(Region.USE_PREF_SIZE);
            }
            box.getChildren().add(action);
        }
        box.getStyleClass().addAll(Styles.BANNER, style);
        return box;
    }

    /** A small pill. */
    public static Label chip(String text, String... styles) {
        Label chip = whole(text, Styles.CHIP);
        chip.getStyleClass().addAll(styles);
        return chip;
    }

    /** A count. */
    public static Label badge(String text, String... styles) {
        Label badge = whole(text, Styles.BADGE);
        badge.getStyleClass().addAll(styles);
        return badge;
    }

    /** The keys of a shortcut as a row of key caps, as this operating system names them. */
    public static HBox keys(KeyCombination keys) {
        List<Node> caps = new ArrayList<>();
        String text = keys.getDisplayText();
        // "Ctrl++" ends in the key itself; on macOS the symbols stand without a plus between them.
        int last = text.length() > 1 && text.endsWith("++") ? text.length() - 1 : text.lastIndexOf('+') + 1;
        if (last > 0) {
            for (String modifier : text.substring(0, last).split("\\+")) {
                caps.add(whole(modifier, Styles.KEY_CAP));
            }
        }
        caps.add(whole(text.substring(last), Styles.KEY_CAP));
        HBox row = new HBox(2);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getChildren().addAll(caps);
        return row;
    }

    /** A label that is never cut short. */
    private static Label whole(String text, String style) {
        Label label = label(text, style);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    /** Takes what room is left in a row. */
    public static Region spacer() {
        Region region = new Region();
        HBox.setHgrow(region, Priority.ALWAYS);
        return region;
    }
}
