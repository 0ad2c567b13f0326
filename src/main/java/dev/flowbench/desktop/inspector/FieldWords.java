package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Texts;
import java.util.Locale;

/** The words of kinds and fields, as the form needs them. */
final class FieldWords {
    private FieldWords() {}

    /** The title of a kind; the name itself where this version does not know it. */
    static String kind(String kind) {
        return Shape.ofKind(kind).map(Texts::title).orElse(kind);
    }

    /** What a kind is for; empty where this version does not know it. */
    static String kindHelp(String kind) {
        return Shape.ofKind(kind).map(Texts::help).orElse("");
    }

    static String title(Shape shape, FieldShape field) {
        return Texts.title(shape, field);
    }

    static String help(Shape shape, FieldShape field) {
        return Texts.help(shape, field);
    }

    static String choice(Enum<?> value) {
        return Texts.title(value);
    }

    /** Words with a capital first letter. */
    static String sentence(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** A name of Java as words: {@code maxItems} is "max items". */
    static String spaced(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
