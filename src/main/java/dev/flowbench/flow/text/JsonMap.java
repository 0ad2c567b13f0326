package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object as CEL sees it; nothing is copied, and it can be handed back as it was. */
final class JsonMap extends AbstractMap<String, Object> {

    private final ObjectNode node;

    JsonMap(ObjectNode node) {
        this.node = node;
    }

    ObjectNode node() {
        return node;
    }

    @Override
    public int size() {
        return node.size();
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && node.has(name);
    }

    @Override
    public @Nullable Object get(Object key) {
        var value = key instanceof String name ? node.get(name) : null;
        return value == null ? null : CelValues.toCel(value);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return node.properties().stream()
                        .map(field -> Map.entry(field.getKey(), CelValues.toCel(field.getValue()))).iterator();
            }

            @Override
            public int size() {
                return node.size();
            }
        };
    }
}
