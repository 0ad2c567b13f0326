package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Leave;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Branch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workers of an orchestrator at their subtasks: each begins once what it needs is there, several at once. A subtask that
 * fails stops only those that need it.
 */
final class Crew {
    private final Interpreter interpreter;
    private final RunState run;
    private final Work.OrchestratorWork work;
    private final Where where;
    private final Context context;
    private final List<TaskPlan.Subtask> subtasks;
    /** How many of them, from the first, may be done at all. */
    private final int most;
    private final int atOnce;
    private final Forks<Integer, FanOut.Outcome> forks;
    private final FanOut.@Nullable Outcome[] outcomes;
    private final boolean[] begun;
    private @Nullable Stop stop;
    private int stopIndex;

    Crew(Interpreter interpreter, Work.OrchestratorWork work, Where where, Context context,
            List<TaskPlan.Subtask> subtasks, int most, int atOnce) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.work = work;
        this.where = where;
        this.context = context;
        this.subtasks = subtasks;
        this.most = Math.min(most, subtasks.size());
        this.atOnce = Math.max(1, atOnce);
        this.forks = new Forks<>(run, context.scope(), where.span(), Leave.Reach.BRANCHES);
        this.outcomes = new FanOut.Outcome[subtasks.size()];
        this.begun = new boolean[subtasks.size()];
    }

    /**
     * Works until nothing more can begin.
     *
     * @return why the frame is left early; null when it is not
     */
    @Nullable Stop run() {
        while (true) {
            for (int next = ready(); next >= 0 && forks.running() < atOnce; next = ready()) {
                begin(next);
            }
            if (forks.running() == 0) {
                if (stop != null || !run.isReplay() || ready(false) < 0) {
                    break;
                }
                begin(ready(false));
                continue;
            }
            take(forks.next());
        }
        forks.close();
        return stop;
    }

    /** The first that may begin now; -1 for none. What had begun before, in a run gone over again, begins in any case. */
    private int ready() {
        int recorded = run.recording() == null ? -1 : ready(true);
        return recorded >= 0 ? recorded : stop == null && !run.isReplay() ? ready(false) : -1;
    }

    /** The first that waits for nothing any more; -1 for none. */
    private int ready(boolean recorded) {
        for (int i = 0; i < most; i++) {
            if (!begun[i] && (!recorded || run.isRecorded(key(i))) && subtasks.get(i).needs().stream()
                    .allMatch(need -> outcomes[need] instanceof FanOut.Outcome.Given)) {
                return i;
            }
        }
        return -1;
    }

    private void begin(int index) {
        begun[index] = true;
        TaskPlan.Subtask subtask = subtasks.get(index);
        Branch worker = work.kind().workers().get(subtask.worker());
        var in = new LinkedHashMap<String, JsonNode>();
        in.put("task", subtask.task());
        in.put("needs", needs(subtask));
        Scope scope = run.exclusively(() -> Scope.within(forks.scope(), where.span(), Leave.Reach.BRANCH,
                Long.MAX_VALUE));
        Context own = interpreter
                .child(context.in(scope).with(context.influence().choosing()), where, worker.id(), index, subtask.id(),
                        in);
        // Told under a key of its own: which worker began first is chance, and the frame's own events must not depend on it.
        var spawned = new Where(where.run(), where.span(), where.parent(), where.node(), key(index), worker.id(), index,
                1);
        try {
            run.spawn(where, spawned, context.scope(),
                    Details.of("key", subtask.id(), "worker", worker.id(), "spawns", 1));
        } catch (Stop refused) {
            run.exclusively(() -> {
                forks.scope().release(scope);
                return true;
            });
            leave(index, refused);
            return;
        }
        forks.fork(own.child(), index, scope, () -> work(subtask, worker, own));
    }

    private String key(int index) {
        TaskPlan.Subtask subtask = subtasks.get(index);
        return StepKey.child(where.stepKey(), work.kind().workers().get(subtask.worker()).id(), subtask.id())
                .replaceFirst("/$", "");
    }

    private ObjectNode needs(TaskPlan.Subtask subtask) {
        ObjectNode needs = JsonNodeFactory.instance.objectNode();
        for (int need : subtask.needs()) {
            if (outcomes[need] instanceof FanOut.Outcome.Given given) {
                needs.set(subtasks.get(need).id(), given.value());
            }
        }
        return needs;
    }

    private FanOut.Outcome work(TaskPlan.Subtask subtask, Branch worker, Context own) {
        try {
            GraphResult result = interpreter.part(work.workers().get(subtask.worker()), own);
            return result.value() != null
                    ? new FanOut.Outcome.Given(result.value(), result.partial(), result.writes())
                    : new FanOut.Outcome.Failed(new RunError(ErrorCode.NO_RESULT,
                            Texts.text("error.noWorkerResult", worker.displayTitle(), subtask.id()),
                            Texts.text("wayOut.noChildResult"), where.node(), 1, null, -1));
        } catch (Stop stopped) {
            if (stopped.reason() instanceof Stop.Reason.Failed(RunError error)
                    && error.code() != ErrorCode.STORAGE_FAILED) {
                return new FanOut.Outcome.Failed(error);
            }
            throw stopped;
        }
    }

    private void take(Forks.Ended<Integer, FanOut.Outcome> ended) {
        if (ended.stop() != null) {
            leave(ended.key(), ended.stop());
        } else {
            outcomes[ended.key()] = ended.value();
        }
    }

    /** Of several reasons to leave, that of the first subtask counts, whichever came first. */
    private void leave(int index, Stop left) {
        if (left.reason() instanceof Stop.Reason.Capped capped && capped.value() != null) {
            outcomes[index] = new FanOut.Outcome.Cut(capped.value());
        }
        if (isGivenUp(left)) {
            return;
        }
        boolean first = stop == null;
        if (first || index < stopIndex) {
            stop = left;
            stopIndex = index;
        }
        if (first && !(left.reason() instanceof Stop.Reason.Capped)) {
            forks.giveUp();
        }
    }

    private boolean isGivenUp(Stop left) {
        return left.reason() instanceof Stop.Reason.Cancelled(Scope scope) && scope == forks.scope();
    }

    /** What was written in those that gave a result, in the order of the plan. */
    List<What.StateWritten> writes() {
        return FanOut.writes(Arrays.asList(outcomes));
    }

    int succeeded() {
        int count = 0;
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            count += outcome instanceof FanOut.Outcome.Given ? 1 : 0;
        }
        return count;
    }

    int failed() {
        int count = 0;
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            count += outcome instanceof FanOut.Outcome.Failed ? 1 : 0;
        }
        return count;
    }

    String firstError() {
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof FanOut.Outcome.Failed failed) {
                return failed.error().message();
            }
        }
        return "";
    }

    /** For the synthesizer: one entry for each subtask. */
    ArrayNode results() {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < subtasks.size(); i++) {
            TaskPlan.Subtask subtask = subtasks.get(i);
            ObjectNode entry = Details.of("id", subtask.id(), "worker",
                    work.kind().workers().get(subtask.worker()).id(), "task", subtask.task());
            switch (outcomes[i]) {
                case FanOut.Outcome.Given given -> entry.put("status", "succeeded").set("value", given.value());
                case FanOut.Outcome.Failed failed ->
                    entry.put("status", "failed").put("error", failed.error().message());
                case FanOut.Outcome.Cut cut -> entry.put("status", "partial").set("value", cut.soFar());
                case null -> entry.put("status", "skipped");
            }
            results.add(entry);
        }
        return results;
    }

    /** What there is, by subtask. */
    ObjectNode values() {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < subtasks.size(); i++) {
            switch (outcomes[i]) {
                case FanOut.Outcome.Given given -> values.set(subtasks.get(i).id(), given.value());
                case FanOut.Outcome.Cut cut -> values.set(subtasks.get(i).id(), cut.soFar());
                case FanOut.Outcome.Failed _ -> {}
                case null -> {}
            }
        }
        return values;
    }
}
