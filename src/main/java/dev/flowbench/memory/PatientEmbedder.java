package dev.flowbench.memory;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An embedder that is left alone for a while after it failed: who recalls meanwhile is told at once, and need not wait for a
 * server that is not there.
 */
public final class PatientEmbedder implements Embedder {
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    /** What went wrong last, and until when it counts. */
    private record Trouble(String why, long until) {}

    private final Embedder embedder;
    private final LongSupplier nanos;
    private volatile @Nullable Trouble trouble;

    /** @param nanos tells the time as {@link System#nanoTime} */
    public PatientEmbedder(Embedder embedder, LongSupplier nanos) {
        this.embedder = embedder;
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return embedder.name();
    }

    @Override
    public List<float[]> embed(List<String> texts) throws Failed {
        @Nullable Trouble last = trouble;
        if (last != null && nanos.getAsLong() - last.until() < 0) {
            throw new Failed(last.why());
        }
        try {
            List<float[]> vectors = embedder.embed(texts);
            trouble = null;
            return vectors;
        } catch (Failed e) {
            if (!Thread.currentThread().isInterrupted()) {
                trouble = new Trouble(e.why(), nanos.getAsLong() + PAUSE);
            }
            throw e;
        }
    }
}
