package dev.flowbench.desktop.desk;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the user for files, by the platform's own dialogs. On the JavaFX thread; waits for the answer. */
public interface FilePicker {
    /** Files to open; empty where the user gave up. */
    List<Path> open(@Nullable Path folder);

    /** A file to save to; empty where the user gave up. */
    Optional<Path> save(@Nullable Path folder, String name);

    /** Files with runs to bring here; empty where the user gave up. */
    default List<Path> openRuns(@Nullable Path folder) {
        return open(folder);
    }

    /** A file that describes an API, in JSON or YAML; empty where the user gave up. */
    default Optional<Path> openApi(@Nullable Path folder) {
        return open(folder).stream().findFirst();
    }

    /** A folder; empty where the user gave up. */
    default Optional<Path> folder(@Nullable Path from) {
        return Optional.empty();
    }

    /** A file to write a run to; empty where the user gave up. */
    default Optional<Path> saveRun(@Nullable Path folder, String name) {
        return save(folder, name);
    }
}
