package dev.flowbench.net;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class NetTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.net.messages", Locale.ROOT);

    private NetTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
