package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.plan.StatePlan;
import dev.flowbench.flow.StateField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The session state as one place in a run sees it: as it was when its frame began, and what was written since on the way
 * to it. Never changed.
 *
 * @param values by field
 * @param plan the fields, and how writes to them meet
 */
record State(Map<String, JsonNode> values, StatePlan plan) {
    static final State NONE = new State(Map.of(), StatePlan.NONE);

    /** As it is when a run begins. */
    static State initial(StatePlan plan) {
        if (plan.fields().isEmpty()) {
            return NONE;
        }
        var values = new LinkedHashMap<String, JsonNode>();
        plan.fields().forEach((name, field) -> values.put(name, field.initial()));
        return new State(values, plan);
    }

    boolean isEmpty() {
        return plan.fields().isEmpty();
    }

    /** The value of a field; null for one that is not declared. */
    @Nullable JsonNode value(String field) {
        return values.get(field);
    }

    /** With these writes, one after the other. */
    State with(List<What.StateWritten> writes) {
        if (writes.isEmpty()) {
            return this;
        }
        var after = new LinkedHashMap<>(values);
        for (What.StateWritten write : writes) {
            @Nullable JsonNode now = after.get(write.field());
            if (now != null) {
                after.put(write.field(), merged(merge(write.field()), now, write.value()));
            }
        }
        return new State(after, plan);
    }

    private StateField.Merge merge(String field) {
        StatePlan.@Nullable Field declared = plan.fields().get(field);
        return declared == null ? StateField.Merge.SET : declared.merge();
    }

    private static JsonNode merged(StateField.Merge merge, JsonNode now, JsonNode written) {
        return switch (merge) {
            case SET -> written;
            case MAX -> now.isNull() || isLess(now, written) ? written : now;
            case APPEND, UNION -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                var all = new ArrayList<JsonNode>();
                add(all, now);
                add(all, written);
                (merge == StateField.Merge.UNION ? new LinkedHashSet<>(all) : all).forEach(list::add);
                yield list;
            }
        };
    }

    /** A list adds its elements, null nothing. */
    private static void add(List<JsonNode> all, JsonNode value) {
        if (value.isArray()) {
            value.forEach(all::add);
        } else if (!value.isNull()) {
            all.add(value);
        }
    }

    private static boolean isLess(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) < 0
                : one.isTextual() && other.isTextual() && one.textValue().compareTo(other.textValue()) < 0;
    }

    /** What is wrong with the state after these writes; empty when nothing is. */
    List<String> violations(List<What.StateWritten> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        State after = with(writes);
        var wrong = new LinkedHashSet<String>();
        for (What.StateWritten write : writes) {
            StatePlan.@Nullable Field field = plan.fields().get(write.field());
            if (field != null && field.type() != null) {
                Validations.violations(field.type(), Objects.requireNonNull(after.value(write.field())))
                        .forEach(each -> wrong.add("state." + write.field() + ": " + each));
            }
            if (field != null && field.merge() == StateField.Merge.MAX && !write.value().isNumber()
                    && !write.value().isTextual()) {
                wrong.add("state." + write.field() + ": " + Texts.text("violation.notComparable"));
            }
        }
        return List.copyOf(wrong);
    }

    /** The same writes without those that a later one makes void. */
    List<What.StateWritten> net(List<What.StateWritten> writes) {
        if (writes.size() < 2) {
            return writes;
        }
        var net = new ArrayList<What.StateWritten>();
        for (int i = 0; i < writes.size(); i++) {
            What.StateWritten write = writes.get(i);
            boolean last = writes.subList(i + 1, writes.size()).stream()
                    .noneMatch(later -> later.field().equals(write.field()));
            if (merge(write.field()) != StateField.Merge.SET || last) {
                net.add(write);
            }
        }
        return List.copyOf(net);
    }

    /** One list after the other. */
    static List<What.StateWritten> joined(List<What.StateWritten> one, List<What.StateWritten> other) {
        if (other.isEmpty()) {
            return one;
        }
        var all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
