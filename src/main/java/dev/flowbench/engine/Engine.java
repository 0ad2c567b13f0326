package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.plan.Planner;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs workflows on this machine. One engine serves many runs at once; it keeps nothing of them but what its journal
 * keeps.
 */
public final class Engine {
    /** Version of what the engine makes of a document; kept with every run. */
    public static final int SEMANTICS = 1;

    /** How long after a stop a run may take to end before it is ended all the same (DESIGN section 5). */
    private static final Duration GRACE = Duration.ofMillis(1500);

    private final EnginePorts ports;

    public Engine(EnginePorts ports) {
        this.ports = ports;
    }

    /**
     * Begins a run; it goes on beside the caller.
     *
     * @param listener hears of every event
     * @throws PlanException if the document cannot run
     * @throws JournalException if the run cannot be kept
     */
    public Run start(RunRequest request, RunListener listener) throws PlanException, JournalException {
        Workflow workflow = request.workflow();
        GraphPlan plan = Planner.plan(workflow);
        Scheduler scheduler = ports.scheduler();
        Journal.Writer journal = ports.journal().create(
                new Journal.Header(request.run(), workflow.id(), workflow.displayName(), request.document(),
                        scheduler.epochMicros(), request.simulated(), request.seed(), SEMANTICS, request.file()),
                listener::durable);
        @Nullable Budget budget = workflow.budget();
        @Nullable Duration wallClock = budget == null ? null : budget.wallClock();
        long deadline = wallClock == null ? Long.MAX_VALUE : scheduler.nanos() + wallClock.toNanos();
        var root = new Scope(null, Where.ROOT, workflow.displayName(), budget, Cap.NONE, deadline);
        var live = new LiveRun(request, plan, new RunState(request, ports, journal, listener, root));
        live.start(wallClock);
        return live;
    }

    /** A run under way. */
    private static final class LiveRun implements Run {
        private final RunRequest request;
        private final GraphPlan plan;
        private final RunState state;
        private final Scheduler.Signal done;
        // Inside the run's section.
        private boolean ending;
        private What.@Nullable RunFinished finished;

        LiveRun(RunRequest request, GraphPlan plan, RunState state) {
            this.request = request;
            this.plan = plan;
            this.state = state;
            this.done = state.scheduler.signal();
        }

        void start(@Nullable Duration wallClock) {
            Workflow workflow = request.workflow();
            state.tell(state.rootWhere, new What.RunStarted(workflow.id(), workflow.displayName(), request.hash(),
                    request.inputs(), request.simulated(), request.seed(), state.prices.table()));
            Scheduler.@Nullable Timer timer = wallClock == null
                    ? null
                    : state.scheduler.after(wallClock, () -> state.cancel(state.root, Scope.Cause.WALL_CLOCK));
            state.scheduler.fork(request.run(), () -> {
                What.RunFinished end = interpret();
                if (timer != null) {
                    timer.cancel();
                }
                end(end);
            });
        }

        private What.RunFinished interpret() {
            var interpreter = new Interpreter(state);
            var context = new Context(state.root, Where.ROOT, "", "", 0, request.inputs());
            try {
                GraphResult result = interpreter.graph(plan, context);
                if (result.value() == null) {
                    return failed(new RunError(ErrorCode.NO_RESULT, Texts.text("error.noResult"),
                            Texts.text("wayOut.noResult"), null, 1, null, -1));
                }
                return finished(result.partial() == null ? RunStatus.DONE : RunStatus.PARTIAL, result.outputs(),
                        result.value(), result.partial());
            } catch (Stop stop) {
                return stopped(stop);
            } catch (RuntimeException | StackOverflowError e) {
                return failed(new RunError(ErrorCode.ENGINE_BUG, Texts.text("error.bug", e), Texts.text("wayOut.bug"),
                        null, 1, e.toString(), -1));
            }
        }

        private What.RunFinished stopped(Stop stop) {
            return switch (stop.reason()) {
                case Stop.Reason.Failed(RunError error) -> failed(error);
                case Stop.Reason.Capped capped -> capped(capped.partial(), capped.carried());
                case Stop.Reason.Cancelled _ -> {
                    if (state.root.cancelled() == Scope.Cause.WALL_CLOCK) {
                        @Nullable Budget budget = request.workflow().budget();
                        String limit = String.valueOf(budget == null ? "" : budget.wallClock());
                        state.tell(state.rootWhere, new What.CapTripped(Where.ROOT, "wallClock", limit, limit, ""));
                        yield capped(new Partial("wallClock", Where.ROOT,
                                Texts.text("partial.wallClock", request.workflow().displayName())), null);
                    }
                    yield finished(RunStatus.CANCELLED, Map.of(), null, null);
                }
                case Stop.Reason.EndFrame(JsonNode value) -> ended(value);
                case Stop.Reason.EndRun(JsonNode value) -> ended(value);
            };
        }

        private What.RunFinished capped(Partial partial, @Nullable JsonNode value) {
            @Nullable Budget budget = request.workflow().budget();
            if (budget != null && budget.atCap() == Budget.AtCap.FAIL) {
                return failed(new RunError(ErrorCode.BUDGET_EXHAUSTED, partial.message(), Texts.text("wayOut.budget"),
                        null, 1, null, -1));
            }
            return finished(RunStatus.PARTIAL, value == null ? Map.of() : outputs(value), value, partial);
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

        private What.RunFinished failed(RunError error) {
            return new What.RunFinished(RunStatus.FAILED, Map.of(), null, null, error,
                    state.exclusively(state.ledger::total));
        }

        private What.RunFinished finished(RunStatus status, Map<String, JsonNode> outputs, @Nullable JsonNode result,
                @Nullable Partial partial) {
            return new What.RunFinished(status, outputs, result, partial, null,
                    state.exclusively(state.ledger::total));
        }

        private void end(What.RunFinished how) {
            boolean first = state.exclusively(() -> {
                boolean was = ending;
                ending = true;
                return !was;
            });
            if (!first) {
                return;
            }
            What.RunFinished durable = state.finish(how);
            state.exclusively(() -> {
                finished = durable;
                return true;
            });
            done.raise();
        }

        @Override
        public String id() {
            return request.run();
        }

        @Override
        public void cancel(String reason) {
            boolean begins = state.exclusively(() -> {
                if (ending || state.root.cancelled() != null) {
                    return false;
                }
                state.emit(state.rootWhere, new What.CancelRequested(reason));
                return true;
            });
            if (begins) {
                state.cancel(state.root, Scope.Cause.USER);
                // A call that does not let itself be cut off must not keep the run: what it brings later is fenced off.
                state.scheduler.after(GRACE, () -> end(finished(RunStatus.CANCELLED, Map.of(), null, null)));
            }
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
}
