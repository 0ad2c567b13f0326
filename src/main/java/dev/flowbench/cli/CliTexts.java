package dev.flowbench.cli;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class CliTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.cli.messages", Locale.ROOT);

    private CliTexts() {}

    static String text(String key, Object... arguments) {
        String pattern = BUNDLE.getString(key);
        return arguments.length == 0 ? pattern : new MessageFormat(pattern, Locale.ROOT).format(arguments);
    }
}
