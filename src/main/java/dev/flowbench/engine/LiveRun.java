package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run under way in this process. */
final class LiveRun implements Run {
    /** How long after a stop a run may take to end before it is ended all the same (DESIGN section 5). */
    private static final Duration GRACE = Duration.ofMillis(1500);

    private final RunRequest request;
    private final GraphPlan plan;
    private final RunState state;
    private final @Nullable Budget budget;
    /** What it does in place of the document: of a run that commits a dry run. */
    private final @Nullable CommitSteps commit;
    private final Scheduler.Signal done;
    // Inside the run's section.
    private boolean ending;
    private boolean stopRequested;
    /** Whether it was put away: however its tasks come to an end, it has none. */
    private boolean away;
    private Scheduler.@Nullable Timer wallClock;
    private Scheduler.@Nullable Timer lastResort;
    private What.@Nullable RunFinished finished;

    /**
     * @param budget of the whole run; null for none
     * @param commit what it commits; null for a run of the document
     */
    LiveRun(RunRequest request, GraphPlan plan, RunState state, @Nullable Budget budget, @Nullable CommitPlan commit) {
        this.request = request;
        this.budget = budget;
        this.plan = plan;
        this.state = state;
        this.done = state.scheduler.signal();
        this.commit = commit == null ? null : new CommitSteps(state, commit, request.workflow(), request.simulated());
    }

    void start() {
        @Nullable Duration limit = budget == null ? null : budget.wallClock();
        state.exclusively(() -> {
            state.standstill.onStanding(this::onStanding);
            begin();
            @Nullable Recording before = state.recording();
            if (before != null && before.cancelRequested()) {
                // Somebody stopped it, and its process ended before it did.
                stopRequested = true;
                state.root.cancel(Scope.Cause.USER);
            }
            if (limit != null) {
                wallClock = state.clock.after(
                        Duration.ofNanos(Math.max(0, state.root.due - state.clock.nanos())), () -> timeOver(limit));
            }
            return true;
        });
        state.scheduler.fork(request.run(), () -> end(interpret()));
    }

    /** Goes over a recorded run from its beginning to its end, here and now. */
    void replay() {
        state.exclusively(() -> {
            begin();
            stopRequested = state.recording() != null && state.recording().cancelRequested();
            return true;
        });
        end(interpret());
    }

    private void begin() {
        Workflow workflow = request.workflow();
        state.emit(state.rootWhere, new What.RunStarted(Redacted.whole(workflow.id()),
                Redacted.whole(workflow.displayName()), request.hash(),
                request.inputs(), request.simulated(), request.seed(), state.prices.table(), request.options().origin(),
                request.options().dryRun()));
        state.stepper.begin(request.options().paused());
    }

    private void timeOver(Duration limit) {
        state.timeOver(state.root, state.rootWhere, limit);
        endAtLast(() -> capped(RunState.partial(state.root, RunState.WALL_CLOCK), null));
    }

    /** A call that does not let itself be cut off must not keep the run: what it brings later is fenced off. */
    private void endAtLast(Supplier<What.RunFinished> how) {
        state.exclusively(() -> {
            if (!ending && lastResort == null) {
                lastResort = state.scheduler.after(GRACE, () -> end(how.get()));
            }
            return true;
        });
    }

    private What.RunFinished interpret() {
        var interpreter = new Interpreter(state);
        var context = new Context(state.root, Where.ROOT, "", "", 0, request.inputs(),
                State.initial(plan.state()));
        try {
            if (commit != null) {
                return commit.run();
            }
            GraphResult result = interpreter.graph(plan, context);
            return result.value() == null
                    ? noResult(result.partial())
                    : finished(result.partial() == null ? RunStatus.DONE : RunStatus.PARTIAL, result.outputs(),
                            result.value(), result.partial());
        } catch (Stop stop) {
            return stopped(stop);
        } catch (RuntimeException | Error e) {
            return failed(RunState.bug(null, e));
        }
    }

    /** Nothing arrived at the output; where a cap may be why, it is named. */
    private static What.RunFinished noResult(@Nullable Partial partial) {
        String message = Texts.text("error.noResult");
        return new What.RunFinished(RunStatus.FAILED, Map.of(), null, partial,
                new RunError(ErrorCode.NO_RESULT, partial == null ? message : message + ' ' + partial.message(),
                        Texts.text("wayOut.noResult"), null, 1, null, -1),
                Amount.ZERO);
    }

    private What.RunFinished stopped(Stop stop) {
        return switch (stop.reason()) {
            case Stop.Reason.Failed(RunError error) -> failed(error);
            case Stop.Reason.Repeat _ -> throw new IllegalStateException("no graph to repeat");
            case Stop.Reason.Unknown _ -> finished(RunStatus.WAITING, Map.of(), null, null);
            case Stop.Reason.Capped capped -> capped(capped.partial(), capped.carried());
            case Stop.Reason.Cancelled _ -> cancelled();
            case Stop.Reason.EndFrame(JsonNode value) -> ended(value);
            case Stop.Reason.EndRun(JsonNode value) -> ended(value);
        };
    }

    private What.RunFinished cancelled() {
        Map<String, JsonNode> outputs = commit == null ? Map.of() : commit.outputs();
        return finished(RunStatus.CANCELLED, outputs, outputs.get(DryRun.EFFECTS), null);
    }

