package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Places for nodes that have none: columns from left to right along the wires, each node level with what leads to it.
 * Every node stands one column after the last that leads to it, so that wires lead to the right.
 */
final class Layers {
    private static final double ACROSS = 72;
    private static final double DOWN = 32;

    private Layers() {}

    /** A place. */
    record At(double x, double y) {}

    /** Places for those nodes, from 0, 0; {@code links} leads from node to node by id. */
    static Map<String, At> place(List<Node> nodes, List<String[]> links, ToDoubleFunction<Node> width,
            ToDoubleFunction<Node> height) {
        Map<String, Node> byId = new LinkedHashMap<>();
        nodes.forEach(node -> byId.put(node.id(), node));
        Map<String, List<String>> before = new HashMap<>();
        Map<String, List<String>> after = new HashMap<>();
        Map<String, Integer> open = new HashMap<>();
        for (String[] link : links) {
            if (!byId.containsKey(link[0]) || !byId.containsKey(link[1]) || link[0].equals(link[1])) continue;
            before.computeIfAbsent(link[1], _ -> new ArrayList<>()).add(link[0]);
            after.computeIfAbsent(link[0], _ -> new ArrayList<>()).add(link[1]);
            open.merge(link[1], 1, Integer::sum);
        }
        Map<String, Integer> column = new LinkedHashMap<>();
        var ready = new ArrayList<String>();
        byId.keySet().stream().filter(id -> !open.containsKey(id)).forEach(ready::add);
        for (int i = 0; i < ready.size(); i++) {
            String id = ready.get(i);
            int at = before.getOrDefault(id, List.of()).stream().mapToInt(b -> column.getOrDefault(b, -1) + 1).max()
                    .orElse(0);
            column.put(id, at);
            for (String next : after.getOrDefault(id, List.of())) {
                if (open.merge(next, -1, Integer::sum) == 0) ready.add(next);
            }
        }
        // What stands in a cycle (a mistake that the checks name) goes to the end.
        byId.keySet().forEach(id -> column.putIfAbsent(id, 0));

        var columns = new ArrayList<List<String>>();
        column.forEach((id, c) -> {
            while (columns.size() <= c) columns.add(new ArrayList<>());
            columns.get(c).add(id);
        });
        Map<String, At> places = new HashMap<>();
        double x = 0;
        for (List<String> ids : columns) {
            if (ids.isEmpty()) continue;
            Map<String, Double> wish = new HashMap<>();
            double row = 0;
            for (String id : ids) {
                double want = before.getOrDefault(id, List.of()).stream().map(places::get)
                        .filter(Objects::nonNull).mapToDouble(At::y).average().orElse(row);
                wish.put(id, want);
                row += 1;
            }
            ids.sort((a, b) -> Double.compare(wish.getOrDefault(a, 0.0), wish.getOrDefault(b, 0.0)));
            double widest = 0;
            double y = 0;
            for (String id : ids) {
                Node node = byId.get(id);
                if (node == null) continue;
                places.put(id, new At(x, y));
                y += height.applyAsDouble(node) + DOWN;
                widest = Math.max(widest, width.applyAsDouble(node));
            }
            x += widest + ACROSS;
        }
        middle(columns, byId, places, height);
        return places;
    }

    /** Columns are centred on the tallest, in steps of the grid. */
    private static void middle(List<List<String>> columns, Map<String, Node> byId, Map<String, At> places,
            ToDoubleFunction<Node> height) {
        double tallest = columns.stream().mapToDouble(ids -> tall(ids, byId, height)).max().orElse(0);
        for (List<String> ids : columns) {
            double by = Math.floor((tallest - tall(ids, byId, height)) / 2 / Sizes.GRID) * Sizes.GRID;
            ids.forEach(id -> places.computeIfPresent(id, (_, at) -> new At(at.x(), at.y() + by)));
        }
    }

    private static double tall(List<String> ids, Map<String, Node> byId, ToDoubleFunction<Node> height) {
        return ids.stream().map(byId::get).mapToDouble(height).sum() + Math.max(0, ids.size() - 1) * DOWN;
    }

    /** What leads to what in a graph. */
    static List<String[]> links(Graph graph) {
        return graph.wires().stream().map(wire -> new String[]{wire.from(), wire.to()}).toList();
    }

    static boolean isNote(Node node) { return node.kind() instanceof NoteCard; }
}
