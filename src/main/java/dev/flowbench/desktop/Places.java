package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.desktop.bench.BenchData;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;

/** Remembers what the user set up in the window: sizes of panes in pixels, switches. On the JavaFX thread. */
final class Places {
    private static final String NAME = "window";

    private final BenchData bench;
    private final ObjectNode kept;
    private final Map<String, Double> sizes = new LinkedHashMap<>();

    Places(BenchData bench) {
        this.bench = bench;
        this.kept = bench.read(NAME).filter(JsonNode::isObject).map(ObjectNode.class::cast)
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    double number(String name, double otherwise) {
        return kept.path(name).isNumber() ? kept.path(name).asDouble() : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return kept.path(name).asBoolean(otherwise);
    }

    String text(String name, String otherwise) {
        return kept.path(name).asText(otherwise);
    }

    void put(String name, double value) {
        kept.put(name, value);
    }

    void put(String name, boolean value) {
        kept.put(name, value);
    }

    void put(String name, String value) {
        kept.put(name, value);
    }

    /**
     * Gives one side of a split its remembered size, and remembers what the user makes of it.
     *
     * @param first whether it is the first item that keeps its size; else the last
     */
    void remember(SplitPane split, String name, boolean first, double usual) {
        sizes.put(name, number(name, usual));
        // Sizes are known only after the first layout; and a pane that comes back wants its own size again.
        Runnable place = () -> {
            double whole = whole(split);
            if (whole > 0 && split.getItems().size() > 1) {
                double size = Math.min(sizes.getOrDefault(name, usual), whole * 0.7);
                split.setDividerPosition(0, first ? size / whole : 1 - size / whole);
            }
        };
        var length = split.getOrientation() == Orientation.HORIZONTAL ? split.widthProperty() : split.heightProperty();
        length.subscribe((before, now) -> {
            if (before.doubleValue() <= 0 && now.doubleValue() > 0) {
                place.run();
            }
        });
        split.getItems().subscribe(() -> {
            place.run();
            javafx.application.Platform.runLater(place);
            watch(split, name, first);
        });
        watch(split, name, first);
    }

    private void watch(SplitPane split, String name, boolean first) {
        if (split.getDividers().isEmpty()) {
            return;
        }
        split.getDividers().getFirst().positionProperty().subscribe((_, at) -> {
            boolean dragged = split.lookupAll(".split-pane-divider").stream().anyMatch(javafx.scene.Node::isPressed);
            if (dragged && split.getItems().size() > 1) {
                double whole = whole(split);
                double size = first ? at.doubleValue() * whole : (1 - at.doubleValue()) * whole;
                sizes.put(name, size);
                kept.put(name, Math.round(size));
            }
        });
    }

    private static double whole(SplitPane split) {
        return split.getOrientation() == Orientation.HORIZONTAL ? split.getWidth() : split.getHeight();
    }

    void save() {
        bench.write(NAME, kept.deepCopy());
    }
}
