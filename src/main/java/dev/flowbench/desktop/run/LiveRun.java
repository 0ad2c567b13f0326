package dev.flowbench.desktop.run;

import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.NodeState;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SessionSummary;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * A run under way: what canvas, trace and tool bar watch. Made before the run, given to the engine as its
 * {@link #listener}, and true to the end after it. On the JavaFX thread, but for the listener.
 *
 * <p>Watch {@link #revisionProperty}: it changes once for each pulse that brought something; then ask.
 */
public final class LiveRun {
    /** As much of a streaming text as a card can show. */
    private static final int CARD_TEXT = 600;
    /** Of what comes in without end the end is kept. */
    private static final int MOST_TEXT = 1_000_000;

    private final RunTrace trace;
    private final EventPump pump;
    private final LongSupplier nanos;
    private final boolean pulsed;
    private final Map<Long, Stream> streams = new HashMap<>();
    private final Map<String, Stream> byNode = new HashMap<>();
    private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper(this, "revision", 0);
    private final ReadOnlyObjectWrapper<RunStatus> status = new ReadOnlyObjectWrapper<>(this, "status",
            RunStatus.RUNNING);
    private final ReadOnlyObjectWrapper<SessionSummary> summary;
    private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper(this, "paused", false);
    private final ReadOnlyBooleanWrapper closed = new ReadOnlyBooleanWrapper(this, "closed", false);
    private long drainedAt;

    private static final class Stream {
        final int attempt;
        /** Whether the text says what the call waits for. */
        final boolean waits;
        final StringBuilder text = new StringBuilder();

        Stream(int attempt, boolean waits) {
            this.attempt = attempt;
            this.waits = waits;
        }
    }

    /** A run of that document that has not begun. */
    public LiveRun(Workflow workflow) {
        this(workflow, System::nanoTime, true);
    }

    /**
     * A run that takes in its events only when {@link #catchUp} is called, for use without pulses.
     *
     * @param nanos a clock of nanoseconds, as {@link System#nanoTime}
     */
    public LiveRun(Workflow workflow, LongSupplier nanos) {
        this(workflow, nanos, false);
    }

    private LiveRun(Workflow workflow, LongSupplier nanos, boolean pulsed) {
        this.pulsed = pulsed;
        this.trace = new RunTrace(workflow);
        this.nanos = nanos;
        this.drainedAt = nanos.getAsLong();
        this.summary = new ReadOnlyObjectWrapper<>(this, "summary", trace.summary());
        this.pump = new EventPump(new Fold(), nanos);
    }

    /** Begins to follow the run: give the result to the engine. Any thread. */
    public RunListener listener() {
        if (pulsed) {
            pump.start();
        }
        return pump;
    }

    /** Where the events come in; for tests that have no pulse. */
    EventPump pump() {
        return pump;
    }

    /** Takes all that has come in so far, without waiting for a pulse. */
    public void catchUp() {
        boolean empty = pump.drain();
        while (!empty) {
            empty = pump.drain();
        }
    }

    /** Stops following, for a run nobody looks at any more: what it says from now on does not come in. */
    public void close() {
        pump.stop();
        closed.set(true);
    }

    /** Whether nobody looks at it any more: then it stays as it was, whatever becomes of the run. */
    public ReadOnlyBooleanProperty closedProperty() {
        return closed.getReadOnlyProperty();
    }

    /** The run as far as it has come; grows between revisions only. */
    public RunTrace trace() {
        return trace;
    }

    /** Rises by one with each pulse that brought something. */
    public ReadOnlyLongProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<RunStatus> statusProperty() {
        return status.getReadOnlyProperty();
    }

    public RunStatus status() {
        return status.get();
    }

    public boolean isRunning() {
        return status.get() == RunStatus.RUNNING;
    }

    /** Whether it is paused: no step begins, though what is in flight goes on. */
    public ReadOnlyBooleanProperty pausedProperty() {
        return paused.getReadOnlyProperty();
    }

    /** The run in a few figures, as of the last revision. */
    public ReadOnlyObjectProperty<SessionSummary> summaryProperty() {
        return summary.getReadOnlyProperty();
    }

    /**
     * The time of the run, microseconds since 1970-01-01T00:00Z: goes on between events while it runs, by the clock of this
     * machine, and stands at its last event once it has ended.
     */
    public long now() {
        return isRunning() && trace.size() > 0
                ? trace.latest() + Math.max(0, nanos.getAsLong() - drainedAt) / 1_000
                : trace.latest();
    }

    /** How a node stands, with the end of the text that is streaming in; empty for a node the run has not come to. */
    public Optional<NodeState> node(String id) {
        NodeState state = trace.nodeState(id, now());
        if (state.phase() == NodeState.Phase.WAITING) {
            return Optional.empty();
        }
        Stream stream = byNode.get(id);
        if (stream == null || state.running() == 0) {
            return Optional.of(state);
        }
        int from = Math.max(0, stream.text.length() - CARD_TEXT);
        return Optional
                .of(new NodeState(state.phase(), state.visits(), state.running(), state.tokens(), state.nanoUsd(),
                        state.priced(), state.micros(), stream.text.substring(from), state.badge(), state.meters(),
                        state.outputs(),
                        state.inputs()));
    }

    /** The text that is streaming into a span; empty for none. */
    public String text(long span) {
        Stream stream = streams.get(span);
        return stream == null ? "" : stream.text.toString();
    }

    /** The text that is streaming into a node, that of its visit begun last; empty for none. */
    public String text(String node) {
        Stream stream = byNode.get(node);
        return stream == null ? "" : stream.text.toString();
    }

    private void forget(long span) {
        Stream stream = streams.remove(span);
        if (stream != null) {
            byNode.values().remove(stream);
        }
    }

    private final class Fold implements EventPump.Sink {
        @Override
        public void event(Event event) {
            trace.accept(event);
            if (!streams.isEmpty()) {
                int row = trace.row(event.where().span());
                if (row >= 0 && trace.state(row).isOver()) {
                    forget(event.where().span());
                }
            }
        }

        @Override
        public void text(long span, String node, int attempt, String text) {
            stream(span, node, attempt, text, false);
        }

        @Override
        public void waits(long span, String node, int attempt, String reason) {
            forget(span);
            stream(span, node, attempt, reason, true);
        }

        private void stream(long span, String node, int attempt, String text, boolean waits) {
            int row = trace.row(span);
            if (row >= 0 && trace.state(row).isOver()) {
                return;
            }
            Stream stream = streams.get(span);
            if (stream == null || stream.attempt != attempt || stream.waits != waits) {
                forget(span);
                stream = new Stream(attempt, waits);
                streams.put(span, stream);
            }
            byNode.put(node, stream);
            stream.text.append(text);
            if (stream.text.length() > MOST_TEXT) {
                stream.text.delete(0, stream.text.length() - MOST_TEXT / 2);
            }
        }

        @Override
        public void drained() {
            drainedAt = nanos.getAsLong();
            summary.set(trace.summary());
            paused.set(trace.standings().isPaused());
            status.set(trace.status());
            revision.set(revision.get() + 1);
        }
    }
}
