package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Leave;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs the branches of a frame beside each other, each with its own time, and gives the rest up once it is decided. */
final class FanOut {
    private final Interpreter interpreter;
    private final RunState run;
    private final Pieces pieces;
    private final Where where;
    private final Context context;
    private final int size;
    private final int atOnce;
    private final @Nullable Duration timeout;
    private final @Nullable Outcome[] outcomes;
    private final Forks<Integer, Outcome> forks;

    private final ArrayNode order = JsonNodeFactory.instance.arrayNode();
    private @Nullable Stop stop;
    private int stopIndex;

    // Inside the run's section.
    private final @Nullable Scope[] scopes;
    private Scheduler.@Nullable Timer timer;
    /** The branch whose time is over next: they all have as long, so it is the oldest that still runs. */
    private int oldest;
    private int launched;
    /** Places of branches that wait for people. */
    private int free;

    /** How a branch ended. */
    sealed interface Outcome {
        /** @param writes to the state, in order */
        record Given(JsonNode value, @Nullable Partial partial, List<What.StateWritten> writes)
                implements
                    Outcome {}

        record Failed(RunError error) implements Outcome {}

        /** A cap further out cut it short; this is what it had finished. */
        record Cut(JsonNode soFar) implements Outcome {}
    }

    /** What was written in those that gave a result, in their order. */
    static List<What.StateWritten> writes(List<@Nullable Outcome> outcomes) {
        List<What.StateWritten> writes = List.of();
        for (@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Given given) {
                writes = State.joined(writes, given.writes());
            }
        }
        return writes;
    }

    /** Told of each branch as it ends. */
    interface Tally {
        /** Whether the outcome is fixed, so that the rest need not run. */
        boolean add(int index, Outcome outcome);
    }

    /** What runs: branches, votes, items or workers, from 0. */
    interface Pieces {
        /** What people read. */
        String title(int index);

        GraphPlan plan(int index);

        /** Where it runs. */
        Context context(int index, Context within);
    }

    /**
     * @param timeout longest active time of one; null for none
     * @param atOnce how many run at once
     */
    FanOut(Interpreter interpreter, Where where, Context context, int size, @Nullable Duration timeout, int atOnce,
            Pieces pieces) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.pieces = pieces;
        this.where = where;
        this.context = context;
        this.size = size;
        this.timeout = timeout;
        this.atOnce = Math.max(1, atOnce);
        this.outcomes = new Outcome[size];
        this.forks = new Forks<>(run, context.scope(), where.span(), Leave.Reach.BRANCHES);
        this.scopes = new Scope[size];
    }

    /** By branch, in order; null for one that was not needed. */
    List<@Nullable Outcome> outcomes() {
        return Arrays.asList(outcomes);
    }

    /**
     * Runs them all, or until it is decided. Where several leave, the reason of the first of them is that of the frame,
     * whichever left first, so that going over the run again gives the same.
     *
     * @return why the frame is left early; null when it is not
     */
    @Nullable Stop run(Tally tally) {
        int @Nullable [] order = recordedOrder();
        @Nullable Stop stop = order == null && !run.isReplay() ? live(tally) : again(order, tally);
        run.exclusively(() -> {
            if (timer != null) {
                timer.cancel();
            }
            return true;
        });
        forks.close();
        return stop;
    }

    /** Those that counted, in the order in which they came in; a decision tells it. */
    ArrayNode order() {
        return order;
    }

    private int @Nullable [] recordedOrder() {
        @Nullable Recording recording = run.recording();
        return recording == null ? null : run.exclusively(() -> recording.order(where.stepKey()));
    }

    private @Nullable Stop live(Tally tally) {
        boolean decided = false;
        int begun = 0;
        while (true) {
            // What had begun before the process ended comes to its end, even if it is not needed any more.
            while (begun < size && forks.running() - free() < atOnce && (!decided && stop == null || hasBegun(begun))) {
                launch(begun++);
            }
            if (forks.running() == 0) {
                return stop;
            }
            Forks.@Nullable Ended<Integer, Outcome> next = forks.nextOrNews();
            if (!decided && next != null) {
                decided = take(next, tally);
                if (decided) {
                    forks.giveUp();
                }
            }
        }
    }

    /** All that had begun end as they did, and are taken in as they were. */
    private @Nullable Stop again(int @Nullable [] recorded, Tally tally) {
        var ended = new TreeMap<Integer, Forks.Ended<Integer, Outcome>>();
        for (int i = 0; i < size; i++) {
            if (run.isReplay() ? hasBegun(i) : contains(recorded, i)) {
                launch(i);
            }
        }
        while (forks.running() > 0) {
            Forks.Ended<Integer, Outcome> next = forks.next();
            ended.put(next.key(), next);
        }
        if (recorded == null) {
            ended.values().forEach(next -> take(next, tally));
        } else {
            for (int index : recorded) {
                Forks.@Nullable Ended<Integer, Outcome> next = ended.get(index);
                if (next != null) {
                    take(next, tally);
                }
            }
        }
        return stop;
    }

    private static boolean contains(int @Nullable [] recorded, int index) {
        return recorded != null && Arrays.stream(recorded).anyMatch(i -> i == index);
    }

    private boolean hasBegun(int index) {
        @Nullable Recording recording = run.recording();
        return recording != null
                && run.exclusively(() -> recording.entered(pieces.context(index, context).keyPrefix()));
    }

    /** @return whether the outcome is fixed */
    private boolean take(Forks.Ended<Integer, Outcome> next, Tally tally) {
        int index = next.key();
        if (next.value() != null) {
            outcomes[index] = next.value();
            order.add(index);
            boolean decided = tally.add(index, next.value());
            return decided && stop == null;
        }
        @Nullable Stop left = next.stop();
        if (left == null || forks.gaveUp(left)) {
            // The reason is with the one for whose sake it was given up.
            return false;
        }
        boolean capped = left.reason() instanceof Stop.Reason.Capped;
        if (left.reason() instanceof Stop.Reason.Capped cut && cut.value() != null) {
            outcomes[index] = new Outcome.Cut(cut.value());
        }
        boolean first = stop == null;
        if (first || index < stopIndex) {
            stop = left;
            stopIndex = index;
        }
        if (first && !capped) {
            forks.giveUp();
        }
        return false;
    }

    private int free() {
        return atOnce < size ? run.exclusively(() -> free) : 0;
    }

    /** A place became free or was taken again; inside the section. */
    private void onPlace(boolean isFree) {
        free += isFree ? 1 : -1;
        if (isFree) {
            forks.tell();
        }
    }

    private void launch(int index) {
        Scope scope;
        run.enter();
        try {
            scope = Scope.within(forks.scope(), where.span(), Leave.Reach.BRANCH, run.deadline(timeout));
            scopes[index] = scope;
            if (atOnce < size) {
                scope.slot = new Slot(this::onPlace);
            }
            launched = index + 1;
            if (timer == null && timeout != null) {
                timer = run.clock.after(timeout, this::endOverdue);
            }
        } finally {
            run.leave();
        }
        Context own = pieces.context(index, context.in(scope));
        forks.fork(own.child(), index, scope, () -> piece(index, own));
    }

    private Outcome piece(int index, Context own) {
        try {
            GraphResult result = interpreter.part(pieces.plan(index), own);
            return result.value() == null
                    ? failed(ErrorCode.NO_RESULT, Texts.text("error.noBranchResult", pieces.title(index)))
                    : new Outcome.Given(result.value(), result.partial(), result.writes());
        } catch (Stop stop) {
            return switch (stop.reason()) {
                case Stop.Reason.Failed(RunError error) when error.code() != ErrorCode.STORAGE_FAILED ->
                    new Outcome.Failed(error);
                case Stop.Reason.Cancelled(Scope scope) when scope == own.scope()
                        && scope.cancelled() == Scope.Cause.TIMEOUT ->
                    failed(ErrorCode.TIMEOUT, Texts.text("error.branchTimeout", pieces.title(index), timeout));
                case Stop.Reason.Failed _,Stop.Reason.Capped _,Stop.Reason.Cancelled _,Stop.Reason.EndFrame _,Stop.Reason.EndRun _,Stop.Reason.Repeat _,Stop.Reason.Unknown _ ->
                    throw stop;
            };
        }
    }

    private Outcome failed(ErrorCode code, String message) {
        return new Outcome.Failed(new RunError(code, message, Texts.text("wayOut.branch"), where.node(), 1, null, -1));
    }

    /** One timer serves all branches: it is set for the oldest that still runs. */
    private void endOverdue() {
        var overdue = new ArrayDeque<Scope>();
        run.enter();
        try {
            long now = run.clock.nanos();
            timer = null;
            while (oldest < launched) {
                @Nullable Scope scope = scopes[oldest];
                boolean runs = scope != null && !scope.isOver();
                if (scope != null && runs && scope.due > now) {
                    timer = run.clock.after(Duration.ofNanos(scope.due - now), this::endOverdue);
                    break;
                }
                if (scope != null && runs) {
                    overdue.add(scope);
                }
                scopes[oldest++] = null;
            }
        } finally {
            run.leave();
        }
        overdue.forEach(scope -> run.cancel(scope, Scope.Cause.TIMEOUT));
    }
}
