package dev.flowbench.model.gateway;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the providers. It takes an answer from the cache where a node wants that, refuses a model that is
 * switched off, cuts it off where it is under way, and keeps the limits of each provider and key. Retries, breakers and
 * fallbacks are the engine's, where everybody sees them. Safe for many threads.
 */
public final class Gateway implements ChatModel {
    /** How often the switches are looked at while calls are under way: another process may flip one. */
    private static final long LOOK_MILLIS = 250;
    private static final long FRESH = 1_000_000_000L;

    private final ChatModel models;
    private final Function<String, Limit> limits;
    private final Switches switches;
    private final AnswerCache cache;
    private final LongSupplier nanoTime;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<String, Held> known = new ConcurrentHashMap<>();
    /** Steps that wanted the cache and whose last attempt was not sent, with its number. */
    private final Map<String, Integer> turnedAway = new ConcurrentHashMap<>();
    private final Set<Underway> underway = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * @param limits by provider
     * @param nanoTime a clock that only goes forward
     */
    public Gateway(ChatModel models, Function<String, Limit> limits, Switches switches, AnswerCache cache,
            LongSupplier nanoTime) {
        this.models = models;
        this.limits = limits;
        this.switches = switches;
        this.cache = cache;
        this.nanoTime = nanoTime;
        switches.listen(this::look);
    }

    @Override
    public long inputBound(ModelRequest request) { return models.inputBound(request); }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        String name = request.provider() + "/" + request.model();
        boolean cached = request.cache() && isFirst(call) && !isAgain(call.stepKey());
        if (switches.isOff(request.provider(), request.model())) {
            if (cached) turnedAway.put(step(call), call.attempt());
            throw off(request, name);
        }
        Optional<ModelReply> before = cached ? cache.find(request, call.run()) : Optional.empty();
        if (before.isPresent()) {
            ModelReply reply = before.get();
            call.delta(reply.text());
            Usage usage = reply.usage();
            return reply.saving(new ModelReply.Saved(usage == null ? new Usage(0, 0) : usage, 0));
        }
        ModelReply reply = sent(request, call, name);
        if (cached && (reply.finish() == Finish.STOP || reply.finish() == Finish.TOOL_CALL)) {
            cache.keep(request, reply, call.run());
        }
        return reply;
    }

    private ModelException off(ModelRequest request, String name) {
        return new ModelException(ErrorCode.MODEL_OFF, Texts.text("off", name), wayOut(request));
    }

    private String wayOut(ModelRequest request) {
        return switches.fault()
                .orElseGet(() -> Texts.text("off.out", switches.entry(request.provider(), request.model())));
    }

    /** Nothing was asked before in this step: what was turned away for a switch does not count. */
    private boolean isFirst(Call call) {
        if (call.attempt() == 1) return true;
        Integer before = turnedAway.remove(step(call));
        return before != null && before == call.attempt() - 1;
    }

    private static String step(Call call) { return call.run() + ' ' + call.stepKey(); }

    /** A further visit of a step wants another answer than the first. */
    private static boolean isAgain(String stepKey) {
        return stepKey.indexOf('~') >= 0;
    }

    private ModelReply sent(ModelRequest request, Call call, String name) throws ModelException {
        Limit limit = limit(request.provider());
        Lane lane = lanes.computeIfAbsent(lane(request), _ -> new Lane(request.provider(), nanoTime));
        var mine = new Underway(call, request.provider(), request.model());
        underway.add(mine);
        watch();
        try {
            enter(lane, limit, mine, name, request);
            return inside(lane, mine, name, request);
        } finally {
            underway.remove(mine);
        }
    }

    /** One that is switched off while it waits was not sent. */
    private void enter(Lane lane, Limit limit, Underway mine, String name, ModelRequest request)
            throws ModelException {
        try {
            if (!lane.enter(limit, mine) || !switches.isOff(mine.provider, mine.model)) return;
            lane.leave(limit);
        } catch (ModelException e) {
            if (!mine.cut()) throw e;
        }
        throw off(request, name);
    }

    private ModelReply inside(Lane lane, Underway mine, String name, ModelRequest request)
            throws ModelException {
        try {
            return models.call(request, mine);
        } catch (ModelException e) {
            if (!mine.cut()) throw e;
            throw new ModelException(ErrorCode.MODEL_STOPPED, Texts.text("stopped", name), wayOut(request),
                    -1, e.partialText(), e.usage(), e);
        } finally {
            // As many may follow as may now: the user may have changed it meanwhile.
            lane.leave(limit(request.provider()));
        }
    }

    /** As it was up to a second ago: the user may change it any time, and calls should not read a file each. */
    private Limit limit(String provider) {
        long now = nanoTime.getAsLong();
        return known.compute(provider, (_, held) -> held != null && now - held.at() < FRESH
                ? held
                : new Held(limits.apply(provider), now)).limit();
    }

    private record Held(Limit limit, long at) {}

    private static String lane(ModelRequest request) {
        @Nullable String place = request.baseUrl();
        @Nullable String secret = request.secret();
        return request.provider() + " " + (place == null ? "" : place) + " " + (secret == null ? "" : secret);
    }

    /** Cuts off what is switched off. */
    private void look() {
        // The file is looked at once, not for each call: a thousand may be under way.
        if (switches.off().isEmpty()) return;
        for (Underway call : underway) {
            if (switches.isOff(call.provider, call.model)) call.cutOff();
        }
    }

    /** Looks as long as anything is under way; nothing runs in between. */
    private void watch() {
        if (!looking.compareAndSet(false, true)) return;
        Thread.ofVirtual().name("flowbench-switches").start(() -> {
            try {
                while (!underway.isEmpty()) {
                    look();
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                looking.set(false);
                if (!underway.isEmpty()) watch();
            }
        });
    }
}
