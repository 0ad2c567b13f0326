package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Leave;
import dev.flowbench.flow.Budget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a frame may spend and what cancels it: the reach of a budget, of a deadline, or of a branch that may be given up.
 * Nested as the frames are. All fields belong to the run's section.
 */
final class Scope {
    private static final long[] EMPTY = {};

    /** Why a scope was cancelled. */
    enum Cause {
        /** Somebody stopped the run. */
        USER,
        /** The budget's time is over: a cap. */
        WALL_CLOCK,
        /** The node's or branch's own time is over: a failure. */
        TIMEOUT,
        /** The outcome is decided without it. */
        NOT_NEEDED
    }

    final @Nullable Scope parent;
    /** With the span, which scope it is: the same one whenever the run is gone over. */
    final Leave.Reach reach;
    final long span;
    final String title;
    final long @Nullable [] limits;
    final long[] committed;
    final long[] held;
    /** When its time is over, in nanoseconds of the run's {@link ActiveClock}; {@link Long#MAX_VALUE} for never. */
    final long deadline;

    /** When its own time is over, whatever that of the scopes around it; {@link Long#MAX_VALUE} for never. */
    final long due;

    /** The place that what runs in it takes in its frame; null where there is no limit on places. */
    @Nullable Slot slot;

    private @Nullable Cause cancelled;
    private @Nullable String closedBy;
    private boolean over;
    private @Nullable Set<Runnable> hooks;
    // Children as a linked list through the scopes themselves: ten thousand branches come and go in constant time each.
    private @Nullable Scope firstChild;
    private @Nullable Scope next;
    private @Nullable Scope previous;

    /**
     * @param title of the frame, for people
     * @param budget null for no caps
     * @param maxSteps a further cap on steps; {@link Cap#NONE} for none
     * @param deadline in nanoseconds of the run's active time; {@link Long#MAX_VALUE} for none of its own
     */
    Scope(@Nullable Scope parent, long span, String title, @Nullable Budget budget, long maxSteps, long deadline) {
        this(parent, span, Leave.Reach.OWN, title, budget, maxSteps, deadline);
    }

    private Scope(@Nullable Scope parent, long span, Leave.Reach reach, String title, @Nullable Budget budget,
            long maxSteps, long deadline) {
        this.parent = parent;
        this.reach = reach;
        this.span = span;
        this.title = title;
        this.due = deadline;
        this.deadline = parent == null ? deadline : Math.min(deadline, parent.deadline);
        if (budget == null && maxSteps == Cap.NONE) {
            limits = null;
            committed = EMPTY;
            held = EMPTY;
        } else {
            limits = new long[Cap.ALL.length];
            for (Cap cap : Cap.ALL) {
                limits[cap.ordinal()] = budget == null ? Cap.NONE : cap.limit(budget);
            }
            limits[Cap.STEPS.ordinal()] = Math.min(limits[Cap.STEPS.ordinal()], maxSteps);
            committed = new long[Cap.ALL.length];
            held = new long[Cap.ALL.length];
        }
        if (parent != null) {
            cancelled = parent.cancelled;
        }
    }

    private Scope(Scope parent, Scope before, long @Nullable [] limits) {
        this.parent = parent;
        this.reach = before.reach;
        this.span = before.span;
        this.title = before.title;
        this.due = Long.MAX_VALUE;
        this.deadline = parent.deadline;
        this.limits = limits;
        this.committed = limits == null ? EMPTY : new long[Cap.ALL.length];
        this.held = limits == null ? EMPTY : new long[Cap.ALL.length];
        this.cancelled = parent.cancelled;
    }

    /** A scope without caps that can be cancelled on its own. */
    static Scope within(Scope parent, long span, Leave.Reach reach, long deadline) {
        var scope = new Scope(parent, span, reach, parent.title, null, Cap.NONE, deadline);
        parent.adopt(scope);
        return scope;
    }

