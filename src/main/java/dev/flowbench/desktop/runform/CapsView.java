package dev.flowbench.desktop.runform;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** A few short fields for the caps of one run. On the JavaFX thread. */
public final class CapsView extends VBox {
    private static final Words WORDS = Words.beside(CapsView.class);
    private static final double WIDTH = 112;

    public CapsView(CapsModel model) {
        super(Metrics.SPACE_4);
        FlowPane fields = new FlowPane(Metrics.SPACE_12, Metrics.SPACE_8);
        getChildren().add(fields);
        for (CapsModel.Cap cap : model.caps()) {
            TextField field = new TextField();
            field.setId("cap-" + cap.name());
            field.textProperty().bindBidirectional(cap.textProperty());
            field.setPromptText(WORDS.text("cap.own"));
            HBox box = Parts.field(field, WORDS.text("cap.unit." + cap.name()));
            box.setPrefWidth(WIDTH);
            box.setMaxWidth(WIDTH);
            Label name = Parts.label(WORDS.text("cap." + cap.name()), Styles.CAPTION);
            name.setLabelFor(field);
            fields.getChildren().add(new VBox(2, name, box));
            Label error = Parts.label("", Styles.FORM_ERROR);
            error.textProperty().bind(cap.errorProperty());
            error.visibleProperty().bind(cap.errorProperty().isNotEmpty());
            error.managedProperty().bind(error.visibleProperty());
            getChildren().add(error);
        }
    }
}
