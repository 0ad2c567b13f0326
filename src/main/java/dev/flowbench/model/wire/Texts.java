package dev.flowbench.model.wire;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package. */
final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.model.wire.wire");

    private Texts() {}

    /** Of a target: by the text for no model where there is none. */
    static String of(Target target, String key, Object... more) {
        var arguments = new ArrayList<Object>(List.of(target.host(), target.model()));
        arguments.addAll(List.of(more));
        boolean any = target.model().isEmpty() && BUNDLE.containsKey(key + ".any");
        return text(any ? key + ".any" : key, arguments.toArray());
    }

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
