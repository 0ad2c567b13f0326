package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run stand still, and lets it go on step by step. Each task comes by here before it begins a step. While the run is
 * paused it waits here, and what is in flight goes on to its end; only when nothing moves any more is one of those that
 * wait chosen, the first in the document's order: so the same steps are taken in the same order, whoever came first.
 *
 * <p>All but {@link #watches} belongs to the run's section.
 */
final class Stepper {
    private final RunState run;
    private final StepOrder order;
    /** Those that wait, and those that may go and have not gone yet. */
    private final List<Stand> stands = new ArrayList<>();
    private final List<Stand> going = new ArrayList<>();
    private Breakpoints breakpoints;
    private Go go = Go.FREE;
    /** Whether the last that was told of it is that the run is paused. */
    private boolean told;
    private volatile boolean watches;

    Stepper(RunState run, Workflow workflow, RunOptions options) {
        this.run = run;
        this.order = new StepOrder(workflow);
        this.breakpoints = Breakpoints.of(options.breakpoints());
        look();
    }

    /** What may go on. */
    private sealed interface Go {
        Go FREE = new Free();
        Go HALTED = new Halted();

        record Free() implements Go {}

        record Halted() implements Go {}

        /** As soon as nothing moves, the first of those that wait, that far. */
        record Next(How.Steps how) implements Go {}

        /** The step of that key and all in it. */
        record Within(String key) implements Go {}

        record Until(String node) implements Go {}
    }

    /** A step as it may begin or end. */
    record Passed(@Nullable Where where, Map<String, JsonNode> values) {}

    /** A step that waits. */
    private static final class Stand {
        final Context context;
        final String node;
        final String key;
        final boolean after;
        @Nullable Where where;
        Map<String, JsonNode> values;
        Scheduler.Signal signal;
        Standstill.@Nullable Parked parked;
        boolean free;
        boolean revoked;
        boolean shown;
        boolean shownFirst;

        Stand(Context context, String node, String key, boolean after, @Nullable Where where,
                Map<String, JsonNode> values, Scheduler.Signal signal) {
            this.context = context;
            this.node = node;
            this.key = key;
            this.after = after;
            this.where = where;
            this.values = values;
            this.signal = signal;
        }
    }

    /** Whether steps must come by here at all. For any thread. */
    boolean watches() {
        return watches;
    }

    private void look() {
        @Nullable Recording recording = run.recording();
        watches = !(go instanceof Go.Free) || !breakpoints.isEmpty() || recording != null && recording.hasEdits();
    }

    /** The run begins, and stands before its first step if it was told to. */
    void begin(boolean paused) {
        if (paused && !run.isReplay()) {
            halt(Texts.text("paused.first"));
        }
    }

    /**
     * A step is about to begin: waits until it may. Called inside the section, which it leaves while it waits.
     *
     * @param place by what breakpoints know it
     * @return where it was told that it waits, null if it was not, and its inputs
     * @throws Stop if the journal failed
     */
    Passed before(Context context, String node, String place, String key, Map<String, JsonNode> inputs) {
        Map<String, JsonNode> now = edited(key, false, inputs);
        if (hasBegun(key)) {
            return new Passed(null, now);
        }
        return pass(new Stand(context, node, key, false, null, now, run.scheduler.signal()), place);
    }

    /**
     * A step has its outputs: waits where a breakpoint is after it.
     *
     * @throws Stop if the journal failed
     */
    StepResult after(Context context, String place, Where where, StepResult result) {
        run.enter();
        try {
            Map<String, JsonNode> now = edited(where.stepKey(), true, result.outputs());
            if (!hasBegun(where.stepKey())) {
                now = pass(new Stand(context, String.valueOf(where.node()), where.stepKey(), true, where, now,
                        run.scheduler.signal()), place).values();
            }
            return now == result.outputs() ? result : new StepResult(now, result.partial(), result.writes());
        } finally {
            run.leave();
        }
    }

    /** Whether more is recorded of that step, or it is a replay: then nobody stands here again. */
    private boolean hasBegun(String key) {
        @Nullable Recording recording = run.recording();
        return recording != null && (recording.isReplay() || recording.next(key) != null);
    }

    /** The values as they were edited when the run came along here before. */
    private Map<String, JsonNode> edited(String key, boolean after, Map<String, JsonNode> values) {
        @Nullable Recording recording = run.recording();
        Map<String, JsonNode> now = values;
        while (recording != null && recording.next(key) instanceof What.Decided(What.Choice choice, JsonNode detail)
                && choice == What.Choice.EDIT && detail.path("after").asBoolean() == after) {
            recording.pass(key);
            now = merged(now, detail.path("values"));
        }
        return now;
    }

    private static Map<String, JsonNode> merged(Map<String, JsonNode> values, JsonNode edits) {
        var merged = new LinkedHashMap<>(values);
        edits.properties().forEach(edit -> merged.put(edit.getKey(), edit.getValue()));
        return merged;
    }

    private Passed pass(Stand stand, String place) {
        boolean first = true;
        while (stand.context.scope().cancelledScope() == null) {
            boolean hit = false;
            if (!holds(stand)) {
                @Nullable String why = first ? reason(stand, place) : null;
                if (why == null) {
                    break;
                }
                halt(why);
                hit = true;
            }
            first = false;
            await(stand, hit);
            if (!stand.revoked) {
                break;
            }
        }
        return new Passed(stand.where, stand.values);
    }

    private boolean holds(Stand stand) {
        return stand.revoked || !stand.after && switch (go) {
            case Go.Free _,Go.Until _ -> false;
            case Go.Halted _,Go.Next _ -> true;
            case Go.Within(String key) -> !isIn(stand.key, key);
        };
    }

    private @Nullable String reason(Stand stand, String place) {
        if (!stand.after && go instanceof Go.Until(String node) && node.equals(place)) {
            return Texts.text("paused.to", place);
        }
        return breakpoints.reason(place, stand.after, stand.values);
    }

    private static boolean isIn(String key, String frame) {
        return key.startsWith(frame) && (key.length() == frame.length() || key.charAt(frame.length()) == '/'
                || key.charAt(frame.length()) == '~');
    }

    /** Nothing begins from now on; who was let go and has not gone stays. */
    private void halt(String reason) {
        go = Go.HALTED;
        look();
        going.forEach(one -> one.revoked = true);
        if (!told) {
            told = true;
            run.emit(run.rootWhere, new What.Paused(reason));
        }
    }

    private void await(Stand stand, boolean durable) {
        Scope scope = stand.context.scope();
        stand.signal = run.scheduler.signal();
        stand.free = false;
        stand.revoked = false;
        stand.parked = null;
        Runnable wake = stand.signal::raise;
        scope.addHook(wake);
        stands.add(stand);
        Standstill.Parked parked = run.standstill.park(scope, Standstill.For.PAUSE, () -> stand.free);
        stand.parked = parked;
        if (stand.free) {
            // It was let go as the last to arrive.
            run.standstill.wake(parked);
        }
        Scheduler.Signal signal = stand.signal;
        run.leave();
        try {
            if (durable) {
                run.sync(run.rootWhere);
            }
            signal.await();
        } finally {
            run.enter();
            run.standstill.wake(parked);
            scope.removeHook(wake);
            stands.remove(stand);
            going.remove(stand);
        }
    }

    private void release(Stand stand) {
        stand.free = true;
        stands.remove(stand);
        going.add(stand);
        if (stand.parked != null) {
            run.standstill.wake(stand.parked);
        }
        stand.signal.raise();
    }

    private void releaseAll(List<Stand> some) {
        some.stream().sorted(this::compare).toList().forEach(this::release);
    }

    private int compare(Stand one, Stand other) {
        return order.compare(one.key, other.key);
    }

    /** Nothing in the run moves: says who stands, or lets the next one go. */
    void standing() {
        if (stands.isEmpty()) {
            return;
        }
        switch (go) {
            case Go.Free _,Go.Until _,Go.Halted _ -> show();
            case Go.Within _ -> {
                // While a person is asked in it, it is not over.
                if (run.standstill.held() == stands.size()) {
                    go = Go.HALTED;
                    show();
                }
            }
            case Go.Next(How.Steps how) -> next(how);
        }
    }

    private void next(How.Steps how) {
        Stand first = stands.stream().min(this::compare).orElseThrow();
        if (first.after && how != How.Steps.OUT) {
            // It has begun before: the step that is to be taken is the next one.
            release(first);
            return;
        }
        String frame = how == How.Steps.OVER ? first.key : frame(first.key);
        if (how == How.Steps.INTO) {
            go = Go.HALTED;
            release(first);
        } else if (frame.isEmpty()) {
            go = Go.FREE;
            look();
            releaseAll(stands);
        } else {
            go = new Go.Within(frame);
            releaseAll(stands.stream().filter(one -> isIn(one.key, frame)).toList());
        }
    }

    /** The key of the frame that a step stands in; empty for the run itself. */
    private static String frame(String key) {
        int child = key.lastIndexOf('/');
        return child < 0 ? "" : key.substring(0, Math.max(0, key.lastIndexOf('/', child - 1)));
    }

    private void show() {
        if (!told) {
            told = true;
            run.emit(run.rootWhere, new What.Paused(Texts.text("paused.step")));
        }
        boolean first = true;
        for (Stand stand : stands.stream().sorted(this::compare).toList()) {
            if (!stand.shown || first != stand.shownFirst) {
                stand.shown = true;
                stand.shownFirst = first;
                run.emit(where(stand), new What.Stood(stand.after, stand.values, first));
            }
            first = false;
        }
    }

    private Where where(Stand stand) {
        @Nullable Where known = stand.where;
        Where where = known == null ? run.where(stand.context, stand.node, stand.key) : known;
        stand.where = where;
        return where;
    }

    /** A step is over. */
    void ended(String key) {
        if (go instanceof Go.Within(String within) && within.equals(key)) {
            go = Go.HALTED;
        }
    }

    /** @return whether it was not paused before */
    boolean pause(String reason) {
        boolean was = told;
        if (!was) {
            halt(reason);
        }
        return !was;
    }

    /** @return whether there was anything to go on from */
    boolean proceed(How how) {
        boolean free = how == How.Steps.RUN || how instanceof How.To;
        if (!told && !(free && !(go instanceof Go.Free))) {
            return false;
        }
        told = false;
        run.emit(run.rootWhere, new What.Continued(how.told()));
        switch (how) {
            case How.To(String node) -> goOn(new Go.Until(node));
            case How.Steps steps when steps == How.Steps.RUN -> goOn(Go.FREE);
            case How.Steps steps -> {
                go = new Go.Next(steps);
                look();
                if (run.standstill.standing()) {
                    standing();
                }
            }
        }
        return true;
    }

    /** All go on, also those that had been let go and were called back before they went. */
    private void goOn(Go how) {
        go = how;
        look();
        going.forEach(one -> one.revoked = false);
        releaseAll(stands);
    }

    void breakpoints(Breakpoints others) {
        breakpoints = others;
        look();
    }

    /** @return whether that step stands */
    boolean edit(String key, Map<String, JsonNode> edits) {
        for (Stand stand : stands) {
            if (stand.key.equals(key)) {
                ObjectNode values = JsonNodeFactory.instance.objectNode();
                edits.forEach(values::set);
                run.emit(where(stand),
                        new What.Decided(What.Choice.EDIT, Details.of("after", stand.after, "values", values)));
                stand.values = merged(stand.values, values);
                return true;
            }
        }
        return false;
    }
}
