package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Editor;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Renames a model everywhere in a workflow: where it is declared and wherever a node or another model names it. */
final class Aliases {
    private Aliases() {}

    static Workflow rename(Workflow workflow, String from, String to) {
        UnaryOperator<String> name = alias -> alias.equals(from) ? to : alias;
        var models = new LinkedHashMap<String, ModelSpec>();
        workflow.models().forEach((alias, spec) -> models.put(name.apply(alias),
                spec.withFallback(spec.fallback().stream().map(name).toList())));
        Workflow named = (Workflow) Objects.requireNonNull(renamed(workflow.withModels(Map.of()), null, from, to));
        return named.withModels(models);
    }

    private static @Nullable Object renamed(@Nullable Object value, @Nullable FieldShape field, String from,
            String to) {
        return switch (value) {
            case String text when field != null && field.declared().editor() == Editor.MODEL && text.equals(from) -> to;
            case Record record -> {
                Shape shape = Shape.of(record.getClass());
                Record next = record;
                for (FieldShape each : shape.fields()) {
                    Object was = each.get(record);
                    Object now = renamed(was, each, from, to);
                    if (now != was) {
                        next = shape.with(next, each.name(), now);
                    }
                }
                yield next;
            }
            case List<?> list -> {
                List<?> next = list.stream().<Object>map(each -> Objects.requireNonNull(renamed(each, field, from, to)))
                        .toList();
                yield next.equals(list) ? list : next;
            }
            case null, default -> value;
        };
    }
}
