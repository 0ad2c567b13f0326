package dev.flowbench.desktop.fork;

import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.trace.Figures;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** The sheet on which a fork is decided: it shows what it would do before it begins. On the JavaFX thread. */
public final class ForkSheet {
    private static final Words WORDS = Words.beside(ForkSheet.class);
    private static final double WIDTH = 620;
    private static final double LIST = 280;
    /** Steps of one group that are listed; a run may have thousands. */
    private static final int LISTED = 200;

    private final Layers layers;

    public ForkSheet(Layers layers, Theme theme) {
        this.layers = layers;
        theme.add(ForkSheet.class, "fork.css");
    }

    /** Opens it; {@code begin} takes the model when the fork is to begin. */
    public void show(ForkModel model, Consumer<ForkModel> begin) {
        Label title = Parts.label(WORDS.text("title", model.name()), Styles.SECTION_TITLE);
        Label line = Parts.label(WORDS.text("line"), Styles.MUTED);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        RadioButton current = new RadioButton(WORDS.text("current"));
        RadioButton then = new RadioButton(WORDS.text("then"));
        current.setId("fork-current");
        then.setId("fork-then");
        ToggleGroup group = new ToggleGroup();
        current.setToggleGroup(group);
        then.setToggleGroup(group);
        current.setDisable(!model.isOpen());
        (model.currentProperty().get() ? current : then).setSelected(true);
        current.selectedProperty().subscribe((_, on) -> model.currentProperty().set(on));
        VBox documents = new VBox(Metrics.SPACE_4, current, then);
        if (!model.isOpen()) {
            documents.getChildren().add(Parts.label(WORDS.text("current.closed"), Styles.CAPTION));
        }
        ComboBox<ForkModel.Step> from = new ComboBox<>();
        from.setId("fork-from");
        from.getItems().setAll(model.steps());
        from.setConverter(new StringConverter<>() {
            @Override
            public String toString(ForkModel.@Nullable Step step) {
                return step == null || step.key().isEmpty()
                        ? WORDS.text("from.none")
                        : "    ".repeat(Math.max(0, step.depth() - 1)) + step.title() + "  ·  " + step.key();
            }

            @Override
            public ForkModel.Step fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed here");
            }
        });
        from.setMaxWidth(Double.MAX_VALUE);
        from.valueProperty().bindBidirectional(model.fromProperty());
        Button cancel = new Button(WORDS.text("cancel"));
        Button start = new Button(WORDS.text("start"));
        start.setId("fork-start");
        start.getStyleClass().add(Styles.PRIMARY);
        start.setDefaultButton(true);
        start.disableProperty().bind(model.busyProperty().or(model.problemProperty().isNotEmpty()));
        VBox groups = new VBox(Metrics.SPACE_8);
        groups.setId("fork-preview");
        ScrollPane scroll = new ScrollPane(groups);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setPrefHeight(LIST);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("fork-preview");
        Label cost = Parts.label("", Styles.STRONG);
        cost.setId("fork-cost");
        cost.setWrapText(true);
        cost.setMinHeight(Region.USE_PREF_SIZE);
        HBox buttons = new HBox(Metrics.SPACE_8, Parts.spacer(), cancel, start);
        VBox sheet = new VBox(Metrics.SPACE_12, title, line, documents, Parts.row(WORDS.text("from"), from, ""), scroll,
                cost, buttons);
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setMaxWidth(WIDTH);
        sheet.setPrefWidth(WIDTH);
        Runnable fill = () -> fill(model, groups, cost);
        model.previewProperty().subscribe((_, _) -> fill.run());
        model.problemProperty().subscribe((_, _) -> fill.run());
        fill.run();
        cancel.setOnAction(_ -> layers.close(sheet));
        start.setOnAction(_ -> {
            layers.close(sheet);
            begin.accept(model);
        });
        layers.show(sheet, Pos.CENTER, start, () -> {
        });
    }

    private static void fill(ForkModel model, VBox groups, Label cost) {
        ForkPreview preview = model.previewProperty().get();
        groups.getChildren().clear();
        String problem = model.problemProperty().get();
        cost.getStyleClass().remove(Styles.DANGER);
        if (preview == null) {
            cost.setText(problem.isEmpty() ? WORDS.text("looking") : problem);
            if (!problem.isEmpty()) {
                cost.getStyleClass().add(Styles.DANGER);
            }
            return;
        }
        group(model, "asks", preview.asks(), groups);
        group(model, "again", preview.again(), groups);
        group(model, "depends", preview.depends(), groups);
        group(model, "kept", preview.kept(), groups);
        group(model, "gone", preview.gone(), groups);
        if (groups.getChildren().isEmpty()) {
            groups.getChildren().add(Parts.label(WORDS.text("nothing"), Styles.MUTED));
        }
        String saved = Figures.money(preview.saved().nanoUsd(), preview.saved().priced(), false);
        cost.setText(WORDS.text("cost", range(preview.least(), preview.most()), saved));
    }

    private static String range(Amount least, Amount most) {
        String low = Figures.money(least.nanoUsd(), least.priced(), false);
        String high = Figures.money(most.nanoUsd(), most.priced(), false);
        return low.equals(high) ? low : WORDS.text("range", low, high);
    }

    private static void group(ForkModel model, String key, List<ForkPreview.Step> steps, VBox groups) {
        if (steps.isEmpty()) {
            return;
        }
        Label head = Parts.label(WORDS.text(key, steps.size()), Styles.STRONG);
        VBox group = new VBox(Metrics.SPACE_4, head, Parts.label(WORDS.text(key + ".line"), Styles.CAPTION));
        group.getStyleClass().addAll("fork-group", "fork-" + key);
        for (ForkPreview.Step step : steps.subList(0, Math.min(LISTED, steps.size()))) {
            group.getChildren().add(step(model, key, step));
        }
        if (steps.size() > LISTED) {
            group.getChildren().add(Parts.label(WORDS.text("more", steps.size() - LISTED), Styles.MUTED));
        }
        groups.getChildren().add(group);
    }

    private static Node step(ForkModel model, String key, ForkPreview.Step step) {
        Label title = Parts.label(model.title(step.node()));
        title.setMinWidth(60);
        Label path = Parts.label(step.stepKey(), Styles.CAPTION, "fork-key");
        path.setMinWidth(0);
        String money = switch (key) {
            case "kept" -> step.least().tokens() == 0
                    ? ""
                    : Figures.money(step.least().nanoUsd(), step.least().priced(), false);
            case "gone" -> "";
            default -> step.most().tokens() == 0 ? "" : range(step.least(), step.most());
        };
        Label cost = Parts.label(money, Styles.NUMBER, "fork-figure");
        cost.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(Metrics.SPACE_8, KindGlyph.of(model.kind(step.node())).node(16), title, path,
                Parts.spacer(), cost);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }
}
