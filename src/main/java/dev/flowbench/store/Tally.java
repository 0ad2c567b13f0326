package dev.flowbench.store;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;

/** The line of a run in the list, folded from its events. One thread adds, any may look. */
final class Tally {
    private final Journal.Header header;
    private Amount spent = Amount.ZERO;
    private long last;
    private RunStatus status = RunStatus.RUNNING;
    private String reason = "";
    /** Whether the run's last word is that it needs a person. */
    private boolean waiting;

    Tally(Journal.Header header) {
        this.header = header;
        this.last = header.startedAt();
    }

    synchronized void add(Event event) {
        if (!ended()) {
            // What people decide of it later takes no time of the run.
            last = event.at();
            waiting = event.what() instanceof What.Suspended;
        }
        switch (event.what()) {
            case What.EffectCompleted completed -> spent = spent.plus(completed.settled());
            case What.EffectFailed failed -> spent = spent.plus(failed.settled());
            case What.RunFinished finished -> {
                status = finished.status();
                spent = finished.spent();
                Partial partial = finished.partial();
                RunError error = finished.error();
                reason = error != null ? error.code().name() : partial != null ? partial.reason() : "";
            }
            case What.Decided decided when decided.choice() == What.Choice.RELEASE ->
                spent = spent.minus(What.released(decided));
            // Says nothing about the line.
            case What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.EffectStarted _,What.OutputRejected _,What.Scored _,What.Decided _,What.CapTripped _,What.StepCompleted _,What.StepSkipped _,What.StepFailed _,What.CancelRequested _ ->
                {}
        }
    }

    synchronized boolean ended() {
        return status != RunStatus.RUNNING;
    }

    /** The run cannot be read to its end. */
    synchronized void unreadable() {
        if (!ended()) {
            reason = "unreadable";
        }
    }

    /** @param owned whether a process that lives owns the run */
    synchronized Journal.Summary summary(boolean owned) {
        RunStatus shown = status;
        if (status == RunStatus.RUNNING) {
            // A run that was recorded elsewhere goes on there, if anywhere: nobody here is waited for.
            shown = waiting && !header.imported()
                    ? RunStatus.WAITING
                    : owned ? RunStatus.RUNNING : RunStatus.INTERRUPTED;
        }
        return new Journal.Summary(header.run(), header.workflow(), header.name(), header.file(), header.startedAt(),
                Math.max(0, last - header.startedAt()), shown, header.simulated(), spent, reason);
    }
}
