package dev.flowbench.trace;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds the events of a run into rows, tallies of nodes and figures: what {@link RunTrace} is read from. */
final class TraceFold {
    private static final int NONE = Spans.NONE;

    final Spans spans = new Spans();
    final Questions questions = new Questions(spans);
    final Nodes nodes;
    final Rows rows;
    final Standings standings = new Standings();
    final List<SessionSummary.Tripped> caps = new ArrayList<>();
    final List<What.EffectHeld> held = new ArrayList<>();
    String run = "";
    String name;
    boolean simulated;
    RunStatus status = RunStatus.RUNNING;
    long latest;
    long events;
    int calls;
    int skipped;
    int pinned;
    Amount reused = Amount.ZERO;
    int reusedCalls;
    SessionSummary.Saved saved = new SessionSummary.Saved(0, 0, 0);
    long queuedMicros;
    /** What was given back after the run had ended. */
    Amount released = Amount.ZERO;
    What.@Nullable RunStarted started;
    What.@Nullable RunFinished finished;
    What.@Nullable CapTripped runCap;

    TraceFold(Workflow workflow) {
        this.name = workflow.displayName();
        this.nodes = new Nodes(workflow.graph(), spans, questions);
        this.rows = new Rows(spans, nodes);
    }

    /** Takes the next event of the run. */
    void accept(Event event) {
        Where where = event.where();
        long at = event.at();
        if (events++ == 0) {
            run = where.run();
            root(at);
        }
        latest = Math.max(latest, at);
        standings.accept(event);
        switch (event.what()) {
            case What.RunStarted began -> {
                started = began;
                name = began.name();
                simulated = began.simulated();
                spans.start[0] = at;
                spans.began[0] = began;
            }
            case What.StepStarted began -> started(where, at, began);
            case What.StepCompleted over ->
                ended(where, at, over, over.partial() == null ? SpanState.DONE : SpanState.PARTIAL);
            case What.StepSkipped over -> passedOver(where, at, over);
            case What.StepFailed over -> ended(where, at, over, SpanState.FAILED);
            case What.EffectStarted effect -> {
                int row = rows.of(where, at);
                calls++;
                spans.hold(row, effect.reserved(), 1);
                spans.more(row, event);
            }
            case What.EffectCompleted effect -> {
                settled(event, where, at, effect.settled(), effect.uncertain());
                if (effect.reused()) {
                    reused = reused.plus(effect.settled());
                    reusedCalls++;
                    spans.reused(rows.of(where, at), effect.settled().nanoUsd());
                } else if (effect.reply() instanceof ModelReply reply && reply.saved() != null) {
                    saved(reply.saved());
                }
                queuedMicros += effect.queuedMicros();
            }
            case What.EffectFailed effect -> {
                settled(event, where, at, effect.settled(), effect.uncertain());
                queuedMicros += effect.queuedMicros();
            }
            case What.OutputRejected _ -> spans.more(rows.of(where, at), event);
            case What.Scored scored -> scored(event, where, at, scored);
            case What.Decided release when release.choice() == What.Choice.RELEASE -> released(event, release);
            case What.Decided decided -> {
                int row = rows.of(where, at);
                spans.more(row, event);
                if (decided.choice() == What.Choice.ITEM) {
                    spans.book(row, Amount.SPAWN);
                } else if (decided.choice() == What.Choice.PIN) {
                    pinned++;
                }
                NodeTally node = spans.tally[row];
                if (node != null) {
                    node.decided = decided;
                }
            }
            case What.CapTripped cap -> tripped(event, where, at, cap);
            case What.ApprovalRequested request -> {
                int row = rows.of(where, at);
                spans.more(row, event);
                questions.take(Question.asked(row, where.node(), event, request));
            }
            case What.ApprovalDecided decided -> {
                Question question = questions.get(decided.id());
                spans.more(question == null ? rows.of(where, at) : question.row(), event);
                if (question != null) {
                    questions.take(question.decided(at, decided));
                }
            }
            case What.Suspended _ -> {
                spans.more(rows.of(where, at), event);
                status = RunStatus.WAITING;
            }
            case What.Resumed _ -> {
                spans.more(rows.of(where, at), event);
                status = RunStatus.RUNNING;
            }
            case What.EffectHeld held -> {
                spans.more(rows.of(where, at), event);
                this.held.add(held);
            }
            case What.StateWritten _,What.Paused _,What.Continued _,What.CancelRequested _ ->
                spans.more(rows.of(where, at), event);
            case What.Stood _ -> {} // No row: it has not begun, or has one already.
            case What.RunFinished over -> finished(at, over);
        }
    }

    /**
     * The run's process is gone: what has not ended by now never will, unless it is resumed. Does nothing to a run that
     * has ended or was put away.
     */
    void interrupted() {
        if (finished == null && status == RunStatus.RUNNING) {
            status = RunStatus.INTERRUPTED;
            cutRest(latest);
        }
    }

    /** The run waits for a person, whether its process lives or not. Does nothing to a run that has ended. */
    void waiting() {
        if (finished == null) {
            status = RunStatus.WAITING;
        }
    }

