package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Editor;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The form of one node: what its kind is about first, what it may spend, what is done with its result, and the rest. */
final class NodeForm {
    private static final Words WORDS = Words.beside(NodeForm.class);

    private final Forms forms;
    private final Ports ports;
    private final Set<String> open;
    private final PromptLength length;

    /** @param length what the node's prompt counts */
    NodeForm(Forms forms, Ports ports, Set<String> open, PromptLength length) {
        this.length = length;
        this.forms = forms;
        this.ports = ports;
        this.open = open;
    }

    Form of(Node node) {
        Workflow workflow = forms.editing().workflow();
        Lens at = Lens.node(node.id());
        var sections = new ArrayList<FieldView>();
        TitleField title = new TitleField(forms, at, node);
        if (node.kind() instanceof UnknownKind) {
            sections.add(new LineView("", _ -> WORDS.text("unknown.kind"), workflow, Styles.MUTED));
            return new Form(title.node(), List.of(title), sections);
        }
        Shape shape = Shape.of(node.kind());
        Lens kind = at.kind();
        boolean note = node.kind() instanceof NoteCard;
        List<FieldView> main = forms.fields(kind, shape, false, field -> !isCap(field) && !isResult(field));
        if (note) {
            sections.add(new GroupView("", main));
            return new Form(title.node(), List.of(title), padded(sections));
        }
        main = counted(main, workflow);
        if (node.kind() instanceof Llm || node.kind() instanceof Agent || node.kind() instanceof Router) {
            main.add(forms.field(at.settings(), Shape.of(Settings.class), "cache", false));
        }
        if (!main.isEmpty()) {
            sections.add(section("section.main." + (node.kind() instanceof Llm ? "llm" : "any"), main));
        }
        sections.add(section("section.inputs", List.of(new VariablesView(node.id(), ports, workflow))));
        List<FieldView> result = new ArrayList<>(forms.fields(kind, shape, false, NodeForm::isResult));
        if (!result.isEmpty()) {
            sections.add(section("section.result", result));
        }
        List<FieldView> caps = new ArrayList<>();
        List<FieldView> brief = new ArrayList<>(forms.fields(kind, shape, false, NodeForm::isCap));
        Shape settings = Shape.of(Settings.class);
        // A kind with a limit of the same name has it once; a second one that a file sets is shown all the same.
        FieldShape timeout = settings.field("timeout").orElseThrow();
        boolean own = shape.fields().stream().anyMatch(field -> isCap(field)
                && FieldWords.title(shape, field).equals(FieldWords.title(settings, timeout)));
        if (!own || node.settings().timeout() != null) {
            brief.add(forms.field(at.settings(), settings, "timeout", false));
        }
        caps.add(new Pairs(brief));
        sections.add(section("section.limits", caps));
        sections.add(section("section.budget", List.of(budget(forms,
                at.settings().field(settings, settings.field("budget").orElseThrow(), false)))));
        sections.add(section("section.failure", forms.fields(at.settings(), settings, false,
                field -> Set.of("retry", "validate", "onFailure").contains(field.name()))));
        sections.add(section("section.more", forms.fields(at.settings(), settings, false,
                field -> Set.of("note", "reads", "writes", "approval", "disabled").contains(field.name()))));
        return new Form(title.node(), List.of(title), sections);
    }

    private static List<FieldView> padded(List<FieldView> fields) {
        fields.forEach(field -> field.node().getStyleClass().add("inspector-body"));
        return fields;
    }

    /** All caps of a budget, two in a row. */
    static FieldView budget(Forms forms, Lens lens) {
        Shape shape = Shape.of(Budget.class);
        return new Pairs(forms.fields(lens, shape, true, _ -> true));
    }

    private FieldView section(String key, List<FieldView> fields) {
        return new Section(WORDS.text(key), fields, open);
    }

    /** What is sent to a model says below what it counts. */
    private List<FieldView> counted(List<FieldView> fields, Workflow workflow) {
        var all = new ArrayList<FieldView>();
        for (FieldView field : fields) {
            all.add(field);
            if (field.name().equals("messages") || field.name().equals("instructions")) {
                all.add(new TokensLine(length, workflow));
            }
        }
        return all;
    }

    private static boolean isCap(FieldShape field) {
        return field.declared().cap();
    }

    private static boolean isResult(FieldShape field) {
        return field.declared().editor() == Editor.SCHEMA;
    }

    /** The node's tile, its title to type over, and what it is. */
    static final class TitleField implements FieldView {
        private final TextModel model;
        private final TextField field = new TextField();
        private final HBox node;
        private final Label caption;

        TitleField(Forms forms, Lens at, Node shown) {
            Shape settings = Shape.of(Settings.class);
            this.model = forms.text(at.settings().field(settings, settings.field("title").orElseThrow(), false),
                    Formats.text(), WORDS.text("title"));
            field.setId("field-title");
            field.setPromptText(shown.id());
            field.getStyleClass().add("inspector-heading");
            field.textProperty().bindBidirectional(model.textProperty());
            String kind = shown.kind().kindName();
            caption = Parts.label(FieldWords.kind(kind) + "  ·  " + shown.id(), Styles.CAPTION);
            String help = FieldWords.kindHelp(kind);
            if (!help.isEmpty()) {
                Tooltip tip = new Tooltip(help);
                tip.setMaxWidth(320);
                tip.setWrapText(true);
                caption.setTooltip(tip);
            }
            VBox words = new VBox(field, caption, spelledOut(model));
            HBox.setHgrow(words, Priority.ALWAYS);
            node = new HBox(Metrics.SPACE_12, KindGlyph.of(kind).node(36), words);
            node.setAlignment(Pos.CENTER_LEFT);
            node.getStyleClass().add("inspector-top");
        }

        @Override
        public javafx.scene.Node node() {
            return node;
        }

        @Override
        public String name() {
            return "title";
        }

        @Override
        public void refresh(Workflow workflow) {
            model.refresh(workflow);
        }

        @Override
        public void focus() {
            field.requestFocus();
            field.selectAll();
        }
    }

    /** Below a title that is typed over: what of it a field would not show; nothing for one that is as it looks. */
    static Label spelledOut(TextModel title) {
        Label seen = Parts.label("", Styles.CAPTION, "inspector-spelled-out");
        seen.textProperty().bind(title.textProperty()
                .map(text -> VisibleText.line(text).equals(text) ? "" : VisibleText.line(text)));
        seen.setWrapText(true);
        seen.setMinHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        seen.visibleProperty().bind(seen.textProperty().isNotEmpty());
        seen.managedProperty().bind(seen.visibleProperty());
        return seen;
    }

    /** Whether something in the file was not understood and is only kept. */
    static boolean keeps(Extras extras) {
        return !extras.isEmpty();
    }
}
