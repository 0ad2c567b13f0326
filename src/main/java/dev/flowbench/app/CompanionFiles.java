package dev.flowbench.app;

import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a workflow leaves behind when its file alone is saved in another place: the documents it uses, its folder of files,
 * its example inputs and the script of the simulated model. Methods block; for any thread.
 */
public final class CompanionFiles {
    private static final String JSON = ".json";

    private CompanionFiles() {}

    /**
     * The files that stand beside one place of a workflow and not beside the other.
     *
     * @param from file of the workflow, or of the sample that it is a copy of
     * @param to the file to which it is saved
     * @return where each would be copied, by where it is; links are not followed, and nothing that exists is in it
     * @throws IOException if the folder cannot be read
     */
    public static Map<Path, Path> of(Workflow workflow, Path from, Path to) throws IOException {
        var found = new LinkedHashMap<Path, Path>();
        Path folder = from.toAbsolutePath().getParent();
        if (folder == null) {
            return found;
        }
        named(workflow, folder, to, found);
        beside(from, folder, to, found);
        Path files = from.resolveSibling(World.FILES);
        if (Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(files)) {
                for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                    add(file, to.resolveSibling(World.FILES).resolve(files.relativize(file).toString()), found);
                }
            }
        }
        return found;
    }

    private static void named(Workflow workflow, Path folder, Path to, Map<Path, Path> found) {
        var open = new ArrayDeque<Map.Entry<String, Workflow>>();
        open.add(Map.entry("", workflow));
        var seen = new java.util.HashSet<String>();
        while (!open.isEmpty()) {
            Map.Entry<String, Workflow> at = open.remove();
            for (String path : Documents.named(at.getKey(), at.getValue())) {
                Path file = folder.resolve(path);
                if (!seen.add(path) || !Documents.isInside(folder, file)) {
                    continue;
                }
                add(file, to.resolveSibling(path), found);
                try {
                    open.add(Map.entry(path, new DocumentReader().read(file).workflow()));
                } catch (UnreadableDocument _) {
                    // It goes along as it is; what it names is not known.
                }
            }
        }
    }

    /** Inputs and script, which bear the workflow's name: they take the new one. */
    private static void beside(Path from, Path folder, Path to, Map<Path, Path> found) throws IOException {
        String id = new Companions(from).id();
        String now = new Companions(to).id();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                String name = String.valueOf(file.getFileName());
                String rest = name.startsWith(id + '.') ? name.substring(id.length()) : "";
                if (rest.endsWith(JSON) && (rest.startsWith(".inputs.") || rest.startsWith(".sim."))) {
                    add(file, to.resolveSibling(now + rest), found);
                }
            }
        }
    }

    private static void add(Path file, Path to, Map<Path, Path> found) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            found.put(file.toAbsolutePath().normalize(), to.toAbsolutePath().normalize());
        }
    }

    /**
     * Copies files, and overwrites none: one that came into being meanwhile stays as it is.
     *
     * @throws IOException if one cannot be copied; those before it are
     */
    public static void copy(Map<Path, Path> files) throws IOException {
        for (Map.Entry<Path, Path> each : files.entrySet()) {
            try {
                Files.createDirectories(each.getValue().getParent());
                Files.copy(each.getKey(), each.getValue(), LinkOption.NOFOLLOW_LINKS);
            } catch (FileAlreadyExistsException | NoSuchFileException _) {
                // Somebody made it, or took it away, since it was looked for.
            }
        }
    }
}
