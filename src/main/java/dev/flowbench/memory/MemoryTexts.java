package dev.flowbench.memory;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What memory says to people. A fault has two texts: what happened, and under {@code key.out} the way out. */
final class MemoryTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.memory.messages");

    private MemoryTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    static ToolException fault(@Nullable Throwable cause, ErrorCode code, String key, Object... arguments) {
        return new ToolException(code, text(key, arguments), text(key + ".out", arguments), -1, cause);
    }
}