    private What.RunFinished capped(Partial partial, @Nullable GraphResult soFar) {
        if (budget != null && budget.atCap() == Budget.AtCap.FAIL) {
            return failed(new RunError(ErrorCode.BUDGET_EXHAUSTED, partial.message(), Texts.text("wayOut.budget"),
                    null, 1, null, -1));
        }
        return finished(RunStatus.PARTIAL, soFar == null ? Map.of() : soFar.outputs(),
                soFar == null ? null : soFar.value(), partial);
    }

    private What.RunFinished ended(JsonNode value) {
        return finished(RunStatus.DONE, outputs(value), value, null);
    }

    /** One value as the outputs of the workflow: under the one output's name where there is one. */
    private Map<String, JsonNode> outputs(JsonNode value) {
        if (plan.outlets().size() == 1) {
            return Map.of(plan.outlets().getFirst().name(), value);
        }
        return Map.of(Kind.RESULT, value);
    }

    private static What.RunFinished failed(RunError error) {
        return new What.RunFinished(RunStatus.FAILED, Map.of(), null, null, error, Amount.ZERO);
    }

    private static What.RunFinished finished(RunStatus status, Map<String, JsonNode> outputs,
            @Nullable JsonNode result, @Nullable Partial partial) {
        return new What.RunFinished(status, outputs, result, partial, null, Amount.ZERO);
    }

    private void end(What.RunFinished how) {
        boolean first = state.exclusively(() -> {
            boolean was = ending;
            ending = true;
            stop(wallClock);
            stop(lastResort);
            return !was;
        });
        if (!first) {
            return;
        }
        What.RunFinished durable = state.finish(away && !isFault(how)
                ? finished(RunStatus.WAITING, Map.of(), null, null)
                : stopRequested && !isFault(how)
                        ? finished(RunStatus.CANCELLED, how.outputs(), how.result(), how.partial())
                        : how);
        state.exclusively(() -> {
            finished = durable;
            return true;
        });
        done.raise();
    }

    private static void stop(Scheduler.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Whether it ended by a fault that matters more than that somebody stopped it. */
    private static boolean isFault(What.RunFinished how) {
        return how.error() != null && (how.error().code() == ErrorCode.STORAGE_FAILED
                || how.error().code() == ErrorCode.ENGINE_BUG);
    }

    @Override
    public String id() {
        return request.run();
    }

    @Override
    public void cancel(String reason) {
        List<Runnable> hooks = state.exclusively(() -> {
            if (ending || stopRequested) {
                return List.of();
            }
            stopRequested = true;
            // In one go, so that nothing begins between the word and the deed.
            state.emit(state.rootWhere, new What.CancelRequested(state.clean.text(reason)));
            return state.root.cancel(Scope.Cause.USER);
        });
        hooks.forEach(Runnable::run);
        endAtLast(this::cancelled);
    }

    @Override
    public boolean decide(What.ApprovalDecided decision) {
        return state.approvals.decide(state.clean.decision(decision));
    }

    @Override
    public void suspend(String reason) {
        suspend(reason, () -> true);
    }

    /** Nothing goes on without a person: the run is put away, unless somebody decides in this very moment. */
    private void onStanding() {
        if (state.options.asking() == RunOptions.Asking.SUSPEND) {
            state.scheduler.fork(request.run() + " is put away",
                    () -> suspend(Texts.text("suspended.asking"), state.standstill::standing));
        }
    }

    private void suspend(String reason, BooleanSupplier still) {
        var hooks = new ArrayList<Runnable>();
        boolean now = state.exclusively(() -> {
            if (ending || stopRequested || !still.getAsBoolean()) {
                return false;
            }
            state.emit(state.rootWhere, new What.Suspended(reason));
            state.mute();
            away = true;
            hooks.addAll(state.root.cancel(Scope.Cause.USER));
            return true;
        });
        if (!now) {
            return;
        }
        hooks.forEach(Runnable::run);
        end(finished(RunStatus.WAITING, Map.of(), null, null));
    }

    @Override
    public boolean pause(String reason) {
        return durably(() -> !ending && state.stepper.pause(reason));
    }

    @Override
    public boolean proceed(How how) {
        return state.exclusively(() -> !ending && state.stepper.proceed(how));
    }

    @Override
    public void breakpoints(List<RunOptions.Breakpoint> places) {
        var made = Breakpoints.of(places);
        state.exclusively(() -> {
            state.stepper.breakpoints(made);
            return true;
        });
    }

    @Override
    public boolean edit(String stepKey, Map<String, JsonNode> values) {
        return durably(() -> !ending && state.stepper.edit(stepKey, state.clean.values(values)));
    }

    /** What was done is durable when it comes back; where the journal fails the run ends by itself and says so. */
    private boolean durably(Supplier<Boolean> deed) {
        boolean done = state.exclusively(deed);
        if (done) {
            try {
                state.sync(state.rootWhere);
            } catch (Stop _) {
                return false;
            }
        }
        return done;
    }

    @Override
    public What.RunFinished await() {
        done.await();
        What.@Nullable RunFinished end = state.exclusively(() -> finished);
        if (end == null) {
            throw new IllegalStateException("raised before the end");
        }
        return end;
    }
}
