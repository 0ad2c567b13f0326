package dev.flowbench.desktop.runform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** A sheet on which a tool is tried in place: a form from its schema, one call, what it gives. On the JavaFX thread. */
public final class ToolTrial {
    private static final Words WORDS = Words.beside(ToolTrial.class);
    private static final double WIDTH = 640;
    private static final double HEIGHT = 440;

    private final Layers layers;
    private final Background background;

    /** What the tools are and how one is called. */
    public interface Bench {
        /** All that may be tried. Blocks. */
        List<Tool.Definition> tools() throws Exception;

        /** The names of the folders that are granted. Blocks. */
        List<String> folders();

        /** Whether a tool is told beside its arguments in which folder it works. */
        boolean worksInFolder(String tool);

        /**
         * Calls one; a person may be asked first. Blocks.
         *
         * @param config what a node would give it beside its arguments; null for nothing
         * @param progress hears how far it is, in lines; any thread
         * @return what came of it
         */
        JsonNode call(String tool, JsonNode arguments, @Nullable JsonNode config, Consumer<String> progress)
                throws Exception;

        /** Gives the call up that is under way. */
        void cancel();
    }

    public ToolTrial(Layers layers, Background background) {
        this.layers = layers;
        this.background = background;
    }

    /** Opens it. */
    public void show(Bench bench) {
        background.run(() -> new Found(bench.tools(), bench.folders(), ""), found -> open(bench, found),
                problem -> open(bench, new Found(List.of(), List.of(), String.valueOf(problem.getMessage()))));
    }

    /** @param problem why there is none; empty where nothing went wrong */
    private record Found(List<Tool.Definition> tools, List<String> folders, String problem) {}

