package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.EffectReply;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one door to tools and memory. Here a call is reserved and settled, the intent made durable before anything is done,
 * and the result recorded.
 */
final class ToolDoor {
    private final RunState run;

    ToolDoor(RunState run) {
        this.run = run;
    }

    /**
     * One call, ready to be made.
     *
     * @param tool whom to call
     * @param request what with; the arguments satisfy the tool's schema
     * @param fields what to keep of the result; empty for all
     * @param maxChars how large the result may be
     * @param timeout how long it may take
     * @param counts what it counts as: its first attempt is a step and, of a tool, a call
     */
    record Order(Tool tool, ToolRequest request, List<String> fields, int maxChars, Duration timeout, Amount counts) {
        EffectClass effect() {
            return tool.definition().effect();
        }
    }

    /**
     * Makes the call and waits for the result.
     *
     * @throws CallFailed if it did not give one; with {@code TOOL_UNKNOWN} where it may have been done all the same and
     *     must not be done twice
     * @throws Stop if a cap tripped, the run was cancelled or the journal failed
     */
    ToolReply call(Where where, Scope scope, Order order) throws CallFailed {
        Amount hold = order.counts();
        var effect = new What.EffectStarted(order.effect(), order.request(), hold);
        @Nullable What before = run.taken(where, scope, effect);
        if (before != null) {
            return result(run.reply(where, scope, before));
        }
        What.@Nullable EffectCompleted reused = run.reused(where, effect);
        run.reserve(where, scope, hold, effect);
        if (reused != null) {
            run.exclusively(() -> {
                // It counts here as what it is here, whichever attempt it was there.
                run.settle(where, scope, hold, hold, new What.EffectCompleted(reused.reply(), hold, 0, true));
                return true;
            });
            return result(reused.reply());
        }
        var call = new Call(run, where, scope, order);
        try {
            run.sync(where);
            call.begin();
        } catch (Stop stop) {
            run.unsent(where, scope, hold, hold, stop);
            throw stop;
        }
        ToolReply reply;
        try {
            reply = Trimming.trim(order.tool().call(order.request().arguments(), call), order.fields(),
                    order.maxChars(), order.tool().simulated());
        } catch (ToolException e) {
            throw failed(order, call, call.timedOut() && e.code() == ErrorCode.CANCELLED
                    ? new ToolException(ErrorCode.TIMEOUT, Texts.text("error.toolTimeout", call.seconds()),
                            Texts.text("wayOut.toolTimeout"), -1, e)
                    : e);
        } catch (RuntimeException | Error e) {
            throw failed(order, call, new ToolException(ErrorCode.ENGINE_BUG,
                    Texts.text("error.toolBug", order.request().tool(), e), Texts.text("wayOut.bug"), -1, e));
        }
        run.enter();
        try {
            call.end();
            run.settle(where, scope, hold, hold, new What.EffectCompleted(reply, hold, call.micros()));
            run.leaveIfCancelled(where, scope);
        } finally {
            run.leave();
        }
        if (order.effect() == EffectClass.NON_IDEMPOTENT) {
            // What cannot be done again must not be forgotten.
            run.sync(where);
        }
        return reply;
    }

    private static ToolReply result(EffectReply reply) {
        return switch (reply) {
            case ToolReply result -> result;
            case ModelReply _ -> throw new IllegalStateException("an answer of a model: " + reply);
        };
    }

    private CallFailed failed(Order order, Call call, ToolException e) {
        Where where = call.where;
        @Nullable String cause = e.getCause() == null ? null : e.getCause().getMessage();
        var error = new RunError(e.code(), String.valueOf(e.getMessage()), e.wayOut(), where.node(), where.attempt(),
                cause, e.retryAfterMillis());
        if (order.effect() == EffectClass.NON_IDEMPOTENT && isOpen(error)) {
            error = new RunError(ErrorCode.TOOL_UNKNOWN,
                    Texts.text("error.toolUnknown", order.request().tool(), error.message()),
                    Texts.text("wayOut.toolUnknown"), where.node(), where.attempt(), cause, -1);
        }
        var told = new What.EffectFailed(error, order.counts(), false, "", call.micros());
        run.enter();
        try {
            call.end();
            run.settle(where, call.scope, order.counts(), order.counts(), told);
            run.leaveIfCancelled(where, call.scope);
        } finally {
            run.leave();
        }
        return new CallFailed(error);
    }

    /** Whether what failed so may have been done all the same. */
    static boolean isOpen(RunError error) {
        return error.code().charge() == ErrorCode.Charge.UNCERTAIN;
    }

    /** The engine's side of a call of a tool. */
    private static final class Call extends InFlight implements Tool.Call {
        private final ToolRequest request;

        Call(RunState run, Where where, Scope scope, Order order) {
            super(run, where, scope, run.deadline(order.timeout()));
            this.request = order.request();
        }

        @Override
        void begin() {
            super.begin();
            // Also a tool that only asks now and then whether it is cancelled hears that its time is over.
            run.exclusively(() -> {
                startTimer();
                return true;
            });
        }

        @Override
        public String idempotencyKey() {
            return request.idempotencyKey();
        }

        @Override
        public @Nullable JsonNode config() {
            return request.config();
        }

        @Override
        public void progress(String line) {
            if (!cancelled()) {
                run.progressed(where, line);
            }
        }

        @Override
        public long epochMicros() {
            return run.scheduler.epochMicros();
        }
    }
}
