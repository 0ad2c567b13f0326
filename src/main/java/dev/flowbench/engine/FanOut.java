package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Branch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the branches of a frame beside each other, each with its own time, and gives the rest up once it is decided. */
final class FanOut {
    private final Interpreter interpreter;
    private final RunState run;
    private final Work.ParallelWork work;
    private final Where where;
    private final Context context;
    private final Map<String, JsonNode> inputs;
    private final int size;
    private final int atOnce;
    private final Duration timeout;
    private final List<@Nullable Outcome> outcomes;

    // Inside the run's section.
    private final ArrayDeque<Finished> finished = new ArrayDeque<>();
    private final @Nullable Scope[] scopes;
    private Scheduler.@Nullable Signal news;
    private Scheduler.@Nullable Timer timer;
    /** The branch whose time is over next: they all have as long, so it is the oldest that still runs. */
    private int oldest;
    private int launched;

    /** How a branch ended. */
    sealed interface Outcome {
        record Given(JsonNode value, @Nullable Partial partial) implements Outcome {}

        record Failed(RunError error) implements Outcome {}
    }

    /** Told of each branch as it ends. */
    interface Tally {
        /** Whether the outcome is fixed, so that the rest need not run. */
        boolean add(int index, Outcome outcome);
    }

    private record Finished(int index, @Nullable Outcome outcome, @Nullable Stop stop) {}

    FanOut(Interpreter interpreter, Work.ParallelWork work, Where where, Context context, Map<String, JsonNode> inputs,
            int size, Duration timeout, int atOnce) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.work = work;
        this.where = where;
        this.context = context;
        this.inputs = inputs;
        this.size = size;
        this.timeout = timeout;
        this.atOnce = atOnce;
        this.outcomes = Interpreter.slots(size);
        this.scopes = new Scope[size];
    }

    /** By branch, in order; null for one that was not needed. */
    List<@Nullable Outcome> outcomes() {
        return outcomes;
    }

    /**
     * Runs them all, or until it is decided.
     *
     * @return why the frame is left early; null when it is not
     */
    @Nullable Stop run(Tally tally) {
        Scope all = run.exclusively(() -> Scope.within(context.scope(), Long.MAX_VALUE));
        @Nullable Stop stop = null;
        boolean decided = false;
        int ended = 0;
        int begun = 0;
        while (true) {
            while (!decided && stop == null && begun < size && begun - ended < atOnce) {
                launch(begun++, all);
            }
            if (ended == begun) {
                break;
            }
            Finished next = awaitOne();
            ended++;
            if (next.outcome() != null) {
                if (!decided) {
                    outcomes.set(next.index(), next.outcome());
                    decided = tally.add(next.index(), next.outcome());
                    if (decided) {
                        run.cancel(all, Scope.Cause.NOT_NEEDED);
                    }
                }
            } else if (next.stop() != null && stop == null && !decided) {
                stop = next.stop();
                if (!(stop.reason() instanceof Stop.Reason.Capped)) {
                    run.cancel(all, Scope.Cause.NOT_NEEDED);
                }
            }
        }
        run.exclusively(() -> {
            context.scope().release(all);
            if (timer != null) {
                timer.cancel();
            }
            return true;
        });
        return stop;
    }

    private void launch(int index, Scope all) {
        GraphPlan plan = work.branches().get(work.kind().votes() != null ? 0 : index);
        Branch branch = work.kind().branches().get(work.kind().votes() != null ? 0 : index);
        Scope scope;
        run.enter();
        try {
            scope = Scope.within(all, run.scheduler.nanos() + timeout.toNanos());
            scopes[index] = scope;
            launched = index + 1;
            if (timer == null) {
                timer = run.scheduler.after(timeout, this::endOverdue);
            }
        } finally {
            run.leave();
        }
        Context own = work.kind().votes() != null
                ? interpreter.child(scope, where, branch.id(), index, inputs)
                : new Context(scope, where.span(), StepKey.child(where.stepKey(), branch.id()), branch.id(), 0, inputs);
        run.scheduler.fork(branch.id(), () -> report(index, scope, all, branch(plan, own, branch)));
    }

    private Finished branch(GraphPlan plan, Context own, Branch branch) {
        int index = own.index();
        try {
            GraphResult result = interpreter.graph(plan, own);
            if (result.value() == null) {
                return failed(index, ErrorCode.NO_RESULT, Texts.text("error.noBranchResult", branch.displayTitle()));
            }
            return new Finished(index, new Outcome.Given(result.value(), result.partial()), null);
        } catch (Stop stop) {
            return switch (stop.reason()) {
                case Stop.Reason.Failed(RunError error) when error.code() != ErrorCode.STORAGE_FAILED ->
                    new Finished(index, new Outcome.Failed(error), null);
                case Stop.Reason.EndFrame(JsonNode value) -> new Finished(index, new Outcome.Given(value, null), null);
                case Stop.Reason.Cancelled(Scope scope) when scope == own.scope()
                        && scope.cancelled() == Scope.Cause.TIMEOUT ->
                    failed(index, ErrorCode.TIMEOUT,
                            Texts.text("error.branchTimeout", branch.displayTitle(), timeout));
                case Stop.Reason.Failed _,Stop.Reason.Capped _,Stop.Reason.Cancelled _,Stop.Reason.EndRun _ ->
                    new Finished(index, null, stop);
            };
        }
    }

    private Finished failed(int index, ErrorCode code, String message) {
        return new Finished(index, new Outcome.Failed(
                new RunError(code, message, Texts.text("wayOut.branch"), where.node(), 1, null, -1)), null);
    }

    private void report(int index, Scope scope, Scope all, Finished end) {
        run.enter();
        try {
            all.release(scope);
            scopes[index] = null;
            finished.addLast(new Finished(index, end.outcome(), end.stop()));
            if (news != null) {
                news.raise();
                news = null;
            }
        } finally {
            run.leave();
        }
    }

    private Finished awaitOne() {
        while (true) {
            Scheduler.Signal signal;
            run.enter();
            try {
                @Nullable Finished next = finished.pollFirst();
                if (next != null) {
                    return next;
                }
                signal = run.scheduler.signal();
                news = signal;
            } finally {
                run.leave();
            }
            signal.await();
        }
    }

    /** One timer serves all branches: it is set for the oldest that still runs. */
    private void endOverdue() {
        var overdue = new ArrayDeque<Scope>();
        run.enter();
        try {
            long now = run.scheduler.nanos();
            timer = null;
            while (oldest < launched) {
                @Nullable Scope scope = scopes[oldest];
                if (scope != null && scope.deadline > now) {
                    timer = run.scheduler.after(Duration.ofNanos(scope.deadline - now), this::endOverdue);
                    break;
                }
                if (scope != null) {
                    overdue.add(scope);
                }
                oldest++;
            }
        } finally {
            run.leave();
        }
        overdue.forEach(scope -> run.cancel(scope, Scope.Cause.TIMEOUT));
    }
}
