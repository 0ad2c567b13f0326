package dev.flowbench.engine.event;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The constants of an enum as they stand in JSON, both ways, without work at run time. */
final class Words<E extends Enum<E>> {
    private final String what;
    private final SerializableString[] words;
    private final Map<String, E> constants = new HashMap<>();

    private Words(String what, E[] values, Function<E, String> word) {
        this.what = what;
        this.words = new SerializableString[values.length];
        for (E value : values) {
            String text = word.apply(value);
            words[value.ordinal()] = new SerializedString(text);
            constants.put(text, value);
        }
    }

    /** Lower case with dashes: {@code tool-call}. */
    static <E extends Enum<E>> Words<E> kebab(String what, E[] values) {
        return new Words<>(what, values, value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** As they are: {@code RATE_LIMIT}; for codes that people quote. */
    static <E extends Enum<E>> Words<E> plain(String what, E[] values) {
        return new Words<>(what, values, Enum::name);
    }

    SerializableString of(E constant) {
        return words[constant.ordinal()];
    }

    E read(String word) throws EventFormatException {
        E constant = constants.get(word);
        if (constant == null) {
            throw new EventFormatException(EventTexts.text("word.unknown", what, word));
        }
        return constant;
    }
}
