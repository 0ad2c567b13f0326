package dev.flowbench.desktop.run;

import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.What;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Brings a run's events to the JavaFX thread: the run's threads put them on a queue, one timer takes them off once a
 * pulse. A {@code runLater} for each event would starve the window under load. Streaming text is not queued but gathered
 * by span, so that a hundred models that talk at once cost no more than one.
 *
 * <p>{@link #event} and {@link #progress} are for any thread, the rest for the JavaFX thread.
 */
final class EventPump implements RunListener {
    /** Longest time a pulse spends on events; what is left waits for the next. */
    private static final long PER_PULSE_NANOS = 7_000_000;
    private static final int LOOK_AT_CLOCK_EVERY = 256;

    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final Map<Long, Streamed> streams = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Sink sink;
    private final LongSupplier nanos;
    private @Nullable AnimationTimer timer;

    /** Takes what a pulse brings. On the JavaFX thread. */
    interface Sink {
        void event(Event event);

        /** Text that has come in since the last pulse. */
        void text(long span, String node, int attempt, String text);

        /** What a call waits for before it is sent; it holds until text comes in. */
        default void waits(long span, String node, int attempt, String reason) {}

        /** The pulse has brought all it had, and that was something. */
        void drained();
    }

    private record Streamed(String node, int attempt, boolean waits, StringBuilder text) {}

    /** @param nanos a clock of nanoseconds, as {@link System#nanoTime} */
    EventPump(Sink sink, LongSupplier nanos) {
        this.sink = sink;
        this.nanos = nanos;
    }

    @Override
    public void event(Event event) {
        events.add(event);
        if (event.what() instanceof What.RunFinished) {
            ended.set(true);
        }
    }

    @Override
    public void progress(Progress progress) {
        streams.compute(progress.span(), (_, before) -> {
            boolean fresh = before == null || before.attempt() != progress.attempt() || before.waits()
                    || progress.waits();
            Streamed now = fresh
                    ? new Streamed(progress.node(), progress.attempt(), progress.waits(), new StringBuilder())
                    : before;
            now.text().append(progress.text()).append(progress.as() == Progress.As.LINE ? "\n" : "");
            return now;
        });
    }

    /** Begins to take events off the queue, until the run has ended or {@link #stop}. Any thread. */
    void start() {
        if (!Platform.isFxApplicationThread()) {
            Platform.runLater(this::start);
            return;
        }
        if (timer == null) {
            timer = new AnimationTimer() {
                @Override
                public void handle(long now) {
                    boolean last = ended.get();
                    if (drain() && last) {
                        EventPump.this.stop();
                    }
                }
            };
            timer.start();
        }
    }

    void stop() {
        if (timer != null) {
            timer.stop();
            timer = null;
        }
    }

    /** Takes what there is, as long as a pulse allows; whether nothing is left. */
    boolean drain() {
        long until = nanos.getAsLong() + PER_PULSE_NANOS;
        int taken = 0;
        boolean empty = false;
        while (taken % LOOK_AT_CLOCK_EVERY != LOOK_AT_CLOCK_EVERY - 1 || nanos.getAsLong() < until) {
            Event event = events.poll();
            if (event == null) {
                empty = true;
                break;
            }
            taken++;
            sink.event(event);
        }
        boolean texts = false;
        for (Long span : streams.keySet()) {
            Streamed streamed = streams.remove(span);
            if (streamed != null) {
                texts = true;
                String text = streamed.text().toString();
                if (streamed.waits()) {
                    sink.waits(span, streamed.node(), streamed.attempt(), text);
                } else {
                    sink.text(span, streamed.node(), streamed.attempt(), text);
                }
            }
        }
        if (taken > 0 || texts) {
            sink.drained();
        }
        return empty;
    }
}
