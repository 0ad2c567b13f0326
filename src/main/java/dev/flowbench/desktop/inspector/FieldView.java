package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Workflow;
import javafx.scene.Node;

/** A field of the form on the screen. */
interface FieldView {
    /** What is shown. */
    Node node();

    /** The field's name in the file. */
    String name();

    /** Shows what changed elsewhere. */
    void refresh(Workflow workflow);

    /** Takes the keyboard. */
    void focus();

    /** Takes the keyboard if the field of that name is this one or in it. */
    default boolean focus(String field) {
        boolean mine = field.equals(name());
        if (mine) {
            focus();
        }
        return mine;
    }
}
