package dev.flowbench.desktop.canvas;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Graph;
import dev.flowbench.trace.NodeState;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What flowed along wires in the run that is shown. */
final class Values {
    private static final int LONG = 1200;

    private Values() {}

    /** The last value that flowed along a wire; empty where none did. */
    static Optional<String> along(WireItem wire, Function<String, Optional<NodeState>> states) {
        Optional<JsonNode> left = states.apply(wire.wire().from())
                .map(state -> state.outputs().get(wire.wire().port()));
        for (String field : wire.wire().path()) left = left.map(value -> value.get(field));
        Optional<JsonNode> value = left.isPresent()
                ? left
                : states.apply(wire.wire().to()).map(state -> state.inputs().get(wire.wire().toPort()));
        return value.map(Values::text);
    }

    private static String text(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toPrettyString();
        return text.length() > LONG ? text.substring(0, LONG) + "…" : text;
    }

    /** Where a wire leads from and to. */
    static String heading(Diagram diagram, WireItem wire, Words words) {
        var port = new StringBuilder(wire.wire().port());
        wire.wire().path().forEach(field -> port.append('.').append(field));
        return name(diagram, wire.wire().from(), words) + " · " + port + "  →  "
                + name(diagram, wire.wire().to(), words) + " · " + wire.wire().toPort();
    }

    private static String name(Diagram diagram, String id, Words words) {
        if (id.equals(Graph.IN)) return words.text("edge.in");
        if (id.equals(Graph.OUT)) return words.text("edge.out");
        @Nullable NodeItem node = diagram.node(id).orElse(null);
        return node == null ? id : node.face().title();
    }
}
