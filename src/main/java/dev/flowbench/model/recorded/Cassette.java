package dev.flowbench.model.recorded;

import dev.flowbench.engine.event.EffectReply;
import dev.flowbench.engine.event.EffectRequest;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.EffectClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a recorded run, and what came of each. Each is given once: to the step and attempt that made it then, else to
 * whoever makes the same call, in the order of the recording. Safe for many threads.
 */
public final class Cassette {
    private final List<Take> takes = new ArrayList<>();
    private final Map<Object, List<Take>> byCall = new HashMap<>();
    private final Map<String, Known> tools = new LinkedHashMap<>();

    /** What came of a call. */
    sealed interface Outcome {
        /** @param micros how long it took */
        record Answered(EffectReply reply, long micros) implements Outcome {}

        /** @param partialText what had come before it failed */
        record Failed(RunError error, String partialText) implements Outcome {}
    }

    /**
     * A tool that the recording knows.
     *
     * @param spec as a model was told of it; null where none was
     */
    record Known(EffectClass effect, @Nullable ToolSpec spec) {}

    private static final class Take {
        private final String stepKey;
        private final int attempt;
        private final EffectRequest request;
        private @Nullable Outcome outcome;
        private boolean given;

        Take(String stepKey, int attempt, EffectRequest request) {
            this.stepKey = stepKey;
            this.attempt = attempt;
            this.request = request;
        }
    }

    private Cassette() {}

    /**
     * @param events of one run, in order
     * @return its calls; those that did not end are left out
     */
    public static Cassette of(Iterable<Event> events) {
        var cassette = new Cassette();
        var open = new HashMap<String, Take>();
        for (Event event : events) {
            String key = event.where().stepKey();
            switch (event.what()) {
                case What.EffectStarted started -> {
                    var take = new Take(key, event.where().attempt(), started.request());
                    open.put(key, take);
                    cassette.learn(started);
                }
                case What.EffectCompleted completed ->
                    cassette.add(open.remove(key), new Outcome.Answered(completed.reply(), completed.micros()));
                case What.EffectFailed failed ->
                    cassette.add(open.remove(key), new Outcome.Failed(failed.error(), failed.partialText()));
                default -> {
                    // Only calls are of interest here.
                }
            }
        }
        return cassette;
    }

    private void learn(What.EffectStarted started) {
        switch (started.request()) {
            case ToolRequest request -> tools.merge(request.tool(), new Known(started.effect(), null),
                    (old, now) -> new Known(now.effect(), old.spec()));
            case ModelRequest request -> request.tools().forEach(spec -> tools.merge(spec.name(),
                    new Known(EffectClass.NON_IDEMPOTENT, spec), (old, now) -> new Known(old.effect(), spec)));
        }
    }

    private void add(@Nullable Take take, Outcome outcome) {
        if (take != null) {
            take.outcome = outcome;
            takes.add(take);
            byCall.computeIfAbsent(call(take.request), _ -> new ArrayList<>()).add(take);
        }
    }

    /** How many calls it holds. */
    public int size() { return takes.size(); }

    /** The tools that it knows, by name. */
    Map<String, Known> tools() { return Collections.unmodifiableMap(tools); }

    /** What came of this call; empty where the recording has none that is not given yet. */
    synchronized Optional<Outcome> take(String stepKey, int attempt, EffectRequest request) {
        List<Take> same = byCall.getOrDefault(call(request), List.of()).stream()
                .filter(take -> !take.given && isSame(take.request, request)).toList();
        Optional<Take> found = same.stream()
                .filter(take -> take.stepKey.equals(stepKey) && (attempt == 0 || take.attempt == attempt)).findFirst()
                .or(() -> same.stream().findFirst());
        found.ifPresent(take -> take.given = true);
        return found.map(take -> Objects.requireNonNull(take.outcome));
    }

    /** Equal for calls that may be the same. */
    private static Object call(EffectRequest request) {
        return switch (request) {
            case ModelRequest model -> List.of(model.model(), model.messages());
            case ToolRequest tool -> List.of(tool.tool(), tool.arguments());
        };
    }

    private static boolean isSame(EffectRequest one, EffectRequest other) {
        return switch (one) {
            case ModelRequest model -> other instanceof ModelRequest also && model.sameAs(also);
            case ToolRequest tool -> other instanceof ToolRequest also && tool.tool().equals(also.tool())
                    && tool.arguments().equals(also.arguments()) && Objects.equals(tool.config(), also.config());
        };
    }
}
