package dev.flowbench.model.gateway;

import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A call of a model that the switch can cut off. To the model it is the engine's call, cancelled. */
final class Underway implements ChatModel.Call {
    final String provider;
    final String model;
    private final ChatModel.Call call;
    private final List<Runnable> hooks = new ArrayList<>();
    private volatile boolean cut;

    Underway(ChatModel.Call call, String provider, String model) {
        this.call = call;
        this.provider = provider;
        this.model = model;
    }

    boolean cut() { return cut; }

    void cutOff() {
        List<Runnable> all;
        synchronized (hooks) {
            if (cut) return;
            cut = true;
            all = List.copyOf(hooks);
        }
        all.forEach(Runnable::run);
    }

    @Override
    public boolean cancelled() { return cut || call.cancelled(); }

    @Override
    public void onCancel(Runnable hook) {
        boolean now;
        synchronized (hooks) {
            now = cut;
            if (!now) hooks.add(hook);
        }
        if (now)
            hook.run();
        else
            call.onCancel(hook);
    }

    @Override
    public String run() { return call.run(); }

    @Override
    public String stepKey() { return call.stepKey(); }

    @Override
    public String node() { return call.node(); }

    @Override
    public int attempt() { return call.attempt(); }

    @Override
    public long seed() { return call.seed(); }

    @Override
    public void delta(String text) {
        if (!cut) call.delta(text);
    }

    @Override
    public void waits(String reason) { call.waits(reason); }

    @Override
    public void goesOn() { call.goesOn(); }

    @Override
    public Duration timeLeft() { return call.timeLeft(); }

    @Override
    public void sleep(Duration duration) throws ModelException { call.sleep(duration); }
}
