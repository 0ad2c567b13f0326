package dev.flowbench.desktop.canvas.scene;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Child;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ports of nodes and of graph edges as they are drawn: those a node has, and those that wires name. */
final class NodePorts {
    private final Map<Node, Set<String>> needs = new IdentityHashMap<>();

    /** Input ports of a node in its graph: the kind's, those its texts name, and those that wires lead to. */
    List<Port> inputs(Node node, Graph graph, List<Wire> into) {
        var ports = new LinkedHashMap<String, Port>();
        node.kind().inputs().forEach(port -> ports.put(port.name(), port));
        for (String name : needs(node)) ports.putIfAbsent(name, Port.required(name, Port.Type.ANY));
        for (Wire wire : into) {
            if (!wire.isWhen()) ports.putIfAbsent(wire.toPort(), Port.required(wire.toPort(), Port.Type.ANY));
        }
        return List.copyOf(ports.values());
    }

    /** Output ports of a node: the kind's, and those that wires leave from. */
    List<Port> outputs(Node node, List<Wire> outOf) {
        var ports = new LinkedHashMap<String, Port>();
        node.kind().outputs().forEach(port -> ports.put(port.name(), port));
        for (Wire wire : outOf) ports.putIfAbsent(wire.port(), Port.required(wire.port(), Port.Type.ANY));
        return List.copyOf(ports.values());
    }

    /** What stands on the input edge of the workflow's own graph. */
    List<Port> rootIn(Workflow workflow) {
        var ports = new LinkedHashMap<String, Port>();
        @Nullable JsonNode inputs = workflow.inputs();
        if (inputs != null) {
            inputs.path("properties").properties()
                    .forEach(each -> ports.put(each.getKey(), Port.required(each.getKey(), type(each.getValue()))));
        }
        for (Wire wire : workflow.graph().wires()) {
            if (wire.from().equals(Graph.IN)) ports.putIfAbsent(wire.port(), Port.required(wire.port(), Port.Type.ANY));
        }
        return List.copyOf(ports.values());
    }

    /** What stands on the input edge of a graph inside a frame. */
    List<Port> in(Node frame, String child, Graph graph, List<Port> frameInputs) {
        var ports = new LinkedHashMap<String, Port>();
        Shape.of(frame.kind()).childField(frame.kind(), child).ifPresent(field -> {
            field.gives().forEach(name -> ports.put(name, Port.required(name, Port.Type.ANY)));
            @Nullable Child said = field.child();
            if (said != null && said.frameInputs()) frameInputs.forEach(port -> ports.putIfAbsent(port.name(), port));
        });
        for (Wire wire : graph.wires()) {
            if (wire.from().equals(Graph.IN)) ports.putIfAbsent(wire.port(), Port.required(wire.port(), Port.Type.ANY));
        }
        return List.copyOf(ports.values());
    }

    /** What stands on the output edge of a graph: what wires name, or the result. */
    List<Port> out(Graph graph) {
        var ports = new LinkedHashMap<String, Port>();
        for (Wire wire : graph.wires()) {
            if (wire.to().equals(Graph.OUT))
                ports.putIfAbsent(wire.toPort(), Port.required(wire.toPort(), Port.Type.ANY));
        }
        if (ports.isEmpty()) ports.put(Kind.RESULT, Port.required(Kind.RESULT, Port.Type.ANY));
        return List.copyOf(ports.values());
    }

    private static Port.Type type(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string" -> Port.Type.TEXT;
            case "array" -> Port.Type.LIST;
            case "object", "number", "integer", "boolean" -> Port.Type.STRUCTURED;
            default -> Port.Type.ANY;
        };
    }

    /** The names that a node takes from outside, its children's included. */
    private Set<String> needs(Node node) {
        @Nullable Set<String> known = needs.get(node);
        if (known != null) return known;
        var names = new LinkedHashSet<String>();
        texts(node.kind(), names);
        for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
            @Nullable FieldShape field = Shape.of(node.kind()).childField(node.kind(), child.getKey()).orElse(null);
            if (field == null || field.child() == null || !field.child().frameInputs()) continue;
            for (Node inner : child.getValue().nodes()) {
                for (String name : needs(inner)) {
                    boolean wired = child.getValue().wires().stream()
                            .anyMatch(wire -> wire.to().equals(inner.id()) && wire.toPort().equals(name));
                    if (!wired && !field.gives().contains(name)) names.add(name);
                }
                inner.kind().inputs().stream().map(Port::name).forEach(names::remove);
            }
            for (Wire wire : child.getValue().wires()) {
                if (wire.from().equals(Graph.IN) && !field.gives().contains(wire.port())) names.add(wire.port());
            }
        }
        names.removeIf(name -> name.startsWith("state."));
        needs.put(node, names);
        return names;
    }

    private static void texts(Kind kind, Set<String> names) {
        switch (kind) {
            case Llm llm -> messages(llm.messages(), names);
            case Agent agent -> messages(agent.messages(), names);
            case Transform transform -> {
                template(transform.template(), names);
                if (transform.expression() != null) expression(transform.expression().text(), names);
            }
            case Gate gate -> {
                if (gate.condition() != null) expression(gate.condition().text(), names);
                template(gate.endWith(), names);
            }
            case Router router -> {
                template(router.instructions(), names);
                router.routes().forEach(route -> {
                    if (route.when() != null) expression(route.when().text(), names);
                });
            }
            case ToolCall tool -> tool.arguments().values().forEach(text -> template(text, names));
            case Approval approval -> template(approval.question(), names);
            case Recall recall -> template(recall.query(), names);
            case Remember remember -> template(remember.text(), names);
            default -> {
            }
        }
    }

    private static void messages(List<Message> messages, Set<String> names) {
        messages.forEach(message -> template(message.text(), names));
    }

    private static void template(@Nullable TemplateSource source, Set<String> names) {
        if (source == null) return;
        try {
            names.addAll(Template.parse(source.text()).names());
        } catch (TextException _) {
            // Half typed: the ports come when it reads.
        }
    }

    private static void expression(String text, Set<String> names) {
        try {
            names.addAll(Expression.parse(text).names());
        } catch (TextException _) {
            // As above.
        }
    }
}
