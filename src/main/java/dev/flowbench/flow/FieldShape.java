package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One field of a record of the document, as its declaration says it.
 *
 * @param component where it is declared
 * @param index its place among the record's components
 * @param declared what it declares beside its name and type; the defaults of {@link Field} where nothing is said
 * @param child what it gives where it is a graph or a list of branches; null for plain fields
 * @param inline whether its keys stand among its owner's
 */
public record FieldShape(
        RecordComponent component, int index, Field declared, @Nullable Child child, boolean inline) {

    /** Name in the file and in Java. */
    public String name() {
        return component.getName();
    }

    /** The full Java type, with type arguments. */
    public Type type() {
        return component.getGenericType();
    }

    /** Whether it is an ordered list of branches rather than one graph. */
    public boolean isBranches() {
        return child != null && List.class.isAssignableFrom(component.getType());
    }

    /** The values its {@code in} edge carries beside the frame's own inputs; empty for a plain field. */
    public List<String> gives() {
        return child == null ? List.of() : List.of(child.gives());
    }

    /** The value that holds where the field is absent, as JSON. */
    public Optional<JsonNode> byDefault() {
        return declared.byDefault().isEmpty() ? Optional.empty() : Optional.of(Shape.json(declared.byDefault()));
    }

    /** Whether a template or expression may stand in it. */
    boolean mayHoldSource() {
        Class<?> type = component.getType();
        return type == TemplateSource.class || type == ExpressionSource.class
                || (type == List.class || type == Map.class)
                        && !component.getGenericType().getTypeName().endsWith("String>")
                || type.isRecord() && type != Extras.class && type != Decimal.class && type != Budget.class;
    }

    /** The field's value in that record. */
    public @Nullable Object get(Record owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
