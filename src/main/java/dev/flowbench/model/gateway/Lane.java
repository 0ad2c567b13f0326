package dev.flowbench.model.gateway;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The way to one provider with one key: so many calls at once, so many a minute, first come first served. */
final class Lane {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** How many calls may begin together after a pause: a sixth of a minute's. */
    private static final int BURSTS = 6;

    private static final long LOOK = Duration.ofMillis(250).toNanos();

    private final String provider;
    private final LongSupplier nanoTime;
    private final Queue<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private int under;
    /** When the next call would begin if they came evenly; calls may run ahead of it by a burst. */
    private long even;
    private boolean begun;

    /** @param provider as people know it */
    Lane(String provider, LongSupplier nanoTime) {
        this.provider = provider;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits for the way to be free. Who came in leaves with {@link #leave}.
     *
     * @return whether it waited
     * @throws ModelException with {@code CANCELLED} or {@code TIMEOUT} if the call ends meanwhile
     */
    boolean enter(Limit limit, ChatModel.Call call) throws ModelException {
        @Nullable CompletableFuture<Boolean> turn = place(limit);
        if (turn != null) {
            call.waits(Texts.text("wait.concurrent", provider, limit.concurrent()));
            call.onCancel(() -> turn.complete(false));
            if (!hasTurn(turn)) {
                forget(turn);
                throw cancelled();
            }
        }
        long wait = slot(limit);
        try {
            if (wait > 0) {
                call.waits(Texts.text("wait.perMinute", provider, limit.perMinute()));
                rest(wait, call);
            }
        } catch (ModelException e) {
            leave(limit);
            throw e;
        }
        boolean waited = turn != null || wait > 0;
        if (waited) call.goesOn();
        return waited;
    }

    /** In pieces: a switch that cuts the call off does not wake who sleeps on the run's clock. */
    private static void rest(long nanos, ChatModel.Call call) throws ModelException {
        for (long left = nanos; left > 0; left -= LOOK) {
            call.sleep(Duration.ofNanos(Math.min(left, LOOK)));
            if (call.cancelled()) throw cancelled();
        }
    }

    private static ModelException cancelled() { return new ModelException(ErrorCode.CANCELLED, "", ""); }

    private synchronized @Nullable CompletableFuture<Boolean> place(Limit limit) {
        if (under < limit.concurrent() && waiting.isEmpty()) {
            under++;
            return null;
        }
        var turn = new CompletableFuture<Boolean>();
        waiting.add(turn);
        return turn;
    }

    private static boolean hasTurn(CompletableFuture<Boolean> turn) {
        while (true) {
            try {
                return turn.get();
            } catch (InterruptedException _) {
                // The call's own hook ends the wait.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private synchronized void forget(CompletableFuture<Boolean> turn) { waiting.remove(turn); }

    /** Nanoseconds until the next call may begin; its slot is taken. */
    private synchronized long slot(Limit limit) {
        if (limit.perMinute() == Integer.MAX_VALUE) return 0;
        long each = MINUTE / limit.perMinute();
        long ahead = each * Math.max(1, limit.perMinute() / BURSTS) - each;
        long now = nanoTime.getAsLong();
        if (!begun || even - now < 0) even = now;
        begun = true;
        long wait = even - ahead - now;
        even += each;
        return wait;
    }

    synchronized void leave(Limit limit) {
        under--;
        while (under < limit.concurrent()) {
            @Nullable CompletableFuture<Boolean> next = waiting.poll();
            if (next == null) return;
            // One that gave up meanwhile takes no place.
            if (next.complete(true)) under++;
        }
    }
}
