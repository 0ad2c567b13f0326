package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A record inside a record: its fields, folded away while nothing in it is set. */
final class OptionalRecordView implements FieldView {
    private static final Words WORDS = Words.beside(OptionalRecordView.class);

    private final String name;
    private final Forms forms;
    private final Lens lens;
    private final Shape shape;
    private final VBox node = new VBox(Metrics.SPACE_8);
    private final Button head;
    private final String title;
    private List<FieldView> fields = List.of();
    private boolean open;

    OptionalRecordView(String name, String title, String help, Forms forms, Lens lens, Shape shape) {
        this.name = name;
        this.title = title;
        this.forms = forms;
        this.lens = lens;
        this.shape = shape;
        this.head = new Button();
        head.getStyleClass().addAll(Styles.FLAT, "inspector-fold");
        head.setAlignment(Pos.CENTER_LEFT);
        head.setMaxWidth(Double.MAX_VALUE);
        if (!help.isEmpty()) {
            head.setTooltip(new javafx.scene.control.Tooltip(help));
        }
        head.setOnAction(_ -> fold(open));
        node.getChildren().add(head);
        fold(lens.get().apply(forms.editing().workflow()) == null);
    }

    private void fold(boolean folded) {
        open = !folded;
        boolean set = lens.get().apply(forms.editing().workflow()) != null;
        HBox content = new HBox(Metrics.SPACE_4, Icons.of(folded ? Feather.CHEVRON_RIGHT : Feather.CHEVRON_DOWN),
                Parts.label(title));
        if (folded && set) {
            content.getChildren().add(Parts.label(WORDS.text("set"), Styles.CAPTION));
        }
        content.setAlignment(Pos.CENTER_LEFT);
        head.setGraphic(content);
        node.getChildren().setAll(head);
        if (open) {
            fields = views(forms, lens, shape);
            VBox inner = new VBox(Metrics.SPACE_8);
            inner.getStyleClass().add("inspector-inner");
            fields.forEach(field -> inner.getChildren().add(field.node()));
            node.getChildren().add(inner);
        } else {
            fields = List.of();
        }
    }

    /** The fields of a record, short ones side by side. */
    static List<FieldView> views(Forms forms, Lens lens, Shape shape) {
        var views = new ArrayList<FieldView>();
        var shorts = new ArrayList<FieldView>();
        for (FieldShape field : shape.fields()) {
            boolean brief = Number.class.isAssignableFrom(field.component().getType())
                    || field.component().getType() == dev.flowbench.flow.Decimal.class
                    || field.component().getType() == java.time.Duration.class
                    || field.component().getType().isEnum();
            (brief ? shorts : views).addAll(forms.fields(lens, shape, true, each -> each == field));
        }
        if (!shorts.isEmpty()) {
            views.addFirst(new Pairs(shorts));
        }
        return views;
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
        fields.forEach(field -> field.refresh(workflow));
    }

    @Override
    public void focus() {
        head.requestFocus();
    }

    @Override
    public boolean focus(String field) {
        boolean inside = shape.field(field).isPresent();
        if (inside && !open) {
            fold(false);
        }
        if (inside && fields.stream().anyMatch(each -> each.focus(field))) {
            return true;
        }
        if (field.equals(name)) {
            fold(false);
            focus();
            return true;
        }
        return false;
    }
}
