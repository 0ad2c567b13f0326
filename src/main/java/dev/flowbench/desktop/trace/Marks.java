package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;

/** The pictures of rows, states and runs. */
final class Marks {
    private Marks() {
    }

    /** The picture of a row as it stands: one that asks a person, or waits while the run is paused, does not run. */
    static StatusMark of(RunTrace trace, int row) {
        return trace.asks(row)
                ? StatusMark.NEEDS_PERSON
                : trace.stands(row) ? StatusMark.PAUSED : of(trace.state(row));
    }

    static StatusMark of(SpanState state) {
        return switch (state) {
            case RUNNING -> StatusMark.RUNNING;
            case DONE -> StatusMark.DONE;
            case PARTIAL -> StatusMark.PARTIAL;
            case SKIPPED -> StatusMark.SKIPPED;
            case FAILED -> StatusMark.FAILED;
            case CUT -> StatusMark.CANCELLED;
        };
    }

    static StatusMark of(RunStatus status) {
        return switch (status) {
            case RUNNING -> StatusMark.RUNNING;
            case WAITING -> StatusMark.NEEDS_PERSON;
            case DONE -> StatusMark.DONE;
            case PARTIAL -> StatusMark.PARTIAL;
            case FAILED -> StatusMark.FAILED;
            case CANCELLED, INTERRUPTED -> StatusMark.CANCELLED;
        };
    }

    /** The hue of a row: its kind's, a group's is that of its frame, the run's is quiet. */
    static Token hue(RunTrace trace, int row) {
        int at = trace.isGroup(row) ? trace.parent(row) : row;
        return at == 0 ? Token.MUTED : KindGlyph.of(trace.kind(at)).hue();
    }
}
