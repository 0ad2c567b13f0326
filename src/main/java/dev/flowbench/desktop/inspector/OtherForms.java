package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The forms of what is no single node: the workflow, a wire, several nodes. */
final class OtherForms {
    private static final Words WORDS = Words.beside(OtherForms.class);

    private final Forms forms;
    private final Set<String> open;
    private final BiFunction<Workflow, Selection.PlacedWire, String> lastValue;

    /** @param lastValue the value that last flowed along a wire, for people; empty for none */
    OtherForms(Forms forms, Set<String> open, BiFunction<Workflow, Selection.PlacedWire, String> lastValue) {
        this.forms = forms;
        this.open = open;
        this.lastValue = lastValue;
    }

    private FieldView section(String key, List<FieldView> fields) {
        return new Section(WORDS.text(key), fields, open);
    }

    Form workflow() {
        Shape shape = Shape.of(Workflow.class);
        Lens at = Lens.workflow();
        TextModel name = forms.text(at.field(shape, shape.field("name").orElseThrow(), false), Formats.text(),
                WORDS.text("name"));
        Heading heading = new Heading("name", name, forms.editing().workflow().id(), Icons.large(Feather.SHARE_2),
                WORDS.text("workflow"));
        var sections = new ArrayList<FieldView>();
        FieldView id = new TextRow("id", FieldWords.title(shape, shape.field("id").orElseThrow()),
                FieldWords.help(shape, shape.field("id").orElseThrow()), true,
                forms.text(at.field(shape, shape.field("id").orElseThrow(), false), Ids.FORMAT, "id"), "", "").code();
        sections.add(section("section.workflow", List.of(id, forms.field(at, shape, "note", false))));
        sections.add(section("section.runInputs", List.of(forms.field(at, shape, "inputs", false))));
        sections.add(section("section.models", List.of(bare(forms.field(at, shape, "models", false)))));
        sections.add(section("section.tools", List.of(bare(forms.field(at, shape, "tools", false)))));
        sections.add(section("section.budget.run", List.of(NodeForm.budget(forms,
                at.field(shape, shape.field("budget").orElseThrow(), false)))));
        sections.add(section("section.state", List.of(bare(forms.field(at, shape, "state", false)))));
        return new Form(heading.node(), List.of(heading), sections);
    }

    private static FieldView bare(FieldView view) {
        return view;
    }

    Form wire(Selection.PlacedWire placed) {
        Workflow workflow = forms.editing().workflow();
        Wire wire = placed.wire();
        HBox head = head(Icons.large(Feather.ARROW_RIGHT), WORDS.text(wire.isWhen() ? "wire.when" : "wire"),
                wire.toString());
        var lines = new ArrayList<FieldView>();
        lines.add(new LineView(WORDS.text("wire.from"), now -> end(now, wire.from()) + " · " + wire.port()
                + (wire.path().isEmpty() ? "" : "." + String.join(".", wire.path())), workflow));
        lines.add(new LineView(WORDS.text("wire.to"), now -> end(now, wire.to()) + " · " + wire.toPort(), workflow));
        lines.add(new LineView(WORDS.text("wire.value"), now -> {
            String value = lastValue.apply(now, placed);
            return value.isEmpty() ? WORDS.text("wire.none") : value;
        }, workflow, Styles.CODE));
        GroupView group = new GroupView("", lines);
        group.node().getStyleClass().add("inspector-body");
        return new Form(head, List.of(), List.of(group));
    }

    private static String end(Workflow workflow, String id) {
        return switch (id) {
            case Graph.IN -> WORDS.text("edge.in");
            case Graph.OUT -> WORDS.text("edge.out");
            default -> workflow.node(id).map(Node::displayTitle).map(VisibleText::line).orElse(id);
        };
    }

    /** Settings that several nodes have in common; a change goes to all of them. */
    Form several(List<String> ids) {
        HBox head = head(Icons.large(Feather.COPY), WORDS.text("several", ids.size()), WORDS.text("several.line"));
        Shape settings = Shape.of(Settings.class);
        Lens all = new Lens("nodes:" + String.join(",", ids), workflow -> common(workflow, ids),
                (workflow, value) -> value instanceof Settings next ? spread(workflow, ids, next) : workflow);
        var sections = new ArrayList<FieldView>();
        sections.add(
                section("section.limits", List.of(new Pairs(List.of(forms.field(all, settings, "timeout", false))))));
        sections.add(section("section.budget", List.of(NodeForm.budget(forms,
                all.field(settings, settings.field("budget").orElseThrow(), false)))));
        sections.add(section("section.failure", forms.fields(all, settings, false,
                field -> Set.of("retry", "onFailure").contains(field.name()))));
        sections.add(section("section.more", forms.fields(all, settings, false,
                field -> field.name().equals("disabled"))));
        return new Form(head, List.of(), sections);
    }

    private static Settings common(Workflow workflow, List<String> ids) {
        Shape shape = Shape.of(Settings.class);
        Record common = Settings.NONE;
        List<Settings> all = ids.stream().flatMap(id -> workflow.node(id).stream()).map(Node::settings).toList();
        for (FieldShape field : shape.fields()) {
            Object first = all.isEmpty() ? null : field.get(all.getFirst());
            if (first != null && all.stream().allMatch(each -> Objects.equals(field.get(each), first))) {
                common = shape.with(common, field.name(), first);
            }
        }
        return (Settings) common;
    }

    private static Workflow spread(Workflow workflow, List<String> ids, Settings next) {
        Shape shape = Shape.of(Settings.class);
        Settings before = common(workflow, ids);
        Workflow result = workflow;
        for (String id : ids) {
            result = result.withNode(id, node -> {
                Record settings = node.settings();
                for (FieldShape field : shape.fields()) {
                    if (!Objects.equals(field.get(before), field.get(next))) {
                        settings = shape.with(settings, field.name(), field.get(next));
                    }
                }
                return node.with((Settings) settings);
            });
        }
        return result;
    }

    private static HBox head(javafx.scene.Node icon, String title, String line) {
        Label name = Parts.label(title, Styles.SECTION_TITLE);
        Label caption = Parts.label(line, Styles.CAPTION);
        HBox head = new HBox(Metrics.SPACE_12, icon, new VBox(name, caption));
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("inspector-top");
        return head;
    }

    /** A title to type over. */
    private static final class Heading implements FieldView {
        private final String name;
        private final TextModel model;
        private final TextField field = new TextField();
        private final HBox node;

        Heading(String name, TextModel model, String prompt, javafx.scene.Node icon, String line) {
            this.name = name;
            this.model = model;
            field.setId("field-" + name);
            field.setPromptText(prompt);
            field.getStyleClass().add("inspector-heading");
            field.textProperty().bindBidirectional(model.textProperty());
            VBox words = new VBox(field, Parts.label(line, Styles.CAPTION), NodeForm.spelledOut(model));
            HBox.setHgrow(words, Priority.ALWAYS);
            node = new HBox(Metrics.SPACE_12, icon, words);
            node.setAlignment(Pos.CENTER_LEFT);
            node.getStyleClass().add("inspector-top");
        }

        @Override
        public javafx.scene.Node node() {
            return node;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void refresh(Workflow workflow) {
            model.refresh(workflow);
        }

        @Override
        public void focus() {
            field.requestFocus();
        }
    }
}
