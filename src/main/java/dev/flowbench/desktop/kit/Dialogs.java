package dev.flowbench.desktop.kit;

import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.Arrays;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Questions and errors as sheets over the window. On the JavaFX thread; none of the methods waits. */
public final class Dialogs implements Questions {
    private static final Words WORDS = Words.beside(Dialogs.class);
    private static final double WIDTH = 440;
    private static final double WIDE = 560;

    private final Layers layers;

    public Dialogs(Layers layers) {
        this.layers = layers;
    }

    /**
     * One button of a question.
     *
     * @param text a verb
     * @param style {@link Styles#PRIMARY}, {@link Styles#DANGER}, or empty for a plain one
     * @param action what it does, after the sheet is closed
     */
    public record Choice(String text, String style, Runnable action) {
        /** What Enter does. */
        public static Choice primary(String text, Runnable action) {
            return new Choice(text, Styles.PRIMARY, action);
        }

        /** What cannot be taken back. */
        public static Choice danger(String text, Runnable action) {
            return new Choice(text, Styles.DANGER, action);
        }

        public static Choice plain(String text, Runnable action) {
            return new Choice(text, "", action);
        }
    }

    @Override
    public void ask(String title, String text, Choice... choices) {
        Label words = paragraph(text);
        ask(title, words, Feather.HELP_CIRCLE, choices);
    }

    /** As {@link #ask(String, String, Choice...)} with any content. */
    public void ask(String title, Node content, Feather icon, Choice... choices) {
        show(title, content, icon, Styles.INFO, Arrays.asList(choices), true, WIDTH, null);
    }

    /** As {@link #ask(String, Node, Feather, Choice...)}, for what is to be weighed: Enter cancels, no choice has the keyboard. */
    public void weigh(String title, Node content, Feather icon, Choice... choices) {
        weigh(title, content, icon, new ReadOnlyBooleanWrapper(true), choices);
    }

    /** The same, with choices that can be made only once something holds. */
    public void weigh(String title, Node content, Feather icon, ObservableBooleanValue ready, Choice... choices) {
        show(title, content, icon, Styles.INFO, Arrays.asList(choices), true, WIDE, ready);
    }

    @Override
    public void error(String title, String what, String wayOut, Choice... ways) {
        VBox content = new VBox(Metrics.SPACE_8, paragraph(WaysOut.here(what)));
        if (!wayOut.isEmpty()) {
            Label out = paragraph(WaysOut.here(wayOut));
            out.getStyleClass().add(Styles.MUTED);
            content.getChildren().add(out);
        }
        var choices = new java.util.ArrayList<>(Arrays.asList(ways));
        if (choices.isEmpty()) {
            choices.add(Choice.primary(WORDS.text("ok"), () -> {
            }));
            show(title, content, Feather.ALERT_CIRCLE, Styles.DANGER, choices, false, WIDTH, null);
        } else {
            show(title, content, Feather.ALERT_CIRCLE, Styles.DANGER, choices, true, WIDTH, null);
        }
    }

    /** @param ready when what is to be weighed may be chosen; null for what is not to be weighed */
    private void show(String title, Node content, Feather icon, String mood, List<Choice> choices, boolean cancel,
            double width, @Nullable ObservableBooleanValue ready) {
        boolean careful = ready != null;
        Label heading = Parts.label(title, Styles.SECTION_TITLE);
        heading.setWrapText(true);
        heading.setMinHeight(Region.USE_PREF_SIZE);
        var mark = Icons.large(icon);
        mark.getStyleClass().add("dialog-" + mood);
        HBox head = new HBox(Metrics.SPACE_8, mark, heading);
        head.setAlignment(Pos.CENTER_LEFT);
        HBox buttons = new HBox(Metrics.SPACE_8, Parts.spacer());
        VBox sheet = new VBox(Metrics.SPACE_12, head, content, buttons);
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setMaxWidth(width);
        sheet.setPrefWidth(width);
        Button no = button(Choice.plain(WORDS.text("cancel"), () -> {
        }), sheet);
        if (cancel) {
            buttons.getChildren().add(no);
        }
        Button first = button(choices.getFirst(), sheet);
        if (careful) {
            no.getStyleClass().add(Styles.CALM);
        }
        (careful ? no : first).setDefaultButton(true);
        choices.reversed().stream().limit(choices.size() - 1L)
                .forEach(choice -> buttons.getChildren().add(button(choice, sheet)));
        buttons.getChildren().add(first);
        if (ready != null) {
            buttons.getChildren().stream().filter(each -> each instanceof Button && each != no)
                    .forEach(each -> each.disableProperty().bind(Bindings.not(ready)));
        }
        layers.show(sheet, Pos.CENTER, careful ? no : first, () -> {
        });
    }

    private Button button(Choice choice, Region sheet) {
        Button button = new Button(choice.text());
        if (!choice.style().isEmpty()) {
            button.getStyleClass().add(choice.style());
        }
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> {
            layers.close(sheet);
            choice.action().run();
        });
        return button;
    }

    private static Label paragraph(String text) {
        Label label = Parts.label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
