package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Wire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nodes and wires: a slot's own object, or keys among those of a workflow or branch. */
final class GraphCodec implements Codec {
    private static final String NODES = "nodes";
    private static final String WIRES = "wires";

    private final Codecs codecs;

    GraphCodec(Codecs codecs) {
        this.codecs = codecs;
    }

    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        if (!json.isObject()) {
            report.wrongType(at, "graph", json);
            return new Decoded(null, json);
        }
        var keys = new Keys(json);
        Graph graph = decode(keys, at, report);
        return new Decoded(new Graph(graph.nodes(), graph.wires(), graph.unread(), keys.extras()), null);
    }

    /** Takes nodes and wires from among other keys. Entries of wires that cannot be read stay there. */
    Graph decode(Keys keys, At at, Report report) {
        var nodes = new ArrayList<Node>();
        var unread = new ArrayList<JsonNode>();
        if (each(keys, NODES, Node.class, at, report, nodes, unread)) {
            keys.left().remove(NODES);
        }
        var wires = new ArrayList<Wire>();
        var badWires = new ArrayList<JsonNode>();
        if (each(keys, WIRES, Wire.class, at, report, wires, badWires)) {
            keys.took(WIRES, new Decoded(wires, badWires.isEmpty() ? null : new Printer.Lines().addAll(badWires)));
        }
        return new Graph(nodes, wires, unread);
    }

    private <T> boolean each(
            Keys keys, String key, Class<T> type, At at, Report report, List<T> good, List<JsonNode> bad) {
        @Nullable JsonNode array = keys.left().get(key);
        if (array == null) {
            return false;
        }
        At place = new At(at, key, at.node(), at.field());
        if (!array.isArray()) {
            report.wrongType(place, "list", array);
            return false;
        }
        Codec codec = codecs.of(type);
        for (int i = 0; i < array.size(); i++) {
            Decoded decoded = codec.decode(array.get(i), place.child(i), report);
            if (decoded.value() != null) {
                good.add(type.cast(decoded.value()));
            } else {
                bad.add(array.get(i));
            }
        }
        return true;
    }

    @Override
    public JsonNode encode(Object value, Style style) {
        var graph = (Graph) value;
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        encode(graph, object, style);
        Keys.write(graph.extras(), object, style);
        return object;
    }

    /** Writes nodes and wires among other keys. */
    void encode(Graph graph, ObjectNode to, Style style) {
        if (!graph.nodes().isEmpty() || !graph.unread().isEmpty()) {
            Codec codec = codecs.of(Node.class);
            Stream<Node> nodes = style == Style.FILE
                    ? graph.nodes().stream()
                    : graph.nodes().stream().filter(NodeCodec::means).sorted(Comparator.comparing(Node::id));
            var array = new Printer.Lines();
            nodes.forEach(node -> array.add(codec.encode(node, style)));
            array.addAll(graph.unread());
            to.set(NODES, array);
        }
        if (!graph.wires().isEmpty()) {
            Stream<String> wires = graph.wires().stream().map(Wire::toString);
            var array = new Printer.Lines();
            (style == Style.FILE ? wires : wires.sorted()).forEach(array::add);
            to.set(WIRES, array);
        }
    }
}
