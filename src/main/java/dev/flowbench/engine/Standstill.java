package dev.flowbench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether anything in a run can go on by itself. Each task of the run is counted as moving but while it waits for a
 * person, for tasks it started, or for room in the ledger; sleeps and calls count as moving. When none moves and somebody
 * waits for a person or is paused, the run stands still, and its clock with it. All belongs to the run's section.
 */
final class Standstill {
    private final ActiveClock clock;
    private final List<Parked> parked = new ArrayList<>();
    /** The task that runs the workflow itself is there from the beginning. */
    private int moving = 1;
    private int held;
    private @Nullable Runnable onStanding;
    private @Nullable Runnable stepper;

    /** What a task waits for. */
    enum For {
        /** A person: the run may stand, and its place in a frame is free for others. */
        PERSON,
        /** The run is paused: it may stand. */
        PAUSE,
        /** What others hold. */
        ROOM
    }

    Standstill(ActiveClock clock) {
        this.clock = clock;
    }

    /** One that waits until something outside its own task lets it go on. */
    final class Parked {
        private final Scope scope;
        private final For what;
        private final BooleanSupplier free;

        private Parked(Scope scope, For what, BooleanSupplier free) {
            this.scope = scope;
            this.what = what;
            this.free = free;
        }
    }

    /**
     * What is to happen when the run comes to stand still.
     *
     * @param task called inside the section: short, and it starts what takes longer
     */
    void onStanding(Runnable task) {
        onStanding = task;
    }

    /** The stepper hears of it first, and may let something go on. */
    void stepper(Runnable task) {
        stepper = task;
    }

    /** How many wait for a person or because the run is paused. */
    int held() {
        return held;
    }

    /** A task begins beside the others. */
    void begin(Scope scope) {
        move(scope, 1);
        clock.go();
    }

    /** A task is over, or waits for others that it started. */
    void stop(Scope scope) {
        move(scope, -1);
        look();
    }

    /** A task that waited for others goes on. */
    void goOn(Scope scope) {
        begin(scope);
    }

    /**
     * A task begins to wait.
     *
     * @param free whether it need not wait any more: it is about to go on
     */
    Parked park(Scope scope, For what, BooleanSupplier free) {
        var one = new Parked(scope, what, free);
        parked.add(one);
        if (what != For.ROOM) {
            held++;
        }
        if (what == For.PERSON) {
            wait(scope, 1);
        }
        stop(scope);
        return one;
    }

    /** It goes on. May be called again: the first call counts. */
    void wake(Parked one) {
        if (parked.remove(one)) {
            if (one.what != For.ROOM) {
                held--;
            }
            if (one.what == For.PERSON) {
                wait(one.scope, -1);
            }
            begin(one.scope);
        }
    }

    /** Whether nothing goes on before a person does something. */
    boolean standing() {
        return moving == 0 && held > 0
                && parked.stream().noneMatch(one -> one.free.getAsBoolean() || one.scope.cancelledScope() != null);
    }

    private void look() {
        if (!standing()) {
            return;
        }
        clock.stand();
        if (stepper != null) {
            stepper.run();
        }
        if (onStanding != null && standing()) {
            onStanding.run();
        }
    }

    private void move(Scope innermost, int by) {
        moving += by;
        for (Scope scope = innermost; scope != null; scope = scope.parent) {
            if (scope.slot != null) {
                scope.slot.move(by);
            }
        }
    }

    private static void wait(Scope innermost, int by) {
        for (Scope scope = innermost; scope != null; scope = scope.parent) {
            if (scope.slot != null) {
                scope.slot.waits(by);
            }
        }
    }
}
