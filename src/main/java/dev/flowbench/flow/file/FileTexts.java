package dev.flowbench.flow.file;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class FileTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.flow.file.messages");

    private FileTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
