package dev.flowbench.flow.schema;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class Messages {

    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.flow.schema.messages");

    private Messages() {
    }

    static boolean has(String key) {
        return BUNDLE.containsKey(key);
    }

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
