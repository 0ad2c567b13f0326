package dev.flowbench.check;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class CheckTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.check.messages");

    private CheckTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