    private void open(Bench bench, Found found) {
        List<Tool.Definition> tools = found.tools();
        ComboBox<Tool.Definition> choice = new ComboBox<>();
        choice.setId("try-tool");
        choice.getItems().setAll(tools);
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.setConverter(new StringConverter<>() {
            @Override
            public String toString(Tool.@Nullable Definition tool) {
                return tool == null ? "" : tool.name();
            }

            @Override
            public Tool.Definition fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed here");
            }
        });
        VBox form = new VBox(Metrics.SPACE_12);
        form.getStyleClass().add("run-form");
        ScrollPane scroll = new ScrollPane(form);
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.setMinHeight(80);
        scroll.setPrefHeight(HEIGHT);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        Button close = new Button(WORDS.text("try.close"));
        close.setId("try-close");
        Button call = new Button(WORDS.text("try.call"), Icons.of(Feather.PLAY));
        call.setId("try-call");
        call.getStyleClass().add(Styles.PRIMARY);
        HBox buttons = new HBox(Metrics.SPACE_8, Parts.label(WORDS.text("try.hint"), Styles.CAPTION), Parts.spacer(),
                close,
                call);
        buttons.setAlignment(Pos.CENTER_LEFT);
        buttons.setMinHeight(Region.USE_PREF_SIZE);
        Label title = Parts.label(WORDS.text("try.title"), Styles.SECTION_TITLE);
        VBox sheet = new VBox(Metrics.SPACE_12, title, Parts.row(WORDS.text("try.tool"), choice, ""), scroll, buttons);
        sheet.setId("try");
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setMaxWidth(WIDTH);
        sheet.setPrefWidth(WIDTH);
        var shown = new Shown(bench, found.folders(), form, call, scroll);
        choice.valueProperty().subscribe(tool -> {
            if (tool != null) {
                shown.show(tool);
            }
        });
        if (tools.isEmpty()) {
            form.getChildren().setAll(found.problem().isEmpty()
                    ? Parts.label(WORDS.text("try.none"), Styles.MUTED)
                    : Parts.banner(Styles.DANGER, Feather.ALERT_CIRCLE, found.problem()));
            call.setDisable(true);
        } else {
            choice.getSelectionModel().selectFirst();
        }
        call.setOnAction(_ -> shown.call());
        sheet.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && event.isShortcutDown()) {
                event.consume();
                call.fire();
            }
        });
        close.setOnAction(_ -> {
            bench.cancel();
            layers.close(sheet);
        });
        layers.show(sheet, Pos.CENTER, choice, bench::cancel);
    }

    /** The tool that is chosen, its form, and what came of it. */
    private final class Shown {
        private final Bench bench;
        private final VBox form;
        private final Button call;
        private final ScrollPane scroll;
        private final VBox result = new VBox(Metrics.SPACE_4);
        private final ComboBox<String> folder = new ComboBox<>();
        private Tool.@Nullable Definition tool;
        private RunFormModel model = new RunFormModel(Workflow.empty("tool", ""), java.util.Map.of());
        private List<Node> controls = new ArrayList<>();
        private int calls;

        Shown(Bench bench, List<String> folders, VBox form, Button call, ScrollPane scroll) {
            this.scroll = scroll;
            this.bench = bench;
            this.form = form;
            this.call = call;
            folder.setId("try-folder");
            folder.getItems().setAll(folders);
            folder.getSelectionModel().selectFirst();
            folder.setMaxWidth(Double.MAX_VALUE);
            result.setId("try-result");
        }

        void show(Tool.Definition next) {
            tool = next;
            calls++;
            model = new RunFormModel(Workflow.empty("tool", "").withInputs(next.parameters()), java.util.Map.of());
            controls = new ArrayList<>();
            Label about = Parts.label(next.description(), Styles.MUTED);
            about.setWrapText(true);
            about.setMinHeight(Region.USE_PREF_SIZE);
            form.getChildren().setAll(about, effect(next.effect()));
            for (InputModel input : model.inputs()) {
                form.getChildren().add(RunForm.row(input, controls));
            }
            if (bench.worksInFolder(next.name())) {
                form.getChildren().add(2, Parts.row(WORDS.text("try.folder"), folder, WORDS.text("try.folder.hint")));
            }
            form.getChildren().add(result);
            result.getChildren().clear();
            scroll.setVvalue(0);
            call.setDisable(false);
        }

        private Node effect(EffectClass effect) {
            boolean changes = effect == EffectClass.IDEMPOTENT || effect == EffectClass.NON_IDEMPOTENT;
            return changes
                    ? Parts.banner(Styles.WARNING, Feather.ALERT_TRIANGLE, WORDS.text("try.changes"))
                    : Parts.label(WORDS.text("try.reads"), Styles.CAPTION);
        }

        void call() {
            Tool.Definition now = tool;
            if (now == null) {
                return;
            }
            Optional<JsonNode> given = model.values().map(RunFormModel::object);
            if (given.isEmpty()) {
                for (int i = 0; i < model.inputs().size(); i++) {
                    if (!model.inputs().get(i).errorProperty().get().isEmpty()) {
                        controls.get(i).requestFocus();
                        return;
                    }
                }
                return;
            }
            @Nullable JsonNode with = bench.worksInFolder(now.name())
                    ? JsonNodeFactory.instance.objectNode().put("folder", folder.getValue())
                    : null;
            int mine = ++calls;
            call.setDisable(true);
            Label far = Parts.label(WORDS.text("try.calling"), Styles.MUTED);
            far.setId("try-far");
            result.getChildren().setAll(far);
            background.run(() -> bench.call(now.name(), given.get(), with,
                    line -> Platform.runLater(() -> far.setText(line))), value -> {
                        if (mine == calls) {
                            call.setDisable(false);
                            came(value.isTextual() ? value.textValue() : value.toPrettyString());
                        }
                    }, problem -> {
                        if (mine == calls) {
                            call.setDisable(false);
                            String message = String.valueOf(problem.getMessage());
                            failed(problem instanceof ToolException known && !known.wayOut().isEmpty()
                                    ? message + "\n" + WaysOut.here(known.wayOut())
                                    : message);
                        }
                    });
        }

        private void came(String text) {
            TextArea area = Parts.area(text);
            area.setId("try-came");
            area.setEditable(false);
            area.setPrefRowCount(Math.clamp(text.lines().count() + 1, 3, 14));
            area.getStyleClass().add(Styles.CODE);
            area.setAccessibleText(WORDS.text("try.result"));
            result.getChildren().setAll(Parts.label(WORDS.text("try.result"), Styles.FORM_LABEL), area);
            toTheEnd();
        }

        /** What came of it is seen without looking for it. */
        private void toTheEnd() {
            scroll.applyCss();
            scroll.layout();
            scroll.setVvalue(scroll.getVmax());
        }

        private void failed(String text) {
            var banner = Parts.banner(Styles.DANGER, Feather.ALERT_CIRCLE, text);
            banner.setId("try-failed");
            result.getChildren().setAll(banner);
            toTheEnd();
        }
    }
}
