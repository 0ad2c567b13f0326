package dev.flowbench.tool;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a file lies inside a granted folder, as a document or a model may write it: names joined by {@code /}. The same
 * rules on every system, so that what is harmless on one is harmless on all: only characters that no file system reads
 * as anything but a name, no hidden files (a repository's settings can start programs), no device names.
 *
 * @param names from the granted folder inwards
 */
record FilePath(List<String> names) {
    private static final int MAX_LENGTH = 400;
    private static final int MAX_NAMES = 12;
    private static final int MAX_NAME = 120;
    private static final String ALLOWED = " _-.,+=@#()[]{}!&$;'";
    private static final Pattern DEVICE = Pattern.compile(
            "(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|com[0-9]|lpt[0-9])", Pattern.CASE_INSENSITIVE);

    FilePath {
        names = List.copyOf(names);
    }

    /**
     * @param text not empty
     * @throws ToolException with {@link ErrorCode#NOT_GRANTED} for anything but a plain path inside the folder
     */
    static FilePath of(String text) throws ToolException {
        if (text.length() > MAX_LENGTH) {
            throw refused(text, "path.reason.long");
        }
        if (text.startsWith("/") || text.startsWith("\\")) {
            throw refused(text, "path.reason.absolute");
        }
        var names = new ArrayList<String>();
        for (String name : text.split("/", -1)) {
            String why = objection(name);
            if (why != null) {
                throw refused(text, why);
            }
            names.add(name);
        }
        if (names.size() > MAX_NAMES) {
            throw refused(text, "path.reason.long");
        }
        return new FilePath(names);
    }

    /** Whether an entry of a folder has a name that a path may hold; others are as if they were not there. */
    static boolean isName(String name) {
        return objection(name) == null;
    }

    /** The key of what speaks against a name; null for nothing. */
    private static @Nullable String objection(String name) {
        if (name.isEmpty()) {
            return "path.reason.empty";
        }
        if (name.chars().allMatch(c -> c == '.' || c == ' ')) {
            return "path.reason.up";
        }
        if (name.startsWith(".")) {
            return "path.reason.hidden";
        }
        if (name.startsWith(" ") || name.endsWith(" ") || name.endsWith(".")) {
            return "path.reason.edge";
        }
        if (name.length() > MAX_NAME) {
            return "path.reason.long";
        }
        if (!name.codePoints().allMatch(FilePath::isAllowed)) {
            return "path.reason.character";
        }
        // Superscripts and wide letters are the plain ones to some systems.
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC);
        if (!plain.codePoints().allMatch(FilePath::isAllowed)) {
            return "path.reason.character";
        }
        int dot = plain.indexOf('.');
        String stem = (dot < 0 ? plain : plain.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        return DEVICE.matcher(stem).matches() ? "path.reason.device" : null;
    }

    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER, Character.LOWERCASE_LETTER, Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER, Character.OTHER_LETTER, Character.DECIMAL_DIGIT_NUMBER,
                    Character.OTHER_NUMBER, Character.LETTER_NUMBER, Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                true;
            default -> ALLOWED.indexOf(c) >= 0;
        };
    }

    String leaf() {
        return names.getLast();
    }

    List<String> folders() {
        return names.subList(0, names.size() - 1);
    }

    private static ToolException refused(String text, String reason) {
        return ToolTexts.fault(ErrorCode.NOT_GRANTED, "path.refused", ToolTexts.shown(text), ToolTexts.text(reason));
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }
}
