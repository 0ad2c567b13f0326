package dev.flowbench.desktop.canvas.edit;

import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.UnknownKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A new node made to take or give a value, so that what is dropped on a wire or chosen for one is wired at once.
 *
 * @param node the node; where its text names its ports, the text names the value
 * @param port the port to wire
 */
public record Starter(Node node, String port) {

    /** The node so that it takes a value of that name and type; empty where it takes none. */
    public static Optional<Starter> taking(Node node, String name, Port.Type type) {
        Optional<Port> own = node.kind().inputs().stream().filter(port -> type.fits(port.type()))
                .min((a, b) -> Boolean.compare(!a.name().equals(name), !b.name().equals(name)));
        if (own.isPresent()) return Optional.of(new Starter(node, own.get().name()));
        String hole = "{{" + name + "}}";
        @Nullable Kind kind = switch (node.kind()) {
            case Llm llm -> (Kind) Shape.of(llm).with(llm, "messages", said(llm.messages(), hole));
            case Agent agent -> (Kind) Shape.of(agent).with(agent, "messages", said(agent.messages(), hole));
            case Transform t -> new Transform(new TemplateSource(hole), null, t.maxChars());
            case Recall r -> new Recall(new TemplateSource(hole), r.scope(), r.k(), r.maxChars());
            case Remember r -> new Remember(new TemplateSource(hole), r.scope(), r.k(), r.maxChars());
            case ToolCall tool -> (Kind) Shape.of(tool).with(tool, "arguments", Map.of(name, new TemplateSource(hole)));
            case Chain _,Parallel _,Subflow _,UnknownKind _ -> Ports.takesAnyInput(node) ? node.kind() : null;
            // Their own ports take other types.
            case Gate _,Router _,MapItems _,EvaluatorOptimizer _,Orchestrator _,Handoff _,Approval _,Checkpoint _,NoteCard _ ->
                null;
        };
        return kind == null ? Optional.empty() : Optional.of(new Starter(node.with(kind), name));
    }

    /** The node so that it gives a value of that type; empty where it gives none. */
    public static Optional<Starter> giving(Node node, Port.Type type) {
        return node.kind().outputs().stream().filter(port -> port.type().fits(type)).findFirst()
                .map(port -> new Starter(node, port.name()));
    }

    /** The messages with the hole in the last one that is empty; a prompt that says something already stays. */
    private static List<Message> said(List<Message> messages, String hole) {
        var all = new ArrayList<>(messages);
        if (all.isEmpty())
            all.add(new Message(Message.Role.USER, hole));
        else if (all.getLast().text().text().isBlank()) {
            all.set(all.size() - 1,
                    new Message(all.getLast().role(), new TemplateSource(hole), all.getLast().images(),
                            all.getLast().extras()));
        }
        return all;
    }
}
