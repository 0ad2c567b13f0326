package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an expression uses its names. A name that it tests for being there, by {@code has(name.field)} or by comparing it
 * with null, may have no value; any other must have one.
 */
final class NameUses {

    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private final Set<String> comparedWithNull = new HashSet<>();
    private final Set<String> insideHas = new HashSet<>();
    private final Set<String> asHas = new HashSet<>();

    void use(String name, int offset) {
        offsets.merge(name, offset, Math::min);
    }

    void compareWithNull(String name) {
        comparedWithNull.add(name);
    }

    /** {@code has(name.field)}. */
    void askForField(String name) {
        insideHas.add(name);
    }

    /** {@code has(state.name)}: the question is whether the name itself is there. */
    void askFor(String name) {
        asHas.add(name);
    }

    Set<String> names() {
        return offsets.keySet();
    }

    Set<String> required() {
        var required = new LinkedHashSet<>(offsets.keySet());
        required.removeAll(comparedWithNull);
        required.removeAll(insideHas);
        required.removeAll(asHas);
        return required;
    }

    /**
     * {@return the value an expression sees under a name, or null if it is to see none} A name that has no value reads
     * as null if it is compared with null, and else as an object without fields, so that {@code has} answers false.
     *
     * @throws TextException if the name must have a value
     */
    @Nullable JsonNode value(String text, String name, Function<String, @Nullable JsonNode> values) throws TextException {
        var value = values.apply(name);
        if (value != null && !value.isNull() && !value.isMissingNode()) {
            return value;
        }
        if (comparedWithNull.contains(name)) {
            return NullNode.getInstance();
        }
        if (asHas.contains(name)) {
            return value == null || value.isMissingNode() ? null : value;
        }
        if (insideHas.contains(name)) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (value == null || value.isMissingNode()) {
            throw new TextException(text, offsets.getOrDefault(name, 0), "EXPRESSION_NO_VALUE", name);
        }
        return value;
    }
}
