package dev.flowbench.desktop.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Small JSON values by name that outlive the program. A name is a relative path: {@code window}, {@code inputs/desk}. */
public interface BenchData {
    /** The value; empty where there is none or it cannot be read. */
    Optional<JsonNode> read(String name);

    /** Keeps a value. Returns at once; a failure is logged, never thrown: bench data is a comfort. */
    void write(String name, JsonNode value);

    /** Forgets a value. */
    void remove(String name);

    /** Names below a folder: {@code unsaved} gives {@code unsaved/a}, {@code unsaved/b}. */
    List<String> names(String folder);

    /** Waits until all is written. */
    void flush();
}
