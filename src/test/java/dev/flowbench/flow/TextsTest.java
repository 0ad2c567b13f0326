package dev.flowbench.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TextsTest {
    private final Set<String> wanted = new TreeSet<>();
    private final Set<Class<?>> seen = new HashSet<>();

    @Test
    void everyWordIsThereAndNoneIsLeftOver() {
        Shape.kinds().forEach(kind -> {
            wanted.add(kind.kind() + ".summary");
            wanted.add(kind.kind() + ".help");
            record(kind);
        });
        record(Shape.of(Workflow.class));
        record(Shape.of(Settings.class));
        record(Shape.of(Branch.class));
        for (String key : new String[]{"Graph.title", "Graph.nodes.title", "Graph.nodes.help", "Graph.wires.title",
            "Graph.wires.help", "Node.title", "Node.id.title", "Node.id.help", "Node.kind.title", "Node.kind.help",
            "Node.slots.title", "Node.slots.help"}) {
            wanted.add(key);
        }
        choices(Declares.Group.class);
        choices(EffectClass.class);
        for (Unit unit : Unit.values()) {
            if (unit != Unit.NONE) {
                wanted.add("unit." + unit.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        assertEquals(wanted, new TreeSet<>(ResourceBundle.getBundle("dev.flowbench.flow.Kinds").keySet()));
    }

    private void record(Shape shape) {
        wanted.add(shape.kind() + ".title");
        for (FieldShape field : shape.fields()) {
            if (field.component().getType() != Extras.class && !field.inline()) {
                wanted.add(shape.kind() + "." + field.name() + ".title");
                wanted.add(shape.kind() + "." + field.name() + ".help");
                type(field.type());
            }
        }
    }

    private void type(Type type) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                type(argument);
            }
        } else if (type instanceof Class<?> plain && seen.add(plain)) {
            if (plain.isEnum()) {
                choices(plain);
            } else if (plain.isRecord()
                    && !Set.of(TemplateSource.class, ExpressionSource.class, Decimal.class, Layout.class,
                            Graph.class).contains(plain)) {
                record(Shape.of(plain.asSubclass(Record.class)));
            }
        }
    }

    private void choices(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            wanted.add(type.getSimpleName() + "."
                    + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    @Test
    void choicesOfTwoKindsNeverShareAName() {
        var names = new LinkedHashSet<String>();
        type(Workflow.class);
        Shape.kinds().forEach(this::record);
        seen.stream().filter(Class::isEnum)
                .forEach(type -> assertTrue(names.add(type.getSimpleName()), type.getName()));
    }

    @Test
    void wordsAreFoundByShape() {
        Shape llm = Shape.ofKind("llm").orElseThrow();
        assertEquals("Model call", Texts.title(llm));
        assertFalse(Texts.summary(llm).endsWith("."));
        FieldShape cap = llm.field("maxOutputTokens").orElseThrow();
        assertEquals("Longest answer", Texts.title(llm, cap));
        assertEquals("tokens", Texts.unit(cap));
        assertEquals("One last call", Texts.title(Budget.AtCap.WRAP_UP));
        assertEquals("", Texts.unit(Unit.NONE));
    }
}
