package dev.flowbench.desktop.run;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the condition of a breakpoint can work where it stands. On the JavaFX thread. */
public final class ConditionCheck {
    private static final Words WORDS = Words.beside(ConditionCheck.class);
    private static final List<String> CALL = List.of("tool", "arguments");
    private static final List<String> RESULT = List.of("result");

    private final Supplier<Workflow> workflow;
    private final Ports ports;

    /** @param workflow the document as it is now */
    public ConditionCheck(Supplier<Workflow> workflow, Ports ports) {
        this.workflow = workflow;
        this.ports = ports;
    }

    /** The names a condition there may use; empty where they are not known before the run. */
    public List<String> names(KeptBreakpoint at) {
        if (at.isInside()) {
            return at.after() ? RESULT : CALL;
        }
        Graph graph = home(at.node());
        Optional<Node> node = workflow.get().node(at.node());
        if (graph == null || node.isEmpty()) {
            return List.of();
        }
        List<Port> known = at.after() ? ports.outputs(node.get()) : ports.inputs(node.get(), graph);
        return known.stream().map(Port::name).distinct().toList();
    }

    private @Nullable Graph home(String id) {
        var pending = new ArrayDeque<Graph>(List.of(workflow.get().graph()));
        while (!pending.isEmpty()) {
            Graph graph = pending.pop();
            for (Node node : graph.nodes()) {
                if (node.id().equals(id)) {
                    return graph;
                }
                pending.addAll(node.kind().children().values());
            }
        }
        return null;
    }

    /** What is wrong with a condition there, for people; empty for nothing, as for no condition at all. */
    public Optional<String> mistake(KeptBreakpoint at) {
        if (at.condition().isBlank()) {
            return Optional.empty();
        }
        Expression expression;
        try {
            expression = Expression.parse(at.condition());
        } catch (TextException e) {
            return Optional.of(e.getMessage());
        }
        List<String> names = names(at);
        // What reaches a frame by wires to come, or a tool by its model, is not known here.
        if (names.isEmpty() || workflow.get().node(at.node()).filter(Ports::takesAnyInput).isPresent()) {
            return Optional.empty();
        }
        return expression.names().stream().filter(name -> !names.contains(name)).findFirst()
                .map(name -> WORDS.text(at.after() ? "condition.unknown.after" : "condition.unknown.before", name,
                        String.join(", ", names)));
    }
}
