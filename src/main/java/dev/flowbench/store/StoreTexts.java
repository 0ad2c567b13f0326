package dev.flowbench.store;

import dev.flowbench.engine.port.JournalException;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What the store says to people. */
final class StoreTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.store.messages");

    private StoreTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    static JournalException fault(String key, Path place, @Nullable Throwable cause) {
        String why = cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
        return new JournalException(text(key, place) + why, cause);
    }
}
