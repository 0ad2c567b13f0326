package dev.flowbench.tool;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The folders that the user gave to workflows. Documents know only the names; what they stand for is decided here, on
 * this machine.
 *
 * @param folders absolute folder by name; a name is {@code [a-z][a-z0-9_-]*}, at most 64 characters. In the order of
 *        the names
 */
public record Grants(Map<String, Path> folders) {
    /** Nothing is granted. */
    public static final Grants NONE = new Grants(Map.of());

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    /** @throws IllegalArgumentException for a name that is none */
    public Grants {
        var sorted = new TreeMap<String, Path>();
        folders.forEach((name, folder) -> {
            if (!isName(name)) {
                throw new IllegalArgumentException(ToolTexts.text("grant.name", ToolTexts.shown(name)));
            }
            sorted.put(name, folder.toAbsolutePath().normalize());
        });
        folders = Collections.unmodifiableMap(sorted);
    }

    /** Whether a folder may be granted under this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
