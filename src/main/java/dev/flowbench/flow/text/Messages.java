package dev.flowbench.flow.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package's errors, by code. */
final class Messages {

    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.flow.text.messages");

    private Messages() {
    }

    static String text(String code, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(code), Locale.ROOT).format(arguments);
    }
}
