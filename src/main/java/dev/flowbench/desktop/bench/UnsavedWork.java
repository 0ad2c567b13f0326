package dev.flowbench.desktop.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;

/** Copies of documents with unsaved edits, so that a crash loses nothing. */
public final class UnsavedWork {
    private static final String FOLDER = "unsaved";

    private final BenchData bench;

    public UnsavedWork(BenchData bench) {
        this.bench = bench;
    }

    /**
     * One copy.
     *
     * @param key its name
     * @param title what people read
     * @param file path of the document; empty for one never saved
     * @param text the document as JSON
     * @param own whether it was written here
     */
    public record Copy(String key, String title, String file, String text, boolean own) {}

    /** Keeps a copy, in place of the one of the same key. */
    public void keep(Copy copy) {
        bench.write(FOLDER + "/" + copy.key(), JsonNodeFactory.instance.objectNode()
                .put("title", copy.title())
                .put("file", copy.file())
                .put("text", copy.text())
                .put("own", copy.own()));
    }

    /** Forgets a copy: its document is saved or closed. */
    public void forget(String key) {
        bench.remove(FOLDER + "/" + key);
    }

    /** What an earlier program left behind. */
    public List<Copy> left() {
        return bench.names(FOLDER).stream()
                .map(name -> bench.read(name)
                        .filter(kept -> kept.hasNonNull("text"))
                        .map(kept -> new Copy(name.substring(FOLDER.length() + 1), kept.path("title").asText(),
                                kept.path("file").asText(), kept.path("text").asText(),
                                kept.path("own").asBoolean())))
                .flatMap(Optional::stream)
                .toList();
    }
}
