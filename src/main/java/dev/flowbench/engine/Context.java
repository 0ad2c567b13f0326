package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a graph runs.
 *
 * @param scope what it spends from, and what cancels it
 * @param parent span of the enclosing frame
 * @param keyPrefix step key of the enclosing frame and child, ends with a slash; empty for the run's own graph
 * @param child name of the child; empty for the run's own graph
 * @param index round, vote or item, from 0
 * @param in what its input edge carries, by name; JSON null for a value that is there and null
 * @param state the session state when it began
 * @param visit 1 for the first; a checkpoint may send a graph back to its beginning
 * @param influence what may speak through the values on its input edge
 */
record Context(
        Scope scope,
        long parent,
        String keyPrefix,
        String child,
        int index,
        Map<String, JsonNode> in,
        State state,
        int visit,
        Influence influence) {
    Context(Scope scope, long parent, String keyPrefix, String child, int index, Map<String, JsonNode> in,
            State state) {
        this(scope, parent, keyPrefix, child, index, in, state, 1, Influence.NONE);
    }

    @Nullable JsonNode value(String name) {
        return in.get(name);
    }

    Context in(Scope narrower) {
        return new Context(narrower, parent, keyPrefix, child, index, in, state, visit, influence);
    }

    Context with(State other) {
        return other == state ? this : new Context(scope, parent, keyPrefix, child, index, in, other, visit, influence);
    }

    Context with(Influence other) {
        return other.equals(influence)
                ? this
                : new Context(scope, parent, keyPrefix, child, index, in, state, visit, other);
    }

    /** The same graph from its beginning, as its next visit. */
    Context again() {
        String bare = visit == 1 ? keyPrefix : keyPrefix.substring(0, keyPrefix.lastIndexOf('~'));
        String first = visit == 1 || bare.isEmpty() ? bare : bare + '/';
        return new Context(scope, parent, StepKey.again(first, visit + 1), child, index, in, state, visit + 1,
                influence);
    }
}