    /**
     * A scope that leaves some of its parent's room untouched, for what must still run when it has tripped.
     *
     * @return null where the parent has no caps, or not so much room
     */
    static @Nullable Scope keeping(Scope parent, WorstCase last) {
        if (parent.limits == null) {
            return null;
        }
        var scope = new Scope(parent, parent.span, Leave.Reach.KEPT, parent.title, Budget.NONE, Cap.NONE,
                Long.MAX_VALUE);
        for (Cap cap : Cap.ALL) {
            @Nullable Long rest = last.rest(cap, parent.limits[cap.ordinal()]);
            if (rest == null) {
                return null;
            }
            Objects.requireNonNull(scope.limits)[cap.ordinal()] = rest;
        }
        parent.adopt(scope);
        return scope;
    }

    void adopt(Scope child) {
        child.next = firstChild;
        if (firstChild != null) {
            firstChild.previous = child;
        }
        firstChild = child;
    }

    /** The child has come to its end. */
    void release(Scope child) {
        child.over = true;
        if (child.previous != null) {
            child.previous.next = child.next;
        } else if (firstChild == child) {
            firstChild = child.next;
        }
        if (child.next != null) {
            child.next.previous = child.previous;
        }
        child.next = null;
        child.previous = null;
    }

    /** Hooks of this scope and all below run, after the caller has left the section. */
    List<Runnable> cancel(Cause cause) {
        var toRun = new ArrayList<Runnable>();
        cancel(cause, toRun);
        return toRun;
    }

    private void cancel(Cause cause, List<Runnable> toRun) {
        if (cancelled == null) {
            cancelled = cause;
        }
        if (hooks != null) {
            toRun.addAll(hooks);
            hooks.clear();
        }
        for (Scope child = firstChild; child != null; child = child.next) {
            child.cancel(cause, toRun);
        }
    }

    /** The outermost scope that was cancelled with this one; null while none was. */
    @Nullable Scope cancelledScope() {
        if (cancelled == null) {
            return null;
        }
        Scope scope = this;
        while (scope.parent != null && scope.parent.cancelled != null) {
            scope = scope.parent;
        }
        return scope;
    }

    /** Whether what ran in it has ended. */
    boolean isOver() {
        return over;
    }

    @Nullable Cause cancelled() {
        return cancelled;
    }

    /** It was cancelled before, for that reason, whatever was found out of the scopes around it since. */
    void recall(Cause cause) {
        cancelled = cause;
    }

    void addHook(Runnable hook) {
        if (hooks == null) {
            hooks = new LinkedHashSet<>(2);
        }
        hooks.add(hook);
    }

    void removeHook(Runnable hook) {
        if (hooks != null) {
            hooks.remove(hook);
        }
    }

    /** No more is admitted here; the reason is the cap that tripped or the breach. */
    void closeAdmission(String reason) {
        if (closedBy == null) {
            closedBy = reason;
        }
    }

    /** It was another that was closed. */
    void reopenAdmission() {
        closedBy = null;
    }

    @Nullable String admissionClosedBy() {
        return closedBy;
    }

    boolean caps(Cap cap) {
        return limits != null && limits[cap.ordinal()] != Cap.NONE;
    }

    boolean capsMoneyOrTokens() {
        return caps(Cap.COST) || caps(Cap.TOKENS) || caps(Cap.INPUT_TOKENS) || caps(Cap.OUTPUT_TOKENS);
    }

    /** A further scope of the same step: the caps hold over both, the time of the one is over with it. */
    Scope onceMore(Scope outer) {
        var again = new Scope(outer, this, limits);
        System.arraycopy(committed, 0, again.committed, 0, committed.length);
        again.closedBy = closedBy;
        outer.adopt(again);
        return again;
    }

    void hold(Amount amount) {
        add(held, amount, 1);
    }

    void unhold(Amount amount) {
        add(held, amount, -1);
    }

    void commit(Amount amount) {
        add(committed, amount, 1);
    }

    private void add(long[] sums, Amount amount, int sign) {
        if (limits != null) {
            for (Cap cap : Cap.ALL) {
                sums[cap.ordinal()] = Amount.sum(sums[cap.ordinal()], sign * cap.of(amount));
            }
        }
    }
}
