package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of a tool outside of any run: somebody tries it. For many threads. */
public final class LoneCall implements Tool.Call {
    private final @Nullable JsonNode config;
    private final Clock clock;
    private final Consumer<String> progress;
    private final long end;
    private final String key = UUID.randomUUID().toString();
    private boolean cancelled;
    private @Nullable Runnable hook;

    /**
     * @param config what the tool is given beside its arguments; null for nothing
     * @param time how long it may take, from now on
     * @param progress hears how far it is; any thread
     */
    public LoneCall(@Nullable JsonNode config, Duration time, Clock clock, Consumer<String> progress) {
        this.progress = progress;
        this.config = config;
        this.clock = clock;
        this.end = System.nanoTime() + time.toNanos();
    }

    /** A call of which nobody hears before its end. */
    public LoneCall(@Nullable JsonNode config, Duration time, Clock clock) {
        this(config, time, clock, _ -> {});
    }

    /** Nobody waits for it any more. */
    public void cancel() {
        @Nullable Runnable now;
        synchronized (this) {
            cancelled = true;
            now = hook;
        }
        if (now != null) {
            now.run();
        }
    }

    @Override
    public void onCancel(Runnable next) {
        boolean now;
        synchronized (this) {
            hook = next;
            now = cancelled;
        }
        if (now) {
            next.run();
        }
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled || System.nanoTime() - end >= 0;
    }

    @Override
    public Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    @Override
    public void progress(String line) {
        if (!cancelled()) {
            progress.accept(line);
        }
    }

    @Override
    public String run() {
        return "";
    }

    @Override
    public String stepKey() {
        return "";
    }

    @Override
    public String node() {
        return "";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public String idempotencyKey() {
        return key;
    }

    @Override
    public @Nullable JsonNode config() {
        return config;
    }

    @Override
    public long epochMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
