package dev.flowbench.desktop.runform;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.model.simulated.SimFault;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Which faults a simulated run is to meet: one row each, what, where and how often. On the JavaFX thread. */
public final class FaultsView extends VBox {
    private static final Words WORDS = Words.beside(FaultsView.class);
    private static final double FAULT = 196;
    private static final double NODE = 140;
    private static final double NUMBER = 84;

    private final FaultsModel model;
    private final VBox rows = new VBox(Metrics.SPACE_4);

    public FaultsView(FaultsModel model) {
        super(Metrics.SPACE_8);
        this.model = model;
        setId("run-form-faults");
        Button add = new Button(WORDS.text("faults.add"), Icons.of(Feather.PLUS));
        add.setId("faults-add");
        add.setOnAction(_ -> {
            model.add();
            rows.getChildren().getLast().lookup(".combo-box").requestFocus();
        });
        TextField seed = new TextField();
        seed.setId("faults-seed");
        seed.textProperty().bindBidirectional(model.seedProperty());
        HBox seeded = new HBox(Metrics.SPACE_8, Parts.label(WORDS.text("faults.seed"), Styles.CAPTION), sized(
                Parts.field(seed, "")));
        seeded.setAlignment(Pos.CENTER_RIGHT);
        seeded.visibleProperty().bind(javafx.beans.binding.Bindings.isNotEmpty(model.rows()));
        HBox foot = new HBox(Metrics.SPACE_8, add, Parts.spacer(), seeded);
        foot.setAlignment(Pos.CENTER_LEFT);
        Label error = Parts.label("", Styles.FORM_ERROR);
        error.setWrapText(true);
        error.setId("faults-error");
        error.textProperty().bind(model.errorProperty());
        error.visibleProperty().bind(model.errorProperty().isNotEmpty());
        error.managedProperty().bind(error.visibleProperty());
        getChildren().addAll(rows, error, foot);
        model.rows().addListener((ListChangeListener<FaultsModel.Row>) _ -> fill());
        fill();
    }

    private void fill() {
        rows.getChildren().setAll(model.rows().stream().map(this::row).toList());
        rows.setManaged(!model.rows().isEmpty());
    }

    private static HBox sized(HBox field) {
        field.setPrefWidth(NUMBER);
        field.setMaxWidth(NUMBER);
        field.setMinWidth(NUMBER);
        return field;
    }

    private Node row(FaultsModel.Row row) {
        int at = model.rows().indexOf(row);
        ComboBox<SimFault> fault = new ComboBox<>();
        fault.setId("faults-fault-" + at);
        fault.getItems().setAll(SimFault.values());
        fault.setConverter(words(each -> WORDS.text("fault." + each.id())));
        fault.setPrefWidth(FAULT);
        fault.setAccessibleText(WORDS.text("faults.what"));
        fault.valueProperty().bindBidirectional(row.faultProperty());
        ComboBox<String> node = new ComboBox<>();
        node.setId("faults-node-" + at);
        node.getItems().add("");
        node.getItems().addAll(model.nodes());
        node.setConverter(words(each -> each.isEmpty() ? WORDS.text("faults.everywhere") : each));
        node.setPrefWidth(NODE);
        node.setAccessibleText(WORDS.text("faults.where"));
        node.valueProperty().bindBidirectional(row.nodeProperty());
        TextField percent = new TextField();
        percent.setId("faults-percent-" + at);
        percent.setAccessibleText(WORDS.text("faults.often"));
        percent.textProperty().bindBidirectional(row.percentProperty());
        Button remove = Parts.tool(Feather.X, WORDS.text("faults.remove"));
        remove.setId("faults-remove-" + at);
        remove.setOnAction(_ -> model.rows().remove(row));
        HBox box = new HBox(Metrics.SPACE_8, fault, node, sized(Parts.field(percent, "%")), remove);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    private static <T> StringConverter<T> words(java.util.function.Function<T, String> said) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : said.apply(value);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed here");
            }
        };
    }
}
