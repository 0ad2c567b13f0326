package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What stood in an object of the file and could not be read into its record: unknown keys, and known keys whose value is
 * of the wrong type. Kept as it came and written back, so that nothing a newer version or a person wrote is lost.
 */
public record Extras(Map<String, JsonNode> values) {
    public static final Extras NONE = new Extras(Map.of());

    public Extras {
        values = Maps.copy(values);
    }

    public static Extras of(Map<String, JsonNode> values) {
        return values.isEmpty() ? NONE : new Extras(values);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }
}
