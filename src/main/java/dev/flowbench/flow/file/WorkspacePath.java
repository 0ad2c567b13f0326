package dev.flowbench.flow.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paths by which documents of one workspace name each other: relative, with slashes, and never out of the folder of the
 * first document.
 */
public final class WorkspacePath {
    private WorkspacePath() {}

    /**
     * Where a file is that a document names.
     *
     * @param from path of the document that names it, from the workspace's folder; empty for one in that folder
     * @param file as the document names it
     * @return its path from the workspace's folder; null when it is absolute or leaves that folder
     */
    public static @Nullable String resolve(String from, String file) {
        String plain = file.replace('\\', '/').strip();
        if (plain.isEmpty() || plain.startsWith("/") || plain.indexOf(':') >= 0 || plain.indexOf('\0') >= 0) {
            return null;
        }
        int folder = from.lastIndexOf('/');
        var parts = new ArrayList<String>(folder < 0 ? List.of() : List.of(from.substring(0, folder).split("/")));
        for (String part : plain.split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return null;
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? null : String.join("/", parts);
    }
}
