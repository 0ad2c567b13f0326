package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records in which nothing is said yet. */
final class Blank {
    private Blank() {}

    /** A record of that shape: null where it may be, else the emptiest value. */
    static Record of(Shape shape) {
        return shape.build(shape.fields().stream().map(Blank::value).toArray());
    }

    /** What stands in a field that says nothing. */
    static @Nullable Object value(FieldShape field) {
        Class<?> type = field.component().getType();
        if (List.class.isAssignableFrom(type)) {
            return List.of();
        }
        if (Map.class.isAssignableFrom(type)) {
            return Map.of();
        }
        if (type == Extras.class) {
            return Extras.NONE;
        }
        if (type == Graph.class && field.inline()) {
            return Graph.EMPTY;
        }
        if (!field.declared().required() || field.component().getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return null;
        }
        if (type == String.class) {
            return "";
        }
        if (type == TemplateSource.class) {
            return new TemplateSource("");
        }
        if (type == ExpressionSource.class) {
            return new ExpressionSource("");
        }
        if (type == Decimal.class) {
            return Decimal.of(0);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return type == int.class ? 0 : null;
    }
}
