package dev.flowbench.tool.mcp;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What this package says to people and models. A fault has two texts: what happened, and under {@code key.out} the way out. */
final class McpTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.tool.mcp.messages");

    private McpTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    static ToolException fault(ErrorCode code, String key, Object... arguments) {
        return fault(null, code, key, arguments);
    }

    static ToolException fault(@Nullable Throwable cause, ErrorCode code, String key, Object... arguments) {
        return new ToolException(code, text(key, arguments), text(key + ".out", arguments), -1, cause);
    }

    /** A text of somebody else on one line, with everything visible that would not be seen or would turn the line round. */
    static String visible(String given) {
        return given.replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "\u00b7");
    }

    /** The same, cut where it is longer. */
    static String shown(String given, int most) {
        String line = visible(given);
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
