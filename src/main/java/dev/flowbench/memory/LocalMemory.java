package dev.flowbench.memory;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ToolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Memory in one SQLite file, which is made with the first thing remembered. What {@link #remember} returned from is
 * durable. Several processes may use one file. After a fault the next call opens the file anew.
 *
 * <p>Texts are found again by their words and parts of words; see {@link WordLikeness}. Where there is an {@link Embedder},
 * they are found by what they mean and by their words, both ranks fused; what has no vector of its model yet gets one when it
 * is recalled. Where the embedder fails, words alone count, and what is found says so. A scope holds {@value #MAX_ENTRIES}
 * entries; beyond that the oldest are forgotten.
 *
 * <p>Safe for many threads.
 */
public final class LocalMemory implements Memory, AutoCloseable {
    /** Name of the user's own scope, which all workflows may name. */
    public static final String USER = "user";
    /** The most entries of a scope. */
    public static final int MAX_ENTRIES = 50_000;
    /** The longest text that can be remembered, and the longest query, in characters. */
    public static final int MAX_TEXT = 50_000;
    /** The longest name of a scope or an entry, in characters. */
    public static final int MAX_NAME = 300;
    /** The most entries that one recall gives. */
    public static final int MAX_RECALLED = 100;
    /** The most entries that get their vectors in one recall; the others wait for the next. */
    static final int CATCH_UP = 512;
    private static final int BATCH = RemoteEmbedder.BATCH - 1;
    private static final int PATIENCE_MILLIS = 5_000;

    private final MemoryFile file;
    private final Supplier<Optional<Embedder>> embedders;

    /**
     * Finds by words.
     *
     * @param file where it is kept; its folder is made when needed
     */
    public LocalMemory(Path file) {
        this(file, Optional::empty);
    }

    /**
     * @param file where it is kept; its folder is made when needed
     * @param embedders asked at each recall for what tells meanings; empty for words alone
     */
    public LocalMemory(Path file, Supplier<Optional<Embedder>> embedders) {
        this(file, new WordLikeness(), MAX_ENTRIES, PATIENCE_MILLIS, embedders);
    }

    /** @param patienceMillis how long to wait for another process that writes */
    LocalMemory(Path file, Likeness likeness, int maxEntries, int patienceMillis) {
        this(file, likeness, maxEntries, patienceMillis, Optional::empty);
    }

    private LocalMemory(Path file, Likeness likeness, int maxEntries, int patienceMillis,
            Supplier<Optional<Embedder>> embedders) {
        this.file = new MemoryFile(file, likeness, maxEntries, patienceMillis);
        this.embedders = embedders;
    }

    @Override
    public List<Entry> recall(String scope, String query, int k) throws ToolException {
        checkRecall(scope, query, k);
        int most = Math.min(k, MAX_RECALLED);
        Optional<Embedder> embedder = isOfEngine(scope) ? Optional.empty() : embedders.get();
        if (embedder.isEmpty()) {
            return byWords(scope, query, most);
        }
        try {
            return byMeaning(embedder.get(), scope, query, most);
        } catch (Embedder.Failed e) {
            if (Thread.currentThread().isInterrupted()) {
                throw MemoryTexts.fault(e, ErrorCode.CANCELLED, "cancelled");
            }
            String note = MemoryTexts.text("embed.words", e.why());
            LoggerFactory.getLogger(LocalMemory.class).warn("{}", note);
            return byWords(scope, query, most).stream()
                    .map(entry -> new Entry(entry.id(), entry.text(), entry.score(), entry.at(), note)).toList();
        }
    }

    /** What the engine notes for itself is no text for a model: see {@code Familiar}. */
    private static boolean isOfEngine(String scope) {
        return scope.startsWith("familiar:") || scope.startsWith("sample:");
    }

    private List<Entry> byWords(String scope, String query, int most) throws ToolException {
        return file.ifThere(List.of(), database -> database.find(scope, query, most));
    }

    private List<Entry> byMeaning(Embedder embedder, String scope, String query, int most)
            throws ToolException, Embedder.Failed {
        String model = embedder.name();
        MeaningTable.Waiting waiting = file.ifThere(MeaningTable.Waiting.NOTHING,
                database -> database.meanings().waiting(scope, model, CATCH_UP));
        if (waiting.entries() == 0) {
            return List.of();
        }
        List<MeaningTable.Text> texts = waiting.texts();
        float[] meant = new float[0];
        for (int from = 0; from == 0 || from < texts.size(); from += BATCH) {
            List<MeaningTable.Text> some = texts.subList(from, Math.min(texts.size(), from + BATCH));
            var asked = new ArrayList<>(List.of(query));
            some.forEach(text -> asked.add(text.text()));
            List<float[]> vectors = embedder.embed(from == 0 ? asked : asked.subList(1, asked.size()));
            int own = from == 0 ? 1 : 0;
            if (vectors.size() != some.size() + own) {
                throw new Embedder.Failed(MemoryTexts.text("embed.odd", model));
            }
            meant = own == 1 ? Vectors.ofLengthOne(vectors.getFirst()) : meant;
            // Each batch for itself: what was paid for stays, whatever comes after it.
            file.with(database -> {
                database.meanings().keep(model, some, vectors.subList(own, vectors.size()));
                return true;
            });
        }
        float[] unit = meant;
        if (file.with(database -> database.meanings().forgetOther(scope, model, unit.length))) {
            return byMeaning(embedder, scope, query, most);
        }
        return file.with(database -> database.meanings().find(scope, query, unit, model, most));
    }

    @Override
    public void remember(String scope, String id, String text, long at) throws ToolException {
        checkRemember(scope, id, text);
        file.with(database -> {
            database.put(scope, id, text, at);
            return true;
        });
    }

    /**
     * All scopes that hold something, by name.
     *
     * @throws ToolException if the file cannot be read; for people, as everywhere here
     */
    public List<MemoryScope> scopes() throws ToolException {
        return file.ifThere(List.of(), database -> database.shelf().scopes());
    }

    /**
     * Entries of a scope, the newest first.
     *
     * @param words only those that hold a word beginning with each of these; blank for all
     * @param from how many to leave out, from 0
     * @param count how many at most, from 1
     * @throws ToolException if the file cannot be read
     */
    public MemoryPage page(String scope, String words, int from, int count) throws ToolException {
        return file.ifThere(new MemoryPage(List.of(), 0), database -> database.shelf().page(scope, words, from, count));
    }

    /**
     * One entry.
     *
     * @throws ToolException if the file cannot be read
     */
    public Optional<MemoryPage.Item> entry(String scope, String id) throws ToolException {
        return file.ifThere(Optional.empty(), database -> database.shelf().entry(scope, id));
    }

    /**
     * Forgets an entry; nothing of it stays in the file.
     *
     * @return false if there is none
     * @throws ToolException if the file cannot be written
     */
    public boolean delete(String scope, String id) throws ToolException {
        return file.ifThere(false, database -> database.shelf().delete(scope, id));
    }

    /**
     * Forgets all of a scope; nothing of it stays in the file.
     *
     * @return how many entries that were
     * @throws ToolException if the file cannot be written
     */
    public int clear(String scope) throws ToolException {
        return file.ifThere(0, database -> database.shelf().clear(scope));
    }

    /** What every memory refuses to look for. */
    static void checkRecall(String scope, String query, int k) throws ToolException {
        bounded("scope", scope, MAX_NAME);
        bounded("query", query, MAX_TEXT);
        if (k < 1) {
            throw MemoryTexts.fault(null, ErrorCode.BAD_ARGUMENTS, "count");
        }
    }

    /** What every memory refuses to keep. */
    static void checkRemember(String scope, String id, String text) throws ToolException {
        bounded("scope", scope, MAX_NAME);
        bounded("id", id, MAX_NAME);
        bounded("text", text, MAX_TEXT);
    }

    private static void bounded(String what, String text, int most) throws ToolException {
        if (text.length() > most) {
            throw MemoryTexts.fault(null, ErrorCode.TOO_LARGE, "large." + what, Integer.toString(most));
        }
    }

    /** Waits for what is under way, and closes the file. */
    @Override
    public void close() {
        file.close();
    }
}
