package dev.flowbench.engine;

import dev.flowbench.flow.Workflow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which steps that could all go on are taken: as they stand in the document, rounds and items by their
 * number. Nothing that waits depends on another that does, so this goes along the wires as well.
 */
final class StepOrder implements Comparator<String> {
    private final Workflow workflow;
    /** By node id; made when it is first needed. */
    private @Nullable Map<String, Integer> ranks;

    StepOrder(Workflow workflow) {
        this.workflow = workflow;
    }

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        boolean child = false;
        while (i <= one.length() && j <= other.length()) {
            int iEnd = end(one, i);
            int jEnd = end(other, j);
            String part = one.substring(i, iEnd);
            String otherPart = other.substring(j, jEnd);
            if (child && !name(part).equals(name(otherPart))) {
                // Of two children of a frame, the one whose nodes come first.
                int order = Integer.compare(rank(node(one, iEnd + 1)), rank(node(other, jEnd + 1)));
                return order != 0 ? order : part.compareTo(otherPart);
            }
            int order = part(part, otherPart);
            if (order != 0) {
                return order;
            }
            child = !child;
            i = iEnd + 1;
            j = jEnd + 1;
        }
        return Integer.compare(one.length() - i, other.length() - j);
    }

    private static String node(String key, int from) {
        return from > key.length() ? "" : name(key.substring(from, end(key, from)));
    }

    private static int end(String key, int from) {
        int slash = key.indexOf('/', from);
        return slash < 0 ? key.length() : slash;
    }

    private int part(String one, String other) {
        if (one.equals(other)) {
            return 0;
        }
        int order = Integer.compare(rank(name(one)), rank(name(other)));
        order = order != 0 ? order : name(one).compareTo(name(other));
        order = order != 0 ? order : Long.compare(number(one), number(other));
        return order != 0 ? order : one.compareTo(other);
    }

    private static String name(String part) {
        int i = 0;
        while (i < part.length() && part.charAt(i) != '#' && part.charAt(i) != '~') {
            i++;
        }
        return part.substring(0, i);
    }

    /** Of a round or item; those with names come after, by their names. */
    private static long number(String part) {
        int from = part.indexOf('#') + 1;
        int to = from;
        while (to < part.length() && to - from < 18 && Character.isDigit(part.charAt(to))) {
            to++;
        }
        return from == 0 ? 0 : to == from ? Long.MAX_VALUE : Long.parseLong(part, from, to, 10);
    }

    private int rank(String id) {
        @Nullable Map<String, Integer> known = ranks;
        if (known == null) {
            var made = new HashMap<String, Integer>();
            workflow.graph().forEach(node -> made.put(node.id(), made.size()));
            ranks = made;
            known = made;
        }
        return known.getOrDefault(id, Integer.MAX_VALUE);
    }
}
