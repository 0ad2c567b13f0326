package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves steps and frames before their end, up to the frame that deals with the reason. Never leaves the engine. */
final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final transient List<What.StateWritten> writes;

    Stop(Reason reason) {
        this(reason, List.of());
    }

    private Stop(Reason reason, List<What.StateWritten> writes) {
        super(null, null, false, false);
        this.reason = reason;
        this.writes = writes;
    }

    /** The same with what was written to the state before, for a frame that is ended with a value. */
    Stop writing(List<What.StateWritten> written) {
        return written.isEmpty() ? this : new Stop(reason, written);
    }

    List<What.StateWritten> writes() {
        return writes;
    }

    static Stop failed(RunError error) {
        return new Stop(new Reason.Failed(error));
    }

    Reason reason() {
        return reason;
    }

    /** Why. */
    sealed interface Reason {
        /** Something went wrong for good. */
        record Failed(RunError error) implements Reason {}

        /**
         * A cap tripped.
         *
         * @param scope whose cap; the frame that owns it ends
         * @param carried best or finished so far, of the frames in between; null for nothing
         */
        record Capped(Scope scope, Partial partial, @Nullable GraphResult carried) implements Reason {
            Capped carrying(@Nullable GraphResult soFar) {
                return new Capped(scope, partial, soFar);
            }

            /** The carried result as one value; null for nothing. */
            @Nullable JsonNode value() {
                return carried == null ? null : carried.value();
            }
        }

        /** A scope was cancelled; its owner knows why. */
        record Cancelled(Scope scope) implements Reason {}

        /** A gate ended its frame with a value. */
        record EndFrame(JsonNode value) implements Reason {}

        /** Only what would be sent is asked for, and this is not known without sending it. */
        record Unknown() implements Reason {}

        /** A gate ended the run with a value. */
        record EndRun(JsonNode value) implements Reason {}

        /** A checkpoint sends the graph it stands in back to its beginning. */
        record Repeat() implements Reason {}
    }
}
