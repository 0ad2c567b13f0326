package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.EffectReply;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.EffectClass;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one door to models. Here a budget is reserved and settled, the intent made durable before anything is sent, and the
 * answer recorded.
 */
final class ModelDoor {
    /** Longest time for one call where neither node nor budget sets one; long answers of reasoning models take minutes. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    private static final ModelReply.Usage NOTHING = new ModelReply.Usage(0, 0);

    private final RunState run;

    ModelDoor(RunState run) {
        this.run = run;
    }

    /**
     * Sends one request and waits for the answer.
     *
     * @param countsStep whether it is a step of the budget: the first attempt of a visit is, a repair is not
     * @throws CallFailed if no answer came that counts
     * @throws Stop if a cap tripped, the run was cancelled or the journal failed
     */
    ModelReply call(Where where, Scope scope, ModelRequest request, boolean countsStep) throws CallFailed {
        Optional<Prices.Price> price = run.prices.price(request);
        Amount hold = worstCase(request, price, countsStep);
        if (price.isEmpty()) {
            refuseUnknownPrice(where, scope, request);
        }
        var effect = new What.EffectStarted(EffectClass.MODEL, request, hold);
        @Nullable What before = run.taken(where, scope, effect);
        if (before != null) {
            return answer(run.reply(where, scope, before));
        }
        What.@Nullable EffectCompleted reused = run.reused(where, effect);
        run.reserve(where, scope, hold, effect);
        if (reused != null) {
            return reused(where, scope, hold, reused);
        }
        var call = new Call(run, where, scope);
        try {
            run.sync(where);
            call.begin();
        } catch (Stop stop) {
            run.unsent(where, scope, hold, onlySteps(hold), stop);
            throw stop;
        }
        ModelReply reply;
        try {
            reply = run.model.call(request, call);
        } catch (ModelException e) {
            throw failed(where, scope, price, hold, over(e, call), call);
        } catch (RuntimeException | Error e) {
            throw failed(where, scope, price, hold, new ModelException(ErrorCode.ENGINE_BUG,
                    Texts.text("error.bug", e), Texts.text("wayOut.bug"), -1, "", null, e), call);
        }
        return completed(where, scope, price, hold, reply, call);
    }

    /** What the end of a call's time is called; what never left is not charged. */
    private static ModelException over(ModelException e, Call call) {
        boolean late = e.code() == ErrorCode.TIMEOUT || e.code() == ErrorCode.CANCELLED && call.timedOut();
        if (call.isUnsent() && late) {
            return new ModelException(ErrorCode.TIMEOUT, Texts.text("error.timeoutUnsent", call.seconds()),
                    Texts.text("wayOut.timeoutUnsent"), -1, "", NOTHING, e);
        }
        if (call.isUnsent() && e.code() == ErrorCode.CANCELLED) {
            return new ModelException(e.code(), String.valueOf(e.getMessage()), e.wayOut(), -1, "", NOTHING, e);
        }
        return late && e.code() == ErrorCode.CANCELLED
                ? new ModelException(ErrorCode.TIMEOUT, Texts.text("error.timeout", call.seconds()),
                        Texts.text("wayOut.timeout"), -1, e.partialText(), e.usage(), e)
                : e;
    }

    /** The answer is taken from the run this one is made from: it counts, and is not paid. */
    private ModelReply reused(Where where, Scope scope, Amount hold, What.EffectCompleted before) {
        run.exclusively(() -> {
            Amount used = before.settled();
            // It counts here as what it is here, whichever attempt it was there.
            Amount actual = new Amount(used.inputTokens(), used.outputTokens(), used.nanoUsd(), hold.steps(), 0, 0,
                    used.priced());
            run.settle(where, scope, hold, actual, new What.EffectCompleted(before.reply(), actual, 0, true));
            return true;
        });
        return answer(before.reply());
    }

    private static ModelReply answer(EffectReply reply) {
        return switch (reply) {
            case ModelReply answer -> answer;
            case ToolReply _ -> throw new IllegalStateException("a result of a tool: " + reply);
        };
    }

    private static Amount onlySteps(Amount hold) {
        return new Amount(0, 0, 0, hold.steps(), 0, 0, hold.priced());
    }

    private void refuseUnknownPrice(Where where, Scope scope, ModelRequest request) throws CallFailed {
        for (Scope s = scope; s != null; s = s.parent) {
            if (s.caps(Cap.COST)) {
                throw new CallFailed(new RunError(ErrorCode.NO_PRICE,
                        Texts.text("error.noPrice", request.model(), request.provider(), s.title),
                        Texts.text("wayOut.noPrice"), where.node(), where.attempt(), null, -1));
            }
        }
    }

    /** What one call may use at most. */
    Amount worstCase(ModelRequest request) {
        return worstCase(request, run.prices.price(request), false);
    }

    private Amount worstCase(ModelRequest request, Optional<Prices.Price> price, boolean countsStep) {
        long input = run.model.inputBound(request);
        long output = request.maxOutputTokens();
        long nano = price.map(p -> p.upTo(input))
                .map(p -> nano(times(input, p.inputBound()), times(output, p.outputBound()))).orElse(0L);
        return new Amount(input, output, nano, countsStep ? 1 : 0, 0, 0, price.isPresent());
    }

