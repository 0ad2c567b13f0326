package dev.flowbench.memory;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings of a small model on this machine, which needs no network: an optional part of the application, as it makes it
 * 130 MB larger. The model is loaded with the first text, which takes 1 to 3 seconds. One platform thread works: the model is
 * native, and would pin virtual ones.
 */
public final class LocalEmbedder implements Embedder, AutoCloseable {
    private static final String MODEL = "dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel";
    private static final String NAME = "all-minilm-l6-v2-q";

    private final Class<?> maker;
    private final Path natives;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("embeddings").factory());
    /** Only the thread knows it. */
    private @Nullable EmbeddingModel model;

    private LocalEmbedder(Class<?> maker, Path natives) {
        this.maker = maker;
        this.natives = natives;
    }

    /**
     * The model, where the part has been added to the application. Nothing is loaded yet.
     *
     * @param natives folder in which its native library is unpacked; made when needed
     */
    public static Optional<LocalEmbedder> find(Path natives) {
        try {
            return Optional.of(new LocalEmbedder(
                    Class.forName(MODEL, false, LocalEmbedder.class.getClassLoader()), natives));
        } catch (ClassNotFoundException _) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> embed(List<String> texts) throws Failed {
        Future<List<float[]>> result;
        try {
            result = thread.submit(() -> vectors(texts));
        } catch (RejectedExecutionException e) {
            throw new Failed(MemoryTexts.text("closed"), e);
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(MemoryTexts.text("cancelled"), e);
        } catch (ExecutionException e) {
            throw new Failed(MemoryTexts.text("embed.local", String.valueOf(e.getCause())), e);
        }
    }

    private List<float[]> vectors(List<String> texts) throws ReflectiveOperationException {
        EmbeddingModel loaded = model;
        if (loaded == null) {
            // Else its library is unpacked into the user's own folder, and looked for on the network.
            System.setProperty("DJL_CACHE_DIR", natives.toAbsolutePath().toString());
            System.setProperty("ai.djl.offline", "true");
            loaded = (EmbeddingModel) maker.getConstructor().newInstance();
            model = loaded;
        }
        // The tokenizer refuses an empty text.
        List<TextSegment> segments = texts.stream().map(text -> TextSegment.from(text.isBlank() ? "-" : text)).toList();
        return loaded.embedAll(segments).content().stream().map(Embedding::vector).toList();
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        thread.close();
    }
}
