package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a model or tool alone for a while that failed too often in a short time. One for all runs of an engine: what one
 * run found out spares the others the waiting and the money.
 */
final class Breakers {
    private static final int FAILURES = 5;
    private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long COOL_DOWN_NANOS = Duration.ofSeconds(30).toNanos();

    private final Scheduler scheduler;
    private final Scheduler.Section section;
    private final Map<String, Breaker> breakers = new HashMap<>();
    /** Nothing has failed yet: so calls, of which there may be thousands at once, need not queue up here. */
    private volatile boolean calm = true;

    Breakers(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.section = scheduler.section();
    }

    /** Whether a call may go. */
    enum State {
        /** All go. */
        CLOSED,
        /** None goes. */
        OPEN,
        /** This one goes, to see whether it is well again. */
        PROBE
    }

    /** A call that may fail. */
    interface Call<T> {
        T make() throws CallFailed;
    }

    /**
     * Makes a call, unless what it calls is left alone; that it is, or that this is the one that tries, is a decision of the
     * step.
     *
     * @param of what it calls: a model at a provider with a key, or a tool
     * @throws CallFailed with {@link ErrorCode#BREAKER_OPEN}, at once, or as the call does
     */
    <T> T call(RunState run, Where where, String of, Call<T> call) throws CallFailed {
        @Nullable Recording recording = run.recording();
        @Nullable What next = recording == null ? null : run.exclusively(() -> recording.next(where.stepKey()));
        if (next != null) {
            return again(run, where, of, next, call);
        }
        State state = admit(of);
        if (state != State.CLOSED) {
            tell(run, where, of, state);
        }
        if (state == State.OPEN) {
            throw isOpen(where, of);
        }
        boolean told = false;
        try {
            T result = call.make();
            succeeded(of);
            told = true;
            return result;
        } catch (CallFailed failed) {
            if (failed.sent()) {
                failed(of, failed.error().code(), state == State.PROBE);
                told = true;
            }
            throw failed;
        } finally {
            if (!told && state == State.PROBE) {
                gaveUp(of);
            }
        }
    }

    /** As it was decided when the run came along here before; what is recorded says nothing of now, so it is not counted. */
    private static <T> T again(RunState run, Where where, String of, What next, Call<T> call) throws CallFailed {
        if (next instanceof What.Decided(What.Choice choice, JsonNode detail) && choice == What.Choice.BREAKER) {
            State state = State.valueOf(detail.path("state").asText());
            tell(run, where, of, state);
            if (state == State.OPEN) {
                throw isOpen(where, of);
            }
        }
        return call.make();
    }

    private static void tell(RunState run, Where where, String of, State state) {
        run.tell(where, new What.Decided(What.Choice.BREAKER, Details.of("of", of, "state", state)));
    }

    private static CallFailed isOpen(Where where, String of) {
        return new CallFailed(new RunError(ErrorCode.BREAKER_OPEN, Texts.text("error.breaker", of),
                Texts.text("wayOut.breaker"), where.node(), where.attempt(), null, -1));
    }

    private static final class Breaker {
        /** When it failed, within the last minute. */
        final ArrayDeque<Long> failures = new ArrayDeque<>(FAILURES);
        boolean open;
        boolean probing;
        long since;
    }

    /** Asks whether a call may go. Who is told anything but {@link State#OPEN} says afterwards how it went. */
    private State admit(String of) {
        if (calm) {
            return State.CLOSED;
        }
        return exclusively(() -> {
            @Nullable Breaker breaker = breakers.get(of);
            if (breaker == null || !breaker.open) {
                return State.CLOSED;
            }
            if (breaker.probing || scheduler.nanos() - breaker.since < COOL_DOWN_NANOS) {
                return State.OPEN;
            }
            breaker.probing = true;
            return State.PROBE;
        });
    }

    /** An answer came: whatever was wrong is over. Failures among successes are still counted while it goes. */
    private void succeeded(String of) {
        if (calm) {
            return;
        }
        exclusively(() -> {
            @Nullable Breaker breaker = breakers.get(of);
            if (breaker != null && breaker.open) {
                breakers.remove(of);
            }
            return true;
        });
    }

    /**
     * None came.
     *
     * @param probe whether the call was let through to try
     */
    private void failed(String of, ErrorCode code, boolean probe) {
        exclusively(() -> {
            if (code.tripsBreaker()) {
                calm = false;
                count(breakers.computeIfAbsent(of, _ -> new Breaker()), probe);
            } else if (probe) {
                over(of);
            }
            return true;
        });
    }

    /** A call that was let through to try came to nothing: another may try. */
    private void gaveUp(String of) {
        exclusively(() -> {
            over(of);
            return true;
        });
    }

    private void over(String of) {
        @Nullable Breaker breaker = breakers.get(of);
        if (breaker != null) {
            breaker.probing = false;
        }
    }

    private void count(Breaker breaker, boolean probe) {
        long now = scheduler.nanos();
        breaker.failures.addLast(now);
        while (breaker.failures.size() > FAILURES || now - breaker.failures.getFirst() > WINDOW_NANOS) {
            breaker.failures.removeFirst();
        }
        if (probe || !breaker.open && breaker.failures.size() == FAILURES) {
            breaker.open = true;
            breaker.probing = false;
            breaker.since = now;
        }
    }

    private <T> T exclusively(Supplier<T> work) {
        section.enter();
        try {
            return work.get();
        } finally {
            section.leave();
        }
    }
}
