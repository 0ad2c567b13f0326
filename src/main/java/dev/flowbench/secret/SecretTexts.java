package dev.flowbench.secret;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class SecretTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.secret.messages", Locale.ROOT);

    private SecretTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
