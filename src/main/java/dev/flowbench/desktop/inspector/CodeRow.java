package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.code.CodeField;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.flow.Workflow;
import javafx.scene.Node;

/** A template, an expression, JSON, prose. */
final class CodeRow implements FieldView {
    private final String name;
    private final TextModel model;
    private final CodeField field;
    private final Row row;

    CodeRow(String name, String title, String help, boolean required, TextModel model, Syntax syntax, int lines,
            Node... atLabel) {
        this.name = name;
        this.model = model;
        this.field = new CodeField(syntax, lines);
        field.describe(title);
        field.id("field-" + name);
        this.row = new Row(title, help, required, field.node(), atLabel);
        field.textProperty().bindBidirectional(model.textProperty());
        model.mistakeProperty().subscribe(mistake -> {
            row.wrong(mistake);
            field.wrong(mistake != null);
            field.underline(mistake == null ? 0 : mistake.start(), mistake == null ? 0 : mistake.end());
        });
    }

    CodeField field() {
        return field;
    }

    @Override
    public Node node() {
        return row;
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
        field.focus();
    }
}
