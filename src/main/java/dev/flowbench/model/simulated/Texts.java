package dev.flowbench.model.simulated;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package: what the simulated model says and how it fails. */
final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.model.simulated.simulated");

    private Texts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    /** Several texts under one key, one a line. */
    static List<String> lines(String key) {
        return BUNDLE.getString(key).lines().toList();
    }
}
