package dev.flowbench.model;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The engine's side of a call, with a clock that only {@code sleep} moves, and a cancel button. */
public class FakeCall implements ChatModel.Call {
    private final String node;
    private final String stepKey;
    private final int attempt;
    private final long seed;
    private final List<Runnable> hooks = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String run = "run";
    private Duration left = Duration.ofMinutes(1);
    private Duration slept = Duration.ZERO;
    private boolean cancelled;
    private int deltas;
    private Consumer<String> onDelta = _ -> {};

    public FakeCall(String node, String stepKey, int attempt, long seed) {
        this.node = node;
        this.stepKey = stepKey;
        this.attempt = attempt;
        this.seed = seed;
    }

    public static FakeCall of(String stepKey) {
        String last = stepKey.substring(stepKey.lastIndexOf('/') + 1);
        return new FakeCall(last.replaceAll("[#~].*", ""), stepKey, 1, 7);
    }

    /** Of another run. */
    public FakeCall in(String other) {
        run = other;
        return this;
    }

    public FakeCall left(Duration time) {
        left = time;
        return this;
    }

    public FakeCall onDelta(Consumer<String> told) {
        onDelta = told;
        return this;
    }

    public void cancel() {
        List<Runnable> all;
        synchronized (this) {
            cancelled = true;
            all = List.copyOf(hooks);
        }
        all.forEach(Runnable::run);
    }

    public synchronized String text() { return text.toString(); }

    public synchronized int deltas() { return deltas; }

    /** What it said it waits for, and "" where its turn came. */
    public synchronized List<String> waited() {
        return List.copyOf(waits);
    }

    @Override
    public synchronized void waits(String reason) { waits.add(reason); }

    @Override
    public synchronized void goesOn() { waits.add(""); }

    public Duration slept() { return slept; }

    @Override
    public String run() { return run; }

    @Override
    public String stepKey() { return stepKey; }

    @Override
    public String node() { return node; }

    @Override
    public int attempt() { return attempt; }

    @Override
    public long seed() { return seed; }

    @Override
    public void delta(String part) {
        synchronized (this) {
            text.append(part);
            deltas++;
        }
        onDelta.accept(part);
    }

    @Override
    public synchronized boolean cancelled() { return cancelled; }

    @Override
    public void onCancel(Runnable hook) {
        synchronized (this) {
            if (!cancelled) {
                hooks.add(hook);
                return;
            }
        }
        hook.run();
    }

    @Override
    public Duration timeLeft() { return left; }

    @Override
    public void sleep(Duration duration) throws ModelException {
        if (cancelled()) throw new ModelException(ErrorCode.CANCELLED, "cancelled", "");
        if (duration.compareTo(left) > 0) throw new ModelException(ErrorCode.TIMEOUT, "time is over", "");
        slept = slept.plus(duration);
        left = left.minus(duration);
    }
}
