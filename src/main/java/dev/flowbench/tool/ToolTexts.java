package dev.flowbench.tool;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What the tools say to people and models. A fault has two texts: what happened, and under {@code key.out} the way out. */
public final class ToolTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.tool.messages");
    private static final int SHOWN = 120;

    private ToolTexts() {}

    /** A text by its key. */
    public static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    /** A call that gave nothing. */
    public static ToolException fault(ErrorCode code, String key, Object... arguments) {
        return fault(null, code, key, arguments);
    }

    /** The same with what it came from. */
    public static ToolException fault(@Nullable Throwable cause, ErrorCode code, String key, Object... arguments) {
        return new ToolException(code, text(key, arguments), text(key + ".out", arguments), -1, cause);
    }

    /** For long work: ends it once nobody waits for it any more. */
    public static void unlessCancelled(Tool.Call call) throws ToolException {
        if (call.cancelled()) {
            throw fault(ErrorCode.CANCELLED, "cancelled");
        }
    }

    /** What someone gave, fit to be shown in a message: short, on one line, without what does not print. */
    public static String shown(String given) {
        String line = given.replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "\u00b7");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