    /** What a provider reports, as an amount; numbers that cannot be are brought into range. */
    private static Amount priced(ModelReply.Usage usage, Optional<Prices.Price> price, Amount hold) {
        long input = Math.max(0, usage.input());
        long output = Math.max(0, usage.output());
        long read = Math.clamp(usage.cacheRead(), 0, input);
        long written = Math.clamp(usage.cacheWrite(), 0, input - read);
        long thought = Math.clamp(usage.reasoning(), 0, output);
        long nano = price.map(p -> p.at(input))
                .map(p -> nano(times(input - read - written, p.input()), times(read, p.cacheRead()),
                        times(written, p.cacheWrite()), times(output - thought, p.output()),
                        times(thought, p.reasoning())))
                .orElse(0L);
        return new Amount(input, output, nano, hold.steps(), 0, 0, hold.priced());
    }

    /**
     * Billionths of a dollar for millionths of them, rounded up once for the whole call: parts rounded one by one could
     * come to more than the hold.
     */
    private static long nano(long... millionths) {
        long sum = 0;
        for (long part : millionths) {
            sum = Amount.sum(sum, part);
        }
        return sum == Long.MAX_VALUE ? sum : Math.ceilDiv(sum, 1_000_000L);
    }

    /** Tokens at a price for a million; the largest number where it would be larger. */
    private static long times(long tokens, long perMillion) {
        long product = tokens * perMillion;
        return Math.multiplyHigh(tokens, perMillion) == 0 && product >= 0 ? product : Long.MAX_VALUE;
    }

    private ModelReply completed(Where where, Scope scope, Optional<Prices.Price> price, Amount hold, ModelReply reply,
            Call call) {
        ModelReply.@Nullable Usage usage = reply.usage();
        // What a provider does not report stays booked as reserved: it may have been used.
        Amount actual = usage == null ? hold : priced(usage, price, hold);
        ModelReply told = told(reply, price, hold);
        run.enter();
        try {
            call.end();
            run.settle(where, scope, hold, actual,
                    new What.EffectCompleted(told, actual, call.micros(), false, call.queuedMicros()));
            run.leaveIfCancelled(where, scope);
        } finally {
            run.leave();
        }
        return told;
    }

    /** An answer from the cache says what it saves at the prices of this run. */
    private static ModelReply told(ModelReply reply, Optional<Prices.Price> price, Amount hold) {
        ModelReply.@Nullable Saved saved = reply.saved();
        return saved == null
                ? reply
                : reply.saving(new ModelReply.Saved(saved.usage(), priced(saved.usage(), price, hold).nanoUsd()));
    }

    private CallFailed failed(Where where, Scope scope, Optional<Prices.Price> price, Amount hold, ModelException e,
            Call call) {
        ModelReply.@Nullable Usage usage = e.usage();
        // What would be settled as reported, and is not reported, may have been used too.
        boolean uncertain = usage == null && switch (e.code().charge()) {
            case UNCERTAIN, SETTLE -> true;
            case NONE, RELEASE -> false;
        };
        Amount actual = usage != null
                ? priced(usage, price, hold)
                : uncertain
                        ? hold
                        : onlySteps(hold);
        var error = new RunError(e.code(), String.valueOf(e.getMessage()), e.wayOut(), where.node(), where.attempt(),
                e.getCause() == null ? null : e.getCause().getMessage(), e.retryAfterMillis());
        run.enter();
        try {
            call.end();
            run.settle(where, scope, hold, actual,
                    new What.EffectFailed(error, actual, uncertain, e.partialText(), call.micros(),
                            call.queuedMicros()));
            run.leaveIfCancelled(where, scope);
        } finally {
            run.leave();
        }
        return new CallFailed(error, !call.isUnsent());
    }

    /** The engine's side of a call of a model: streams beside time and cancel. */
    private static final class Call extends InFlight implements ChatModel.Call {
        private long queued;
        /** Since when it waits for its turn; -1 while it does not. On the thread of the call alone. */
        private long waitsSince = -1;

        Call(RunState run, Where where, Scope scope) {
            super(run, where, scope,
                    scope.deadline == Long.MAX_VALUE ? run.deadline(DEFAULT_TIMEOUT) : Long.MAX_VALUE);
        }

        @Override
        public long seed() {
            return run.seed;
        }

        @Override
        public void delta(String text) {
            if (!cancelled()) {
                run.progress(where, text);
            }
        }

        @Override
        public void waits(String reason) {
            if (waitsSince < 0) {
                waitsSince = run.scheduler.nanos();
            }
            if (!cancelled()) {
                run.waits(where, reason);
            }
        }

        @Override
        public void goesOn() {
            queued = queuedNanos();
            waitsSince = -1;
        }

        boolean isUnsent() {
            return waitsSince >= 0;
        }

        private long queuedNanos() {
            return queued + (waitsSince < 0 ? 0 : run.scheduler.nanos() - waitsSince);
        }

        long queuedMicros() {
            return queuedNanos() / 1_000;
        }

        @Override
        public void sleep(Duration duration) throws ModelException {
            switch (rest(duration)) {
                case RESTED -> {}
                case CANCELLED ->
                    throw new ModelException(ErrorCode.CANCELLED, Texts.text("error.cancelled"), "");
                case TIMED_OUT -> throw new ModelException(ErrorCode.TIMEOUT, Texts.text("error.timeout", seconds()),
                        Texts.text("wayOut.timeout"));
            }
        }
    }
}
