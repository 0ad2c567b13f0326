package dev.flowbench.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writers of the same field of the state of which none comes after the other, so that chance would say which counts. Fields
 * that declare how writes meet have none.
 */
public final class StateConflicts {
    private final Set<String> fields = new HashSet<>();
    private final List<Conflict> found = new ArrayList<>();

    /**
     * Two writers of one field.
     *
     * @param field its name
     * @param one id of a node that writes it
     * @param other id of the other; the same where one node runs several times at once
     */
    public record Conflict(String field, String one, String other) {}

    private StateConflicts(Workflow workflow) {
        workflow.state().forEach((name, field) -> {
            if (field.merge() == null || field.merge() == StateField.Merge.SET) {
                fields.add(name);
            }
        });
    }

    /** All conflicts of a document, at most one for each field and graph. */
    public static List<Conflict> of(Workflow workflow) {
        var conflicts = new StateConflicts(workflow);
        if (!conflicts.fields.isEmpty()) {
            conflicts.writers(workflow.graph());
        }
        return List.copyOf(conflicts.found);
    }

    /** The first writer of each field in a graph and all below. */
    private Map<String, String> writers(Graph graph) {
        var byNode = new LinkedHashMap<String, Map<String, String>>();
        for (Node node : graph.nodes()) {
            Map<String, String> writes = writers(node);
            if (!writes.isEmpty()) {
                byNode.put(node.id(), writes);
            }
        }
        var all = new LinkedHashMap<String, String>();
        if (byNode.isEmpty()) {
            return all;
        }
        var told = new HashSet<String>();
        var after = new HashMap<String, Set<String>>();
        var ways = new Ways(graph);
        List<String> ids = List.copyOf(byNode.keySet());
        for (int i = 0; i < ids.size(); i++) {
            for (int j = i + 1; j < ids.size(); j++) {
                String one = ids.get(i);
                String other = ids.get(j);
                Map<String, String> others = byNode.getOrDefault(other, Map.of());
                byNode.getOrDefault(one, Map.of()).forEach((field, writer) -> {
                    @Nullable String second = others.get(field);
                    if (second != null && !told.contains(field) && !follows(graph, one, other, after)
                            && !follows(graph, other, one, after) && !ways.exclude(one, other)) {
                        told.add(field);
                        found.add(new Conflict(field, writer, second));
                    }
                });
            }
        }
        byNode.values().forEach(writes -> writes.forEach(all::putIfAbsent));
        return all;
    }

    private static boolean follows(Graph graph, String first, String then, Map<String, Set<String>> after) {
        return after.computeIfAbsent(first, id -> reached(graph, id)).contains(then);
    }

    private static Set<String> reached(Graph graph, String from) {
        var next = new HashMap<String, List<String>>();
        graph.wires().forEach(wire -> next.computeIfAbsent(wire.from(), _ -> new ArrayList<>()).add(wire.to()));
        var reached = new HashSet<String>();
        var open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (String to : next.getOrDefault(open.remove(), List.of())) {
                if (reached.add(to)) {
                    open.add(to);
                }
            }
        }
        return reached;
    }

    private Map<String, String> writers(Node node) {
        var all = new LinkedHashMap<String, String>();
        if (node.settings().isDisabled()) {
            return all;
        }
        boolean votes = node.kind() instanceof Parallel parallel && parallel.votes() != null && parallel.votes() > 1;
        boolean beside = node.kind() instanceof Parallel;
        var shape = Shape.of(node.kind());
        for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
            boolean branch = shape.childField(node.kind(), child.getKey()).map(FieldShape::isBranches).orElse(false);
            boolean manyTimes = node.kind() instanceof MapItems || votes && branch
                    || node.kind() instanceof Orchestrator && branch;
            Map<String, String> writes = writers(child.getValue());
            var told = new LinkedHashSet<String>();
            writes.forEach((field, writer) -> {
                @Nullable String other = manyTimes ? writer : beside && branch ? all.get(field) : null;
                if (other != null && told.add(field)) {
                    found.add(new Conflict(field, other, writer));
                }
                all.putIfAbsent(field, writer);
            });
        }
        node.settings().writes().keySet().stream().filter(fields::contains)
                .forEach(field -> all.putIfAbsent(field, node.id()));
        return all;
    }
}
