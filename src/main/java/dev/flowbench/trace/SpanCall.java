package dev.flowbench.trace;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model as a trace shows it: what was sent and what came of it.
 *
 * @param attempt the attempt it belongs to, from 1
 * @param at when it left, microseconds since 1970-01-01T00:00Z
 * @param request what was sent
 * @param reserved what was held for it
 * @param reply the answer; null while it is awaited and when none came
 * @param error what went wrong; null when nothing did
 * @param settled what is booked for it; null while it is awaited
 * @param uncertain whether the provider may have charged less than is booked
 * @param partialText what had arrived when it broke off
 * @param micros microseconds from sending to the end; -1 while it is awaited
 * @param violations what was wrong with the answer; empty when it was accepted
 * @param repairs whether a repair turn followed
 */
public record SpanCall(
        int attempt,
        long at,
        ModelRequest request,
        Amount reserved,
        @Nullable ModelReply reply,
        @Nullable RunError error,
        @Nullable Amount settled,
        boolean uncertain,
        String partialText,
        long micros,
        List<String> violations,
        boolean repairs) {

    /** The text that came, whole or cut off; empty for none. */
    public String text() {
        return reply == null ? partialText : reply.text();
    }

    /** Whether it is still awaited. */
    public boolean isAwaited() {
        return reply == null && error == null;
    }

    /** The calls of a span, in the order in which they left. */
    public static List<SpanCall> of(RunTrace trace, int row) {
        List<SpanCall> calls = new ArrayList<>();
        for (Event event : trace.happened(row)) {
            switch (event.what()) {
                case What.EffectStarted(var _, ModelRequest request, Amount reserved) -> calls.add(
                        new SpanCall(event.where().attempt(), event.at(), request, reserved, null, null, null, false,
                                "", -1,
                                List.of(), false));
                case What.EffectCompleted done when done.reply() instanceof ModelReply reply ->
                    replaceLast(calls, event,
                            call -> new SpanCall(call.attempt, call.at, call.request, call.reserved, reply, null,
                                    done.settled(), done.uncertain(), "", done.micros(), List.of(), false));
                case What.EffectFailed(RunError error, Amount settled, boolean uncertain, String text, long micros, var _) ->
                    replaceLast(
                            calls, event,
                            call -> new SpanCall(call.attempt, call.at, call.request, call.reserved, null, error,
                                    settled,
                                    uncertain, text, micros, List.of(), false));
                case What.OutputRejected(List<String> violations, boolean repairs) -> replaceLast(calls, event,
                        call -> new SpanCall(call.attempt, call.at, call.request, call.reserved, call.reply, call.error,
                                call.settled, call.uncertain, call.partialText, call.micros, violations, repairs));
                case What.Decided release when release.choice() == What.Choice.RELEASE -> release(calls, release);
                case What.EffectStarted _,What.EffectCompleted _,What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.Scored _,What.Decided _,What.CapTripped _,What.StepCompleted _,What.StepSkipped _,What.StepFailed _,What.CancelRequested _,What.RunFinished _ ->
                    {
                    }
            }
        }
        return List.copyOf(calls);
    }

    /** The call that was answered last; empty where there was none. */
    public static Optional<SpanCall> last(List<SpanCall> calls) {
        return calls.isEmpty() ? Optional.empty() : Optional.of(calls.getLast());
    }

    /** A person gave back what was booked for it. */
    private static void release(List<SpanCall> calls, What.Decided release) {
        int attempt = release.detail().path("attempt").asInt();
        calls.replaceAll(call -> call.attempt != attempt || call.settled == null
                ? call
                : new SpanCall(call.attempt, call.at, call.request, call.reserved, call.reply, call.error,
                        call.settled.minus(What.released(release)), false, call.partialText, call.micros,
                        call.violations, call.repairs));
    }

    private interface Change {
        SpanCall of(SpanCall call);
    }

    private static void replaceLast(List<SpanCall> calls, Event event, Change change) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).attempt() == event.where().attempt()) {
                calls.set(i, change.of(calls.get(i)));
                return;
            }
        }
    }
}
