package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
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

    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    private final RunState run;

    ModelDoor(RunState run) {
        this.run = run;
    }

    /** A call failed; the caller decides whether to try again. Without stack trace. */
    static final class CallFailed extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient RunError error;

        CallFailed(RunError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        RunError error() {
            return error;
        }
    }

    /**
     * Sends one request and waits for the answer.
     *
     * @param countsStep whether it is a step of the budget: the first attempt of a visit is, a repair is not
     * @throws CallFailed if no answer came that counts
     * @throws Stop if a cap tripped, the run was cancelled or the journal failed
     */
    ModelReply call(Where where, Scope scope, ModelRequest request, boolean countsStep) throws CallFailed {
        Optional<Prices.Price> price = run.prices.price(request.provider(), request.model());
        Amount hold = worstCase(request, price, countsStep);
        if (price.isEmpty()) {
            refuseUnknownPrice(where, scope, request);
        }
        run.reserve(where, scope, hold);
        try {
            run.tell(where, new What.EffectStarted(EffectClass.MODEL, request, hold));
            run.sync(where);
        } catch (Stop stop) {
            run.exclusively(() -> {
                run.ledger.settle(scope, hold, Amount.ZERO);
                return true;
            });
            throw stop;
        }
        var call = new Call(where, scope, run.scheduler.nanos());
        try {
            call.begin();
            ModelReply reply = run.model.call(request, call);
            return completed(where, scope, request, price, hold, reply, call);
        } catch (ModelException e) {
            throw failed(where, scope, price, hold, e, call);
        } catch (RuntimeException e) {
            throw failed(where, scope, price, hold, new ModelException(ErrorCode.ENGINE_BUG,
                    Texts.text("error.bug", e), Texts.text("wayOut.bug"), -1, "", null, e), call);
        } finally {
            call.end();
        }
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

    private Amount worstCase(ModelRequest request, Optional<Prices.Price> price, boolean countsStep) {
        long input = run.model.inputBound(request);
        long nano = price
                .map(p -> Math.addExact(nano(input, p.inputBound()), nano(request.maxOutputTokens(), p.output())))
                .orElse(0L);
        return new Amount(input, request.maxOutputTokens(), nano, countsStep ? 1 : 0, 0, 0, price.isPresent());
    }

    /** Billionths of a dollar for so many tokens, rounded up. */
    static long nano(long tokens, long perMillion) {
        return Math.ceilDiv(Math.multiplyExact(tokens, perMillion), 1_000_000L);
    }

    private static Amount priced(ModelReply.Usage usage, Optional<Prices.Price> price, Amount hold) {
        long plain = usage.input() - usage.cacheRead() - usage.cacheWrite();
        long nano = price.map(p -> nano(Math.max(0, plain), p.input()) + nano(usage.cacheRead(), p.cacheRead())
                + nano(usage.cacheWrite(), p.cacheWrite()) + nano(usage.output(), p.output())).orElse(0L);
        return new Amount(usage.input(), usage.output(), nano, hold.steps(), 0, 0, hold.priced());
    }

    private ModelReply completed(Where where, Scope scope, ModelRequest request, Optional<Prices.Price> price,
            Amount hold, ModelReply reply, Call call) throws CallFailed {
        ModelReply.@Nullable Usage usage = reply.usage();
        // What a provider does not report stays booked as reserved: it may have been used.
        Amount actual = usage == null ? hold : priced(usage, price, hold);
        boolean breach = usage != null
                && (usage.output() > request.maxOutputTokens() || usage.input() > hold.inputTokens());
        run.enter();
        try {
            run.ledger.settle(scope, hold, actual);
            run.emit(where, new What.EffectCompleted(reply, actual, call.micros()));
            if (breach) {
                for (Scope s = scope; s != null; s = s.parent) {
                    if (s.capsMoneyOrTokens()) {
                        s.closeAdmission("breach");
                    }
                }
                run.ledger.admitWaiting();
            }
            RunState.leaveIfCancelled(scope);
        } finally {
            run.leave();
        }
        return reply;
    }

    private CallFailed failed(Where where, Scope scope, Optional<Prices.Price> price, Amount hold, ModelException e,
            Call call) {
        ModelReply.@Nullable Usage usage = e.usage();
        boolean uncertain = usage == null && e.code().charge() == ErrorCode.Charge.UNCERTAIN;
        Amount actual = usage != null
                ? priced(usage, price, hold)
                : uncertain
                        ? hold
                        : new Amount(0, 0, 0, hold.steps(), 0, 0, hold.priced());
        var error = new RunError(e.code(), String.valueOf(e.getMessage()), e.wayOut(), where.node(), where.attempt(),
                e.getCause() == null ? null : e.getCause().toString(), e.retryAfterMillis());
        run.enter();
        try {
            run.ledger.settle(scope, hold, actual);
            run.emit(where, new What.EffectFailed(error, actual, uncertain, e.partialText(), call.micros()));
            RunState.leaveIfCancelled(scope);
        } finally {
            run.leave();
        }
        return new CallFailed(error);
    }

    /** The engine's side of a call: streams, time and cancel. */
    private final class Call implements ChatModel.Call {
        private final Where where;
        private final Scope scope;
        private final long start;
        private final long deadline;
        private final Runnable onScopeCancel = this::fire;
        private @Nullable Runnable hook;
        private Scheduler.@Nullable Signal sleeper;
        private Scheduler.@Nullable Timer timer;
        private boolean over;
        private boolean timedOut;

        Call(Where where, Scope scope, long start) {
            this.where = where;
            this.scope = scope;
            this.start = start;
            this.deadline = start + DEFAULT_TIMEOUT.toNanos();
        }

        void begin() {
            run.enter();
            try {
                RunState.leaveIfCancelled(scope);
                scope.addHook(onScopeCancel);
            } finally {
                run.leave();
            }
        }

        void end() {
            run.enter();
            try {
                scope.removeHook(onScopeCancel);
                if (timer != null) {
                    timer.cancel();
                }
            } finally {
                run.leave();
            }
        }

        private void fire() {
            @Nullable Runnable toRun;
            run.enter();
            try {
                over = true;
                toRun = hook;
                if (sleeper != null) {
                    sleeper.raise();
                }
            } finally {
                run.leave();
            }
            if (toRun != null) {
                toRun.run();
            }
        }

        long micros() {
            return (run.scheduler.nanos() - start) / 1_000;
        }

        @Override
        public String run() {
            return run.run;
        }

        @Override
        public String stepKey() {
            return where.stepKey();
        }

        @Override
        public String node() {
            return where.node() == null ? "" : where.node();
        }

        @Override
        public int attempt() {
            return where.attempt();
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
        public boolean cancelled() {
            return run.exclusively(() -> over);
        }

        @Override
        public void onCancel(Runnable newHook) {
            boolean now;
            run.enter();
            try {
                hook = newHook;
                now = over;
                if (!over && timer == null) {
                    // Only who can be cut off needs the timer; a model that sleeps on the run's clock sees its time end.
                    timer = run.scheduler.after(timeLeft(), () -> {
                        timedOut = true;
                        fire();
                    });
                }
            } finally {
                run.leave();
            }
            if (now) {
                newHook.run();
            }
        }

        @Override
        public Duration timeLeft() {
            // The scope's own timer ends the call at the scope's deadline; the grace keeps the two ends apart.
            long scopeEnd = scope.deadline == Long.MAX_VALUE ? Long.MAX_VALUE : scope.deadline + GRACE_NANOS;
            return Duration.ofNanos(Math.max(0, Math.min(deadline, scopeEnd) - run.scheduler.nanos()));
        }

        @Override
        public void sleep(Duration duration) throws ModelException {
            if (duration.isZero()) {
                return;
            }
            Duration left = timeLeft();
            boolean tooLong = duration.compareTo(left) > 0;
            Scheduler.Signal signal = run.scheduler.signal();
            boolean gone = run.exclusively(() -> {
                sleeper = signal;
                return over;
            });
            if (!gone) {
                gone = signal.await(tooLong ? left : duration);
            }
            if (gone && !timedOut) {
                throw new ModelException(ErrorCode.CANCELLED, Texts.text("error.cancelled"), "");
            }
            if (tooLong || timedOut) {
                throw new ModelException(ErrorCode.TIMEOUT, Texts.text("error.timeout", seconds()),
                        Texts.text("wayOut.timeout"));
            }
        }

        private String seconds() {
            return Long.toString(Math.max(1, Math.round((deadline - start) / 1e9)));
        }
    }
}
