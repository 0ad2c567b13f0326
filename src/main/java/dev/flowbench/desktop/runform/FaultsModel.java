package dev.flowbench.desktop.runform;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Editor;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.SimFault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The faults that a simulated run is to meet, and the seed that decides when. On the JavaFX thread. */
public final class FaultsModel {
    private static final Words WORDS = Words.beside(FaultsModel.class);
    private static final long USUAL_SEED = 1;

    /** One fault, how often it is met and where. */
    public static final class Row {
        private final ObjectProperty<SimFault> fault = new SimpleObjectProperty<>();
        private final StringProperty node = new SimpleStringProperty("");
        private final StringProperty percent = new SimpleStringProperty("5");

        private Row(SimFault fault) {
            this.fault.set(fault);
        }

        public ObjectProperty<SimFault> faultProperty() {
            return fault;
        }

        /** Id of the node whose calls suffer it; empty for all. */
        public StringProperty nodeProperty() {
            return node;
        }

        /** Of 100 calls, how many suffer it, as it is typed. */
        public StringProperty percentProperty() {
            return percent;
        }

        private String text() {
            String typed = percent.get().strip().replace("%", "").strip();
            String chance;
            try {
                chance = new BigDecimal(typed).movePointLeft(2).stripTrailingZeros().toPlainString();
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(WORDS.text("faults.percent", percent.get()));
            }
            if (new BigDecimal(chance).signum() <= 0 || new BigDecimal(chance).compareTo(BigDecimal.ONE) > 0) {
                throw new IllegalArgumentException(WORDS.text("faults.percent", percent.get()));
            }
            return (node.get().isEmpty() ? "" : node.get() + ".") + fault.get().id() + "=" + chance;
        }
    }

    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final StringProperty seed = new SimpleStringProperty(Long.toString(USUAL_SEED));
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private final List<String> nodes = new ArrayList<>();

    FaultsModel(Workflow workflow) {
        workflow.graph().forEach(node -> {
            if (asks(node)) {
                nodes.add(node.id());
            }
        });
    }

    private static boolean asks(Node node) {
        return Shape.of(node.kind()).fields().stream().anyMatch(field -> field.declared().editor() == Editor.MODEL);
    }

    /** The faults, in the order in which they were added. */
    public ObservableList<Row> rows() {
        return rows;
    }

    /** Ids of the nodes whose calls can suffer one. */
    public List<String> nodes() {
        return nodes;
    }

    /** The seed, as it is typed. */
    public StringProperty seedProperty() {
        return seed;
    }

    /** What is wrong; empty for nothing, or not looked at yet. */
    public ReadOnlyStringProperty errorProperty() {
        return error.getReadOnlyProperty();
    }

    /** Adds the first fault that is not there yet. */
    public void add() {
        for (SimFault each : SimFault.values()) {
            if (rows.stream().noneMatch(row -> row.faultProperty().get() == each)) {
                rows.add(new Row(each));
                return;
            }
        }
        rows.add(new Row(SimFault.values()[0]));
    }

    /**
     * What is to be met.
     *
     * @param faults none where nothing was added
     */
    public record Chosen(Faults faults, long seed) {}

    /** What is chosen; empty where something does not fit: {@link #errorProperty} says what. */
    public Optional<Chosen> chosen() {
        error.set("");
        try {
            Faults faults = Faults.of(rows.stream().map(Row::text).collect(Collectors.joining(",")));
            return Optional.of(new Chosen(faults, number(seed.get().strip())));
        } catch (IllegalArgumentException e) {
            error.set(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static long number(String typed) {
        try {
            return typed.isEmpty() ? USUAL_SEED : Long.parseLong(typed);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(WORDS.text("faults.seed.wrong"));
        }
    }
}
