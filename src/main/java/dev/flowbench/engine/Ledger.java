package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.port.Scheduler;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reserve, then call, then settle. What is booked and what is held never exceed a cap, in any scope, at any event. What
 * does not fit waits while holds in that scope may still come back, and trips the cap only when they cannot.
 *
 * <p>All methods are called inside the run's section.
 */
final class Ledger {
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private Amount total = Amount.ZERO;

    /** What became of a request to reserve. */
    sealed interface Admission {
        /** It is held. */
        record Admitted() implements Admission {}

        /** It does not fit now but may later. */
        record Full(Scope scope, Cap cap) implements Admission {}

        /** It can never fit. */
        record Refused(Scope scope, Cap cap) implements Admission {}

        /** The scope admits nothing any more. */
        record Closed(Scope scope, String reason) implements Admission {}
    }

    private static final Admission ADMITTED = new Admission.Admitted();

    /** One that waits for room, in the order of asking. */
    static final class Waiter {
        final Scope scope;
        final Amount need;
        final Scheduler.Signal signal;
        @Nullable Admission outcome;

        Waiter(Scope scope, Amount need, Scheduler.Signal signal) {
            this.scope = scope;
            this.need = need;
            this.signal = signal;
        }
    }

    /** Holds the amount in every enclosing scope at once, or in none. */
    Admission reserve(Scope scope, Amount need) {
        Admission admission = examine(scope, need);
        if (admission == ADMITTED) {
            for (Scope s = scope; s != null; s = s.parent) {
                s.hold(need);
            }
        }
        return admission;
    }

    private static Admission examine(Scope innermost, Amount need) {
        Admission.@Nullable Full full = null;
        for (Scope scope = innermost; scope != null; scope = scope.parent) {
            if (scope.limits == null) {
                continue;
            }
            if (scope.admissionClosedBy() != null) {
                return new Admission.Closed(scope, scope.admissionClosedBy());
            }
            for (Cap cap : Cap.ALL) {
                int i = cap.ordinal();
                long limit = scope.limits[i];
                long asked = cap.of(need);
                if (limit == Cap.NONE || asked == 0) {
                    continue;
                }
                long left = limit - scope.committed[i];
                if (asked > left) {
                    return new Admission.Refused(scope, cap);
                }
                if (full == null && asked > left - scope.held[i]) {
                    full = new Admission.Full(scope, cap);
                }
            }
        }
        return full == null ? ADMITTED : full;
    }

    /** Queues one that found no room; its signal is raised when there is an outcome. */
    void await(Waiter waiter) {
        waiters.addLast(waiter);
    }

    void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** Books what was used in place of the hold, and lets in who waited for the room. */
    void settle(Scope scope, Amount hold, Amount actual) {
        total = total.plus(actual);
        for (Scope s = scope; s != null; s = s.parent) {
            s.unhold(hold);
            s.commit(actual);
        }
        admitWaiting();
    }

    /** Books what needs no hold because it is over at once. */
    Admission book(Scope scope, Amount amount) {
        Admission admission = examine(scope, amount);
        if (admission == ADMITTED) {
            total = total.plus(amount);
            for (Scope s = scope; s != null; s = s.parent) {
                s.commit(amount);
            }
        }
        return admission;
    }

    /** Looks at all that wait again: room came back, or a scope was closed. */
    void admitWaiting() {
        if (waiters.isEmpty()) {
            return;
        }
        for (Iterator<Waiter> i = waiters.iterator(); i.hasNext();) {
            Waiter waiter = i.next();
            Admission now = reserve(waiter.scope, waiter.need);
            if (!(now instanceof Admission.Full)) {
                waiter.outcome = now;
                i.remove();
                waiter.signal.raise();
            }
        }
    }

    /** What was booked before the process ended. */
    void takeOver(Amount before) {
        total = total.plus(before);
    }

    /** What was booked in the whole run. */
    Amount total() {
        return total;
    }
}
