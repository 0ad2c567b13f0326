package dev.flowbench.app;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class AppTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.app.messages", Locale.ROOT);

    private AppTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
