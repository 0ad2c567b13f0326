package dev.flowbench.flow;

import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The words of the document's kinds, fields and choices, as people read them in the palette, the inspector and the
 * published schema. For any thread.
 */
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.flow.Kinds");

    private Texts() {}

    /** {@return the title of a kind, or of another record of the document} */
    public static String title(Shape shape) {
        return BUNDLE.getString(shape.kind() + ".title");
    }

    /** {@return what a kind does, in one line without a full stop} */
    public static String summary(Shape shape) {
        return BUNDLE.getString(shape.kind() + ".summary");
    }

    /** {@return when to use a kind, and when not, in a few sentences} */
    public static String help(Shape shape) {
        return BUNDLE.getString(shape.kind() + ".help");
    }

    /** {@return the title of a field or child} */
    public static String title(Shape owner, FieldShape field) {
        return BUNDLE.getString(owner.kind() + "." + field.name() + ".title");
    }

    /** {@return what a field or child means, in a sentence or two} */
    public static String help(Shape owner, FieldShape field) {
        return BUNDLE.getString(owner.kind() + "." + field.name() + ".help");
    }

    /** {@return what a field's number counts, to stand behind it; empty for no unit} */
    public static String unit(FieldShape field) {
        return unit(field.declared().unit());
    }

    /** {@return what numbers of a unit count, to stand behind them; empty for none} */
    public static String unit(Unit unit) {
        return unit == Unit.NONE ? "" : BUNDLE.getString("unit." + name(unit));
    }

    /** {@return the title of one of a field's choices, or of a shelf of the palette} */
    public static String title(Enum<?> choice) {
        return BUNDLE.getString(choice.getDeclaringClass().getSimpleName() + "." + name(choice));
    }

    /**
     * {@return the words under a key of the bundle, for what has no shape: {@code Graph.nodes.title}}
     *
     * @throws java.util.MissingResourceException if there is no such key
     */
    public static String word(String key) {
        return BUNDLE.getString(key);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
