package dev.flowbench.trace;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class TraceTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.trace.texts");

    private TraceTexts() {
    }

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
