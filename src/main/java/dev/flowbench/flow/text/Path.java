package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A dotted name taken apart.
 *
 * @param name   the free name that is asked for: the first part, or {@code state.x} whole
 * @param fields the fields to take from its value, in order
 */
record Path(String name, List<String> fields) {

    static Path of(String dotted) {
        var parts = List.of(dotted.split("\\.", -1));
        int taken = parts.getFirst().equals(Names.STATE) && parts.size() > 1 ? 2 : 1;
        return new Path(String.join(".", parts.subList(0, taken)), parts.subList(taken, parts.size()));
    }

    /** {@return whether all parts are identifiers, and there are not too many} */
    static boolean isPath(String dotted) {
        for (var part : dotted.split("\\.", -1)) {
            if (!Names.isIdentifier(part)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the value, or null where the name or one of the fields is not there} */
    @Nullable JsonNode resolve(Function<String, @Nullable JsonNode> values) {
        var value = values.apply(name);
        for (int i = 0; value != null && i < fields.size(); i++) {
            value = value.isObject() ? value.get(fields.get(i)) : null;
        }
        return value;
    }
}