    private void root(long at) {
        spans.add(Where.ROOT, NONE, null, "", 0, "", at);
    }

    private void started(Where where, long at, What.StepStarted began) {
        int row = spans.row(where.span());
        if (row == NONE) {
            row = rows.open(where, at);
        }
        spans.began[row] = began;
        NodeTally node = spans.tally[row];
        if (node != null) {
            node.began(row, at);
            if (node.step) {
                spans.step(row);
            }
        }
    }

    private void ended(Where where, long at, What over, SpanState state) {
        int row = rows.of(where, at);
        if (SpanState.RUNNING.ordinal() != spans.state[row]) {
            return;
        }
        spans.over[row] = over;
        if (state == SpanState.FAILED && spans.failures[row] == 0) {
            spans.failure(row);
        }
        close(row, at, state);
        NodeTally node = spans.tally[row];
        if (node != null && over instanceof What.StepCompleted) {
            node.lastOver = row;
        }
    }

    private void close(int row, long at, SpanState how) {
        questions.ended(row);
        rows.close(row, at, how);
    }

    /** What had begun was stopped on its way; what had not was skipped. */
    private void passedOver(Where where, long at, What.StepSkipped over) {
        int row = spans.row(where.span());
        boolean begun = row != NONE && spans.began[row] != null;
        if (!begun) {
            skipped++;
        }
        ended(where, at, over, begun ? SpanState.CUT : SpanState.SKIPPED);
    }

    private void saved(ModelReply.Saved more) {
        saved = new SessionSummary.Saved(saved.calls() + 1,
                saved.tokens() + more.usage().input() + more.usage().output(), saved.nanoUsd() + more.nanoUsd());
    }

    private void settled(Event event, Where where, long at, Amount settled, boolean uncertain) {
        int row = rows.of(where, at);
        Amount held = held(row, where.attempt());
        spans.more(row, event);
        spans.hold(row, held, -1);
        spans.book(row, settled);
        if (uncertain && (settled.tokens() > 0 || settled.nanoUsd() > 0)) {
            spans.uncertain(row, 1);
        }
    }

    /** A person gave back what was booked for a call of which nobody knew what it had used. */
    private void released(Event event, What.Decided release) {
        int row = spans.row(release.detail().path("span").asLong());
        if (row < 0) {
            return;
        }
        Amount back = What.released(release);
        spans.book(row, Amount.ZERO.minus(back));
        spans.uncertain(row, -1);
        spans.more(row, event);
        if (finished != null) {
            released = released.plus(back);
        }
    }

    /** What the call that now ends holds: the last one of that attempt that has not ended. */
    private Amount held(int row, int attempt) {
        List<Event> before = spans.more[row];
        if (before != null) {
            for (int i = before.size() - 1; i >= 0; i--) {
                Event event = before.get(i);
                if (event.where().attempt() != attempt) {
                    continue;
                }
                if (event.what() instanceof What.EffectStarted effect) {
                    return effect.reserved();
                }
                if (event.what() instanceof What.EffectCompleted || event.what() instanceof What.EffectFailed) {
                    break;
                }
            }
        }
        return Amount.ZERO;
    }

    private void scored(Event event, Where where, long at, What.Scored scored) {
        int row = rows.of(where, at);
        spans.more(row, event);
        NodeTally node = spans.tally[row];
        if (node != null) {
            node.scored = scored;
            if (scored.best()) {
                node.best = scored;
            }
        }
        Integer round = rows.round(row, scored.iteration() - 1);
        if (round != null) {
            spans.more(round, event);
        }
    }

    private void tripped(Event event, Where where, long at, What.CapTripped cap) {
        spans.more(rows.of(where, at), event);
        int scope = spans.row(cap.scope());
        NodeTally frame = scope == NONE ? null : spans.tally[scope];
        if (frame == null) {
            runCap = cap;
        } else {
            frame.tripped = cap;
            if (cap.scope() != where.span()) {
                spans.more(scope, event);
            }
        }
        caps.add(new SessionSummary.Tripped(frame == null ? "" : frame.id, cap.scope(), cap.cap(), cap.limit()));
    }

    private void finished(long at, What.RunFinished over) {
        if (over.status() == RunStatus.WAITING) {
            // It was put away, not ended: whoever holds it is told so, no journal is.
            status = RunStatus.WAITING;
            return;
        }
        finished = over;
        status = over.status();
        spans.over[0] = over;
        cutRest(at);
        SpanState how = switch (over.status()) {
            case DONE -> SpanState.DONE;
            case PARTIAL -> SpanState.PARTIAL;
            case FAILED -> SpanState.FAILED;
            case RUNNING, WAITING, CANCELLED, INTERRUPTED -> SpanState.CUT;
        };
        spans.state[0] = (byte) how.ordinal();
        if (over.error() != null && spans.failures[0] == 0 && over.status() == RunStatus.FAILED) {
            spans.failure(0);
        }
    }

    private void cutRest(long at) {
        for (int row = spans.size - 1; row >= 0; row--) {
            if (spans.state[row] == SpanState.RUNNING.ordinal() && !spans.isGroup(row)) {
                close(row, at, SpanState.CUT);
            }
        }
    }
}
