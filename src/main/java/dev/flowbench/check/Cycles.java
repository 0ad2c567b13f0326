package dev.flowbench.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds cycles without recursion, so that a chain may be as long as it likes. */
final class Cycles {
    /** By name, whom it leads to that is not cleared away yet. */
    private final Map<String, List<String>> next = new LinkedHashMap<>();
    private final Map<String, List<String>> previous = new HashMap<>();
    private final Map<String, Integer> open = new HashMap<>();

    private Cycles(Map<String, List<String>> edges) {
        edges.keySet().forEach(name -> {
            next.put(name, new ArrayList<>());
            previous.put(name, new ArrayList<>());
            open.put(name, 0);
        });
        edges.forEach((from, all) -> all.stream().filter(edges::containsKey).forEach(to -> {
            next.computeIfAbsent(from, _ -> new ArrayList<>()).add(to);
            previous.computeIfAbsent(to, _ -> new ArrayList<>()).add(from);
            open.merge(to, 1, Integer::sum);
        }));
    }

    /**
     * The cycles of a graph, each in order with its first name at the end again; of cycles that share a name only one.
     *
     * @param edges by name, the names it leads to; names that are no keys are left out
     */
    static List<List<String>> in(Map<String, List<String>> edges) {
        return new Cycles(edges).find();
    }

    private List<List<String>> find() {
        var found = new ArrayList<List<String>>();
        clear(open.entrySet().stream().filter(entry -> entry.getValue() == 0).map(Map.Entry::getKey).toList());
        for (String name : List.copyOf(next.keySet())) {
            if (open.containsKey(name)) {
                List<String> cycle = behind(name);
                found.add(cycle);
                clear(cycle.subList(1, cycle.size()));
            }
        }
        return found;
    }

    /** Takes names away, and all that nothing leads to any more. */
    private void clear(List<String> names) {
        Deque<String> todo = new ArrayDeque<>(names);
        for (String name = todo.poll(); name != null; name = todo.poll()) {
            if (open.remove(name) == null) {
                continue;
            }
            for (String to : next.getOrDefault(name, List.of())) {
                if (open.containsKey(to) && open.merge(to, -1, Integer::sum) == 0) {
                    todo.add(to);
                }
            }
        }
    }

    /** Every name that is left has one that leads to it, so going back must come round. */
    private List<String> behind(String start) {
        var seen = new HashMap<String, Integer>();
        var path = new ArrayList<String>();
        String at = start;
        while (!seen.containsKey(at)) {
            seen.put(at, path.size());
            path.add(at);
            at = previous.getOrDefault(at, List.of()).stream().filter(open::containsKey).findFirst().orElseThrow();
        }
        var cycle = new ArrayList<>(path.subList(seen.getOrDefault(at, 0), path.size()));
        cycle.add(at);
        Collections.reverse(cycle);
        return cycle;
    }
}
