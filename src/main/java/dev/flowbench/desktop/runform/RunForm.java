package dev.flowbench.desktop.runform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.code.CodeField;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.RunOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The sheet that asks for the inputs of a run. Ctrl+Enter runs from anywhere in it. */
public final class RunForm {
    private static final Words WORDS = Words.beside(RunForm.class);
    private static final double WIDTH = 560;
    private static final double HIGHEST = 560;

    private final Layers layers;

    public RunForm(Layers layers) {
        this.layers = layers;
    }

    /** What the user decided. */
    public interface Decision {
        /** Runs with these inputs, in that way; the faults are those of a simulated run. */
        void run(boolean simulated, Map<String, JsonNode> inputs, RunOptions options, FaultsModel.Chosen faults);
    }

    /**
     * Opens it.
     *
     * @param simulated what was asked for: the button that Enter presses
     * @param open whether it says at once how the run goes, beside its inputs
     * @param pins how many outputs are pinned; with none, nothing is asked of them
     * @param usesPins whether the run takes them; changed at once
     */
    public void show(String workflow, RunFormModel model, boolean simulated, boolean open, int pins,
            BooleanProperty usesPins, Decision decision) {
        VBox rows = new VBox(Metrics.SPACE_16);
        rows.getStyleClass().add("run-form");
        List<Node> controls = new ArrayList<>();
        for (InputModel input : model.inputs()) {
            rows.getChildren().add(row(input, controls));
        }
        if (pins > 0) {
            CheckBox use = new CheckBox(WORDS.text("pins", pins));
            use.setId("run-form-pins");
            use.selectedProperty().bindBidirectional(usesPins);
            rows.getChildren().add(use);
        }
        OptionsModel options = new OptionsModel();
        TitledPane more = new TitledPane(WORDS.text("more"), more(options, model.faults()));
        more.setId("run-form-more");
        more.getStyleClass().add("run-form-more");
        more.setAnimated(false);
        more.setExpanded(open);
        rows.getChildren().add(more);
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.setMaxHeight(HIGHEST);
        Button real = new Button(WORDS.text("run"), Icons.of(Feather.PLAY));
        Button sim = new Button(WORDS.text("simulated"));
        Button cancel = new Button(WORDS.text("cancel"));
        real.setId("run-form-run");
        sim.setId("run-form-simulated");
        (simulated ? sim : real).getStyleClass().add(Styles.PRIMARY);
        HBox buttons = new HBox(Metrics.SPACE_8,
                Parts.label(WORDS.text("hint"), Styles.CAPTION), Parts.spacer(), cancel);
        buttons.getChildren().addAll(simulated ? List.of(real, sim) : List.of(sim, real));
        buttons.setAlignment(Pos.CENTER_LEFT);
        Label title = Parts.label(WORDS.text("title", VisibleText.line(workflow)), Styles.SECTION_TITLE);
        VBox sheet = new VBox(Metrics.SPACE_16, title, scroll, buttons);
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setMaxWidth(WIDTH);
        sheet.setPrefWidth(WIDTH);
        real.setOnAction(_ -> decide(sheet, model, options, false, decision, controls));
        sim.setOnAction(_ -> decide(sheet, model, options, true, decision, controls));
        cancel.setOnAction(_ -> layers.close(sheet));
        sheet.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && event.isShortcutDown()) {
                event.consume();
                decide(sheet, model, options, simulated, decision, controls);
            }
        });
        layers.show(sheet, Pos.CENTER, controls.isEmpty() ? simulated ? sim : real : controls.getFirst(), () -> {
        });
    }

    private void decide(Region sheet, RunFormModel model, OptionsModel options, boolean simulated, Decision decision,
            List<Node> controls) {
        Optional<RunOptions> how = options.options();
        Optional<FaultsModel.Chosen> faults = model.faults().chosen();
        model.values().ifPresentOrElse(values -> how.ifPresent(chosen -> faults.ifPresent(met -> {
            layers.close(sheet);
            decision.run(simulated, values, chosen, met);
        })), () -> {
            for (int i = 0; i < model.inputs().size(); i++) {
                if (!model.inputs().get(i).errorProperty().get().isEmpty()) {
                    controls.get(i).requestFocus();
                    return;
                }
            }
        });
    }

    private static Node more(OptionsModel options, FaultsModel faults) {
        CheckBox dry = new CheckBox(WORDS.text("dry"));
        dry.setId("run-form-dry");
        dry.selectedProperty().bindBidirectional(options.dryRunProperty());
        ComboBox<RunOptions.Asking> asking = new ComboBox<>();
        asking.setId("run-form-asking");
        asking.getItems().setAll(OptionsModel.askings());
        asking.setConverter(new StringConverter<>() {
            @Override
            public String toString(RunOptions.@Nullable Asking how) {
                return how == null ? "" : WORDS.text("asking." + how);
            }

            @Override
            public RunOptions.Asking fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed here");
            }
        });
        asking.valueProperty().bindBidirectional(options.askingProperty());
        TextField tags = new TextField();
        tags.setId("run-form-tags");
        tags.textProperty().bindBidirectional(options.tagsProperty());
        return new VBox(Metrics.SPACE_12, new VBox(Metrics.SPACE_4, dry, hint("dry.hint")),
                Parts.row(WORDS.text("asking"), asking, ""),
                new VBox(Metrics.SPACE_4, Parts.label(WORDS.text("caps"), Styles.FORM_LABEL),
                        new CapsView(options.caps()), hint("caps.hint")),
                new VBox(Metrics.SPACE_4, Parts.label(WORDS.text("faults"), Styles.FORM_LABEL), hint("faults.hint"),
                        new FaultsView(faults)),
                Parts.row(WORDS.text("tags"), tags, WORDS.text("tags.hint")));
    }

    private static Label hint(String key) {
        Label hint = Parts.label(WORDS.text(key), Styles.FORM_HINT);
        hint.setWrapText(true);
        return hint;
    }

    static Node row(InputModel input, List<Node> controls) {
        Label label = Parts.label(input.required() ? input.name() + " *" : input.name(), Styles.STRONG);
        Label hint = Parts.label(input.description(), Styles.FORM_HINT);
        hint.setWrapText(true);
        Label error = Parts.label("", Styles.FORM_ERROR);
        error.setWrapText(true);
        error.textProperty().bind(input.errorProperty());
        error.visibleProperty().bind(input.errorProperty().isNotEmpty());
        error.managedProperty().bind(error.visibleProperty());
        Node control = control(input, controls);
        label.setLabelFor(controls.getLast());
        VBox row = new VBox(Metrics.SPACE_4, label);
        if (!input.description().isEmpty()) {
            row.getChildren().add(hint);
        }
        row.getChildren().addAll(control, error);
        return row;
    }

    private static Node control(InputModel input, List<Node> controls) {
        String id = "input-" + input.name();
        return switch (input.way()) {
            case LINE -> {
                TextField field = new TextField();
                field.setPromptText(input.example());
                field.textProperty().bindBidirectional(input.textProperty());
                input.errorProperty().subscribe(error -> invalid(field, !error.isEmpty()));
                yield add(field, id, controls);
            }
            case AREA -> {
                TextArea area = Parts.area("");
                area.setPromptText(input.example());
                area.setPrefRowCount(input.textProperty().get().length() > 200 ? 8 : 3);
                area.textProperty().bindBidirectional(input.textProperty());
                input.errorProperty().subscribe(error -> invalid(area, !error.isEmpty()));
                yield add(area, id, controls);
            }
            case CHOICE -> {
                ComboBox<String> box = new ComboBox<>();
                box.getItems().setAll(input.choices());
                box.setMaxWidth(Double.MAX_VALUE);
                box.valueProperty().bindBidirectional(input.textProperty());
                yield add(box, id, controls);
            }
            case SWITCH -> {
                CheckBox box = new CheckBox(WORDS.text("yes"));
                box.setSelected(input.textProperty().get().equals("true"));
                box.selectedProperty().subscribe((_, on) -> input.textProperty().set(String.valueOf(on)));
                yield add(box, id, controls);
            }
            case JSON -> {
                CodeField field = new CodeField(Syntax.JSON, 4);
                field.id(id);
                field.describe(input.name());
                field.textProperty().bindBidirectional(input.textProperty());
                input.errorProperty().subscribe(error -> field.wrong(!error.isEmpty()));
                controls.add(field.area());
                yield field.node();
            }
        };
    }

    private static Node add(Node control, String id, List<Node> controls) {
        control.setId(id);
        controls.add(control);
        return control;
    }

    private static void invalid(Node control, boolean on) {
        control.getStyleClass().remove(Styles.INVALID);
        if (on) {
            control.getStyleClass().add(Styles.INVALID);
        }
    }
}
