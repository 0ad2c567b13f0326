package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One place in a workflow: reads its value, and makes a workflow with another value there. Immutable.
 *
 * @param key names the place in the document, for merging edits and keeping drafts
 * @param get the value; null where there is none
 * @param set a workflow with that value there
 */
record Lens(
        String key, Function<Workflow, @Nullable Object> get,
        BiFunction<Workflow, @Nullable Object, Workflow> set) {

    static Lens node(String id) {
        return new Lens("node:" + id, workflow -> workflow.node(id).orElse(null),
                (workflow, value) -> workflow.withNode(id, _ -> (Node) Objects.requireNonNull(value)));
    }

    static Lens workflow() {
        return new Lens("workflow", workflow -> workflow,
                (_, value) -> (Workflow) Objects.requireNonNull(value));
    }

    /** The kind of the node that this lens finds. */
    Lens kind() {
        return new Lens(key + "/kind", workflow -> get.apply(workflow) instanceof Node node ? node.kind() : null,
                (workflow, value) -> get.apply(workflow) instanceof Node node && value instanceof Kind kind
                        ? set.apply(workflow, node.with(kind))
                        : workflow);
    }

    /** The settings of the node that this lens finds. */
    Lens settings() {
        return new Lens(key + "/settings",
                workflow -> get.apply(workflow) instanceof Node node ? node.settings() : null,
                (workflow, value) -> get.apply(workflow) instanceof Node node && value instanceof Settings settings
                        ? set.apply(workflow, node.with(settings))
                        : workflow);
    }

    /**
     * A field of the record that this lens finds. Setting a field where there is no record makes one; setting the last
     * field of an optional record to nothing takes the record away.
     *
     * @param optional whether the record itself may be absent
     */
    Lens field(Shape shape, FieldShape field, boolean optional) {
        return new Lens(key + "/" + field.name(),
                workflow -> get.apply(workflow) instanceof Record record && shape.type().isInstance(record)
                        ? field.get(record)
                        : null,
                (workflow, value) -> {
                    Record blank = Blank.of(shape);
                    Record now = get.apply(workflow) instanceof Record record && shape.type().isInstance(record)
                            ? record
                            : blank;
                    Record next = shape.with(now, field.name(), value == null ? Blank.value(field) : value);
                    return set.apply(workflow, optional && next.equals(blank) ? null : next);
                });
    }

    /** An item of the list that this lens finds. Setting null takes it out. */
    Lens item(int index) {
        return new Lens(key + "/" + index,
                workflow -> index < list(workflow).size() ? list(workflow).get(index) : null,
                (workflow, value) -> {
                    var items = new ArrayList<Object>(list(workflow));
                    if (index >= items.size()) {
                        return workflow;
                    }
                    if (value == null) {
                        items.remove(index);
                    } else {
                        items.set(index, value);
                    }
                    return set.apply(workflow, items);
                });
    }

    /** An entry of the map that this lens finds. Setting null takes it out. */
    Lens entry(String name) {
        return new Lens(key + "/" + name, workflow -> map(workflow).get(name), (workflow, value) -> {
            var entries = new LinkedHashMap<>(map(workflow));
            if (value == null) {
                entries.remove(name);
            } else {
                entries.put(name, value);
            }
            return set.apply(workflow, entries);
        });
    }

    /** The list that this lens finds; empty where there is none. */
    List<?> list(Workflow workflow) {
        return get.apply(workflow) instanceof List<?> list ? list : List.of();
    }

    /** The map that this lens finds; empty where there is none. */
    @SuppressWarnings("unchecked") // every map of the document has names as keys
    Map<String, Object> map(Workflow workflow) {
        return get.apply(workflow) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
