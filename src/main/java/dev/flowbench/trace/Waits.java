package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a step stood still, and for what. */
public final class Waits {
    private Waits() {
    }

    /** What is waited for. */
    public enum For {
        /** A person who is asked. */
        PERSON,
        /** Budget that other calls hold. */
        BUDGET,
        /** Its turn at a provider that takes only so many calls. */
        TURN,
        /** The time before the next try. */
        RETRY,
        /** A circuit breaker that lets nothing through. */
        BREAKER
    }

    /**
     * A time of waiting.
     *
     * @param from microseconds since 1970-01-01T00:00Z
     * @param to microseconds since 1970-01-01T00:00Z; the present while it goes on
     * @param reason what for
     */
    public record Wait(long from, long to, For reason) {
        public long micros() {
            return Math.max(0, to - from);
        }
    }

    /**
     * The times in which a row itself waited, in order.
     *
     * @param now microseconds since 1970-01-01T00:00Z; counts only while it runs
     */
    public static List<Wait> of(RunTrace trace, int row, long now) {
        List<Event> events = trace.happened(row);
        if (events.isEmpty()) {
            return List.of();
        }
        var waits = new ArrayList<Wait>(2);
        for (Question question : trace.questions(row)) {
            if (question.request().blocking()) {
                waits.add(new Wait(question.askedAt(),
                        question.decidedAt() > 0 ? question.decidedAt() : trace.end(row, now), For.PERSON));
            }
        }
        long since = -1;
        @Nullable For reason = null;
        for (Event event : events) {
            turn(event, waits);
            @Nullable For begins = begins(event.what());
            boolean goesOn = event.what() instanceof What.EffectStarted || event.what() instanceof What.EffectHeld
                    || event.what() instanceof What.EffectFailed;
            if (reason != null && (begins != null || goesOn)) {
                waits.add(new Wait(since, event.at(), reason));
                reason = null;
            }
            if (begins != null) {
                reason = begins;
                since = event.at();
            }
        }
        if (reason != null) {
            waits.add(new Wait(since, trace.end(row, now), reason));
        }
        waits.removeIf(wait -> wait.micros() == 0);
        return waits;
    }

    /** A call waits for its turn before it is sent. */
    private static void turn(Event event, List<Wait> waits) {
        if (event.what() instanceof What.EffectCompleted done) {
            turn(event.at() - done.micros(), done.queuedMicros(), waits);
        } else if (event.what() instanceof What.EffectFailed failed) {
            turn(event.at() - failed.micros(), failed.queuedMicros(), waits);
        }
    }

    private static void turn(long sent, long queued, List<Wait> waits) {
        if (queued > 0) {
            waits.add(new Wait(sent, sent + queued, For.TURN));
        }
    }

    private static @Nullable For begins(What what) {
        if (!(what instanceof What.Decided(What.Choice choice, JsonNode detail))) {
            return null;
        }
        return switch (choice) {
            case WAIT -> For.BUDGET;
            case RETRY -> detail.path("waitMillis").asLong() > 0 ? For.RETRY : null;
            case BREAKER -> detail.path("state").asText().equalsIgnoreCase("open") ? For.BREAKER : null;
            case ROUTE, GATE, VOTE, JOIN, FALLBACK, GUARD, END, REFUSED, PIN, HANDOFF, PLAN, CHECKPOINT, EDIT, BUDGET,
                    CONTEXT, ITEM, TIMER, RELEASE, COMMIT ->
                null;
        };
    }
}
