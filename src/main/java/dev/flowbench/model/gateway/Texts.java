package dev.flowbench.model.gateway;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package. */
final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.model.gateway.gateway");

    private Texts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
