package dev.flowbench.engine.event;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of this package, by key. */
final class EventTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.engine.event.texts");

    private EventTexts() {
    }

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }
}
