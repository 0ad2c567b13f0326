package dev.flowbench.tool.mcp;

import dev.flowbench.tool.mcp.McpEntry.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files that the arguments of a program name: what an interpreter runs is one of them. Which argument that is only the
 * program knows, so all count, wherever in an argument they stand ({@code --require=/x/a.js}, {@code -cp /x/a.jar:/x/b.jar},
 * {@code -c "python3 /x/a.py"}). Not what a server writes itself: databases of SQLite, and what the entry calls its data.
 */
final class NamedFiles {
    private static final Pattern BETWEEN = Pattern
            .compile("[\\s=,;@\"'`|&<>()" + (File.pathSeparatorChar == ':' ? ":" : "") + "]+");

    private NamedFiles() {}

    /**
     * Their contents as they are now.
     *
     * @param folder where the program runs
     * @return by path, what names the content; nothing for files that are empty
     */
    static Map<String, String> contents(Program program, Path folder, Contents contents) {
        Set<Path> data = new HashSet<>();
        program.data().forEach(name -> add(data, folder, name));
        Set<Path> named = new HashSet<>();
        program.arguments().stream().flatMap(argument -> words(argument).stream()).distinct()
                .forEach(word -> add(named, folder, word));
        named.removeAll(data);
        var all = new TreeMap<String, String>();
        for (Path file : named) {
            String content = content(file, contents);
            if (!content.isEmpty()) {
                all.put(file.toString(), content);
            }
        }
        return all;
    }

    /** Whatever in an argument may be a path. */
    private static List<String> words(String argument) {
        var words = new ArrayList<>(List.of(BETWEEN.split(argument, -1)));
        words.addAll(List.of(argument.split(Pattern.quote(File.pathSeparator), -1)));
        words.add(argument);
        words.add(argument.substring(argument.indexOf('=') + 1));
        words.add(argument.substring(Math.max(0, argument.indexOf('/'))));
        return words;
    }

    private static void add(Set<Path> files, Path folder, String word) {
        try {
            Path file = folder.resolve(word).normalize();
            if (!word.isBlank() && Files.isRegularFile(file)) {
                files.add(file);
            }
        } catch (InvalidPathException _) {
            // No path then.
        }
    }

    private static String content(Path file, Contents contents) {
        try {
            return contents.mark(file);
        } catch (IOException _) {
            return "unreadable";
        }
    }
}
