package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Workflow;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.HBox;
import javafx.util.StringConverter;

/** Who says a message, as a small choice at its head. */
final class RoleField implements FieldView {
    private static final Words WORDS = Words.beside(RoleField.class);

    private final Lens lens;
    private final ComboBox<Message.Role> box = new ComboBox<>();
    private final HBox node = new HBox(box);
    private boolean showing;

    RoleField(Editing editing, Lens lens) {
        this.lens = lens;
        box.getItems().setAll(Message.Role.values());
        box.getStyleClass().add("inspector-role");
        box.setAccessibleText(WORDS.text("role"));
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(Message.Role role) {
                return role == null ? "" : FieldWords.choice(role);
            }

            @Override
            public Message.Role fromString(String text) {
                throw new UnsupportedOperationException();
            }
        });
        refresh(editing.workflow());
        box.valueProperty().subscribe((_, role) -> {
            if (!showing && role != null) {
                editing.choose(lens, WORDS.text("edit.role"), role);
            }
        });
        node.getStyleClass().add(Styles.STRONG);
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String name() {
        return "role";
    }

    @Override
    public void refresh(Workflow workflow) {
        showing = true;
        if (lens.get().apply(workflow) instanceof Message.Role role) {
            box.setValue(role);
        }
        showing = false;
    }

    @Override
    public void focus() {
        box.requestFocus();
    }
}
