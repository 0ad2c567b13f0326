package dev.flowbench.desktop.consent;

import dev.flowbench.app.Sheet;
import dev.flowbench.desktop.approval.EndSeen;
import dev.flowbench.desktop.approval.VisibleFlow;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/**
 * The sheet on which a person decides whether somebody else's workflow may run live: all that it can do, every text shown as it
 * is. Nothing is allowed by a key meant for something else, nor before its end was in sight. On the JavaFX thread.
 */
public final class ConsentSheet {
    private static final Words WORDS = Words.beside(ConsentSheet.class);
    private static final double WIDTH = 640;
    private static final double HIGHEST = 640;
    private static final double EDGES = 4;
    private static final Duration NOT_BEFORE = Duration.millis(700);

    private final Layers layers;

    /** Why it is shown. */
    public enum Occasion {
        /** A live run waits for the answer. */
        RUN,
        /** Somebody wants to know. */
        REVIEW
    }

    public ConsentSheet(Layers layers, Theme theme) {
        this.layers = layers;
        theme.add(ConsentSheet.class, "consent.css");
    }

    /**
     * Opens it.
     *
     * @param workflow its name
     * @param answer takes whether it is allowed; Escape and a click beside it are a no
     */
    public void show(String workflow, Sheet sheet, Occasion occasion, Consumer<Boolean> answer) {
        Map<String, Integer> found = new LinkedHashMap<>();
        VBox topics = new VBox(Metrics.SPACE_16);
        topics.getStyleClass().add("consent-topics");
        String name = VisibleText.oneLine(workflow);
        VisibleText.of(name).found().forEach((sign, count) -> found.merge(sign, count, Integer::sum));
        sheet.sections().forEach(section -> topics.getChildren().add(topic(section, found)));
        if (!found.isEmpty()) {
            topics.getChildren().addFirst(hidden(found));
        }
        ScrollPane scroll = new ScrollPane(topics);
        scroll.setId("consent-topics");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setAccessibleText(WORDS.text("topics"));
        scroll.getStyleClass().add("consent-scroll");
        scroll.setMinHeight(80);
        scroll.setMaxHeight(HIGHEST);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        ReadOnlyBooleanProperty read = new EndSeen(scroll, topics).seenProperty();
        topics.heightProperty().subscribe((_, height) -> {
            // Lines wrap: how high all of it is, is known once it is laid out.
            scroll.setPrefHeight(Math.min(HIGHEST, height.doubleValue() + EDGES));
        });
        BooleanProperty ready = new SimpleBooleanProperty();
        PauseTransition pause = new PauseTransition(NOT_BEFORE);
        pause.setOnFinished(_ -> ready.set(true));
        Button allow = new Button(WORDS.text(occasion == Occasion.RUN ? "allow.run" : "allow"));
        allow.setId("consent-allow");
        allow.getStyleClass().add(Styles.PRIMARY);
        allow.setMinWidth(Region.USE_PREF_SIZE);
        allow.disableProperty().bind(ready.not().or(read.not()));
        Button cancel = new Button(WORDS.text("cancel"));
        cancel.setId("consent-cancel");
        cancel.setDefaultButton(true);
        cancel.getStyleClass().add(Styles.CALM);
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        Label hint = Parts.label("", Styles.CAPTION);
        hint.textProperty().bind(Bindings.when(read).then(WORDS.text("bound")).otherwise(WORDS.text("unread")));
        hint.setWrapText(true);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(hint, Priority.ALWAYS);
        hint.setMaxWidth(Double.MAX_VALUE);
        HBox buttons = new HBox(Metrics.SPACE_8, hint, cancel, allow);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        buttons.setMinHeight(Region.USE_PREF_SIZE);
        VBox node = new VBox(Metrics.SPACE_12, head(workflow), line(occasion), scroll, buttons);
        node.setId("consent");
        node.getStyleClass().addAll("dialog-sheet", "consent");
        node.setMaxWidth(WIDTH);
        node.setPrefWidth(WIDTH);
        cancel.setOnAction(_ -> {
            layers.close(node);
            answer.accept(false);
        });
        allow.setOnAction(_ -> {
            layers.close(node);
            answer.accept(true);
        });
        layers.show(node, Pos.CENTER, scroll, () -> answer.accept(false));
        pause.playFromStart();
    }

    private static Node head(String workflow) {
        Label title = Parts.label(WORDS.text("title", VisibleText.line(workflow)), Styles.SECTION_TITLE);
        title.setWrapText(true);
        title.setMinHeight(Region.USE_PREF_SIZE);
        var mark = Icons.large(Feather.SHIELD);
        mark.getStyleClass().add("dialog-info");
        HBox head = new HBox(Metrics.SPACE_8, mark, title);
        head.setAlignment(Pos.CENTER_LEFT);
        head.setMinHeight(Region.USE_PREF_SIZE);
        return head;
    }

    private static Node line(Occasion occasion) {
        Label line = Parts.label(WORDS.text(occasion == Occasion.RUN ? "line.run" : "line"), Styles.MUTED);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        return line;
    }

    private static Node topic(Sheet.Section section, Map<String, Integer> found) {
        VBox lines = new VBox(Metrics.SPACE_4);
        lines.getStyleClass().add("consent-lines");
        section.lines().forEach(line -> lines.getChildren().add(VisibleFlow.of(line, found)));
        return new VBox(Metrics.SPACE_4, Parts.label(section.topic().title(), Styles.STRONG), lines);
    }

    private static Node hidden(Map<String, Integer> found) {
        return Parts.banner(Styles.WARNING, Feather.EYE_OFF, WORDS.text("hidden", found.entrySet().stream()
                .map(each -> each.getKey() + (each.getValue() > 1 ? " × " + each.getValue() : ""))
                .collect(Collectors.joining(", "))));
    }
}
