package dev.flowbench.desktop;

import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** The line at the window's foot: what happened last, how large the workflow is. */
final class StatusLine {
    private static final Words WORDS = Words.beside(StatusLine.class);

    StatusLine(HBox line, Desk desk) {
        Label said = Parts.label("");
        said.textProperty().bind(desk.saidProperty());
        Label size = Parts.label("");
        size.textProperty().bind(desk.activeProperty().flatMap(document -> document.flow().workflowProperty())
                .map(workflow -> {
                    int[] count = {0};
                    workflow.graph().forEach(_ -> count[0]++);
                    return WORDS.text("status.nodes", count[0]);
                }).orElse(""));
        line.getChildren().setAll(said, Parts.spacer(), size);
    }
}
