package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The session state as one place in a run sees it: as it was when its frame began, and what was written since on the way
 * to it. Never changed.
 *
 * @param values by field
 */
record State(Map<String, JsonNode> values) {
    static final State NONE = new State(Map.of());
}
