package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.ToolBench;
import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.runform.ToolTrial;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.tool.BuiltInTools;
import dev.flowbench.tool.LoneCall;
import dev.flowbench.tool.http.OpenApi;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The tools of the document in front: tried in place, and made from the description of an API. On the JavaFX thread. */
final class DocumentTools {
    private static final Words WORDS = Words.beside(DocumentTools.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double LIST = 320;

    private final Consenting program;
    private final Desk desk;
    private final FilePicker picker;
    private final Background background;
    private final Dialogs dialogs;
    private final ToolTrial trial;

    DocumentTools(Consenting program, Desk desk, FilePicker picker, Background background, Dialogs dialogs,
            Layers layers) {
        this.program = program;
        this.desk = desk;
        this.picker = picker;
        this.background = background;
        this.dialogs = dialogs;
        this.trial = new ToolTrial(layers, background);
    }

    /** Lets one tool be chosen and called. */
    void tryOne() {
        OpenDocument document = desk.active();
        if (document != null) {
            trial.show(new OnDocument(document.flow().workflow(), document.origin(), document.isOwn()));
        }
    }

    private final class OnDocument implements ToolTrial.Bench {
        private final Workflow workflow;
        private final @Nullable Path file;
        private final boolean own;
        private final AtomicReference<@Nullable LoneCall> underWay = new AtomicReference<>();

        OnDocument(Workflow workflow, @Nullable Path file, boolean own) {
            this.workflow = workflow;
            this.file = file;
            this.own = own;
        }

        @Override
        public List<Tool.Definition> tools() {
            return program.flowbench().tools().tools(workflow, file).stream()
                    .filter(tool -> {
                        ToolDeclaration declared = workflow.tools().get(tool.name());
                        return declared == null || declared.subflow() == null;
                    }).sorted(java.util.Comparator.comparing(tool -> !workflow.tools().containsKey(tool.name())))
                    .toList();
        }

        @Override
        public List<String> folders() {
            return program.flowbench().tools().folders(file);
        }

        @Override
        public boolean worksInFolder(String tool) {
            return BuiltInTools.IN_FOLDERS.contains(tool) && !workflow.tools().containsKey(tool);
        }

        @Override
        public JsonNode call(String tool, JsonNode arguments, @Nullable JsonNode config, Consumer<String> progress)
                throws Exception {
            return program.called(workflow, file, own, () -> {
                var call = new LoneCall(config, ToolBench.time(tool, workflow).orElse(PATIENCE), Clock.systemUTC(),
                        line -> progress.accept(program.flowbench().redaction().withoutKnown(line)));
                underWay.set(call);
                return program.flowbench().tools().call(tool, workflow, file, arguments, call);
            });
        }

        @Override
        public void cancel() {
            LoneCall call = underWay.getAndSet(null);
            if (call != null) {
                background.run(() -> {
                    call.cancel();
                    return true;
                }, _ -> {}, _ -> {});
            }
        }
    }

    /** Makes tools from an OpenAPI file, those that are chosen. */
    void importOpenApi() {
        OpenDocument document = desk.active();
        if (document == null) {
            return;
        }
        picker.openApi(null).ifPresent(file -> background.run(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                return OpenApi.read(in.readNBytes(OpenApi.MAX_BYTES + 1), Set.of(), null);
            }
        }, imported -> choose(document, String.valueOf(file.getFileName()), imported), problem -> dialogs.error(
                WORDS.text("tools.import.failed", file.getFileName()), String.valueOf(problem.getMessage()), "")));
    }

    private void choose(OpenDocument document, String file, OpenApi.Imported imported) {
        Map<String, CheckBox> boxes = new LinkedHashMap<>();
        VBox list = new VBox(Metrics.SPACE_8);
        CheckBox all = new CheckBox(WORDS.text("tools.import.all"));
        all.setId("import-all");
        all.setSelected(true);
        list.getChildren().add(all);
        imported.tools().forEach((name, tool) -> {
            CheckBox box = new CheckBox(name);
            box.setMnemonicParsing(false);
            box.setWrapText(true);
            box.setId("import-" + name);
            box.setSelected(true);
            boxes.put(name, box);
            String about = tool.description() == null ? "" : tool.description();
            if (document.flow().workflow().tools().containsKey(name)) {
                about = (about + " · " + WORDS.text("tools.import.replaces")).replaceFirst("^ · ", "");
            }
            Label line = line(about, Styles.CAPTION);
            line.setPadding(new Insets(0, 0, 0, 24));
            list.getChildren().add(about.isEmpty() ? box : new VBox(2, box, line));
        });
        all.setOnAction(_ -> boxes.values().forEach(box -> box.setSelected(all.isSelected())));
        Runnable some = () -> {
            long chosen = boxes.values().stream().filter(CheckBox::isSelected).count();
            all.setIndeterminate(chosen > 0 && chosen < boxes.size());
            all.setSelected(chosen == boxes.size());
            all.setText(WORDS.text("tools.import.all", chosen, boxes.size()));
        };
        boxes.values().forEach(box -> box.selectedProperty().subscribe((_, _) -> some.run()));
        some.run();
        if (!imported.notes().isEmpty()) {
            list.getChildren().add(Parts.label(WORDS.text("tools.import.notes"), Styles.STRONG));
            imported.notes().forEach(note -> list.getChildren().add(line(note, Styles.CAPTION)));
        }
        ScrollPane scroll = new ScrollPane(list);
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(LIST);
        scroll.setMinHeight(80);
        VBox content = new VBox(Metrics.SPACE_12, line(WORDS.text("tools.import.line"), Styles.MUTED), scroll);
        dialogs.ask(WORDS.text("tools.import.title", file), content, Feather.TOOL,
                Dialogs.Choice.primary(WORDS.text("tools.import.do"), () -> {
                    Map<String, ToolDeclaration> chosen = new LinkedHashMap<>(imported.tools());
                    boxes.forEach((name, box) -> {
                        if (!box.isSelected()) {
                            chosen.remove(name);
                        }
                    });
                    if (!chosen.isEmpty()) {
                        document.flow().apply(WORDS.text("tools.import.edit"), workflow -> {
                            Map<String, ToolDeclaration> tools = new LinkedHashMap<>(workflow.tools());
                            tools.putAll(chosen);
                            return workflow.withTools(tools);
                        });
                        desk.saidProperty().set(WORDS.text("tools.import.done", chosen.size()));
                    }
                }));
    }

    private static Label line(String text, String style) {
        Label label = Parts.label(text, style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
