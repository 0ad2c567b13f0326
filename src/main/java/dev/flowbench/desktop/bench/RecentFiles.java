package dev.flowbench.desktop.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The files last opened or saved, newest first, kept in bench data. On the JavaFX thread. */
public final class RecentFiles {
    private static final String NAME = "recent";
    private static final int MOST = 12;

    private final BenchData bench;
    private final ObservableList<Path> files = FXCollections.observableArrayList();

    public RecentFiles(BenchData bench) {
        this.bench = bench;
        bench.read(NAME).ifPresent(kept -> kept.forEach(this::take));
    }

    private void take(JsonNode path) {
        try {
            files.add(Path.of(path.asText()));
        } catch (InvalidPathException _) {
            // A name from another operating system; there is nothing to open under it here.
        }
    }

    /** Newest first; may name files that are gone. */
    public ObservableList<Path> files() {
        return files;
    }

    /** Puts a file first. */
    public void add(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        var next = new ArrayList<>(files);
        next.remove(whole);
        next.addFirst(whole);
        keep(next.size() > MOST ? next.subList(0, MOST) : next);
    }

    /** Takes a file out. */
    public void remove(Path file) {
        var next = new ArrayList<>(files);
        if (next.remove(file)) {
            keep(next);
        }
    }

    private void keep(java.util.List<Path> next) {
        files.setAll(java.util.List.copyOf(next));
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        files.forEach(file -> list.add(file.toString()));
        bench.write(NAME, list);
    }
}
