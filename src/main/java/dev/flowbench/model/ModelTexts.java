package dev.flowbench.model;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package. */
final class ModelTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.model.model");

    private ModelTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
