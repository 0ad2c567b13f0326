package dev.flowbench.desktop.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.desktop.inspector.SchemaProperties.Property;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A JSON Schema: as a table of fields where it is a plain object, else and by choice as JSON. */
final class SchemaView implements FieldView {
    private static final Words WORDS = Words.beside(SchemaView.class);

    private final String name;
    private final Editing editing;
    private final Lens lens;
    private final CodeRow json;
    private final CardsView table;
    private final VBox node = new VBox(Metrics.SPACE_4);
    private List<Boolean> choices;
    private final ToggleButton asTable = new ToggleButton(WORDS.text("schema.fields"));
    private final ToggleButton asJson = new ToggleButton("JSON");

    SchemaView(String name, String title, String help, Editing editing, Lens lens) {
        this.name = name;
        this.editing = editing;
        this.lens = lens;
        this.json = new CodeRow(name + "-json", "", "", false,
                new TextModel(editing, lens, Formats.json(true), title), Syntax.JSON, 4);
        this.table = new CardsView(name + "-fields", "", "", WORDS.text("schema.add"), editing, new Rows());
        this.choices = choices(editing.workflow());
        Label label = Parts.label(title, Styles.FORM_LABEL);
        if (!help.isEmpty()) {
            label.setTooltip(new Tooltip(help));
        }
        ToggleGroup group = new ToggleGroup();
        for (ToggleButton button : List.of(asTable, asJson)) {
            button.setToggleGroup(group);
            button.getStyleClass().add(Styles.MINI);
            button.setOnAction(_ -> {
                button.setSelected(true);
                show(editing.workflow());
            });
        }
        HBox head = new HBox(2, label, Parts.spacer(), asTable, asJson);
        head.setAlignment(Pos.CENTER_LEFT);
        node.getChildren().add(head);
        (SchemaProperties.isTable(schema(editing.workflow())) ? asTable : asJson).setSelected(true);
        show(editing.workflow());
    }

    private @Nullable JsonNode schema(Workflow workflow) {
        return lens.get().apply(workflow) instanceof JsonNode there ? there : null;
    }

    private List<Boolean> choices(Workflow workflow) {
        return SchemaProperties.isTable(schema(workflow))
                ? SchemaProperties.rows(schema(workflow)).stream()
                        .map(row -> row.type().equals("choice")).toList()
                : List.of();
    }

    private void show(Workflow workflow) {
        boolean can = SchemaProperties.isTable(schema(workflow));
        asTable.setDisable(!can);
        if (!can) {
            asJson.setSelected(true);
        }
        Node wanted = asTable.isSelected() ? table.node() : json.node();
        if (node.getChildren().size() < 2) {
            node.getChildren().add(wanted);
        } else if (node.getChildren().get(1) != wanted) {
            node.getChildren().set(1, wanted);
        }
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void refresh(Workflow workflow) {
        json.refresh(workflow);
        List<Boolean> now = choices(workflow);
        if (!now.equals(choices)) {
            choices = now; // A choice has one field more.
            table.rebuild();
        }
        table.refresh(workflow);
        show(workflow);
    }

    @Override
    public void focus() {
        if (asTable.isSelected()) {
            table.focus();
        } else {
            json.focus();
        }
    }

    private final class Rows implements CardsView.Cards {
        @Override
        public int size(Workflow workflow) {
            return SchemaProperties.isTable(schema(workflow)) ? SchemaProperties.rows(schema(workflow)).size() : 0;
        }

        private @Nullable Property row(Workflow workflow, int index) {
            List<Property> rows = SchemaProperties.isTable(schema(workflow))
                    ? SchemaProperties.rows(schema(workflow))
                    : List.of();
            return index < rows.size() ? rows.get(index) : null;
        }

        private Lens cell(int index, String key, Function<Property, Object> get,
                BiFunction<@Nullable JsonNode, String, JsonNode> set) {
            return new Lens(lens.key() + "/" + index + "/" + key, workflow -> {
                Property row = row(workflow, index);
                return row == null ? null : get.apply(row);
            }, (workflow, value) -> row(workflow, index) == null
                    ? workflow
                    : lens.set().apply(workflow, set.apply(schema(workflow), value == null ? "" : value.toString())));
        }

        @Override
        public List<FieldView> fields(int index) {
            var fields = new ArrayList<FieldView>();
            fields.add(new Pairs(List.of(
                    new ChoiceRow("type", "", "", false, editing,
                            cell(index, "type", Property::type,
                                    (schema, value) -> SchemaProperties.type(schema, index, value)),
                            "", _ -> SchemaProperties.TYPES.stream()
                                    .map(type -> new ChoiceRow.Choice(type, WORDS.text("type." + type))).toList()),
                    new SwitchRow("required", WORDS.text("schema.required"), "", editing,
                            new Lens(lens.key() + "/" + index + "/required", workflow -> {
                                Property now = row(workflow, index);
                                return now != null && now.required();
                            }, (workflow, value) -> lens.set().apply(workflow,
                                    SchemaProperties.required(schema(workflow), index, Boolean.TRUE.equals(value)))),
                            false))));
            Property row = row(editing.workflow(), index);
            if (row != null && row.type().equals("choice")) {
                fields.add(text("choices", index, Property::choices,
                        (schema, value) -> SchemaProperties.choices(schema, index, value)));
            }
            fields.add(text("description", index, Property::description,
                    (schema, value) -> SchemaProperties.describe(schema, index, value)));
            fields.add(text("example", index, Property::example,
                    (schema, value) -> SchemaProperties.example(schema, index, value)));
            return fields;
        }

        private TextRow text(String key, int index, Function<Property, Object> get,
                BiFunction<@Nullable JsonNode, String, JsonNode> set) {
            return new TextRow(key, "", WORDS.text("schema." + key), false,
                    new TextModel(editing, cell(index, key, get, set), Formats.requiredText(),
                            WORDS.text("schema." + key)),
                    "", WORDS.text("schema." + key + ".prompt"));
        }

        @Override
        public FieldView head(int index) {
            return new NameField(name(editing.workflow(), index), workflow -> name(workflow, index), to -> {
                boolean taken = SchemaProperties.rows(schema(editing.workflow())).stream()
                        .anyMatch(row -> row.name().equals(to));
                if (!taken) {
                    editing.choose(lens, WORDS.text("schema.rename"),
                            SchemaProperties.rename(schema(editing.workflow()), index, to));
                }
                return !taken;
            });
        }

        private String name(Workflow workflow, int index) {
            Property row = row(workflow, index);
            return row == null ? "" : row.name();
        }

        @Override
        public void add() {
            editing.choose(lens, WORDS.text("schema.add"), SchemaProperties.add(schema(editing.workflow())));
        }

        @Override
        public void remove(int index) {
            JsonNode next = SchemaProperties.remove(schema(editing.workflow()), index);
            editing.choose(lens, WORDS.text("schema.remove"), next.path("properties").isEmpty() ? null : next);
        }

        @Override
        public void move(int index, int to) {
            editing.choose(lens, WORDS.text("schema.move"),
                    SchemaProperties.move(schema(editing.workflow()), index, to));
        }

        @Override
        public boolean ordered() {
            return true;
        }
    }
}
