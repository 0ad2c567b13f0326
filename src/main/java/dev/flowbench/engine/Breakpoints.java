package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a run stands still, by place. */
final class Breakpoints {
    private record Key(String place, boolean after) {}

    /** @param wrong what is wrong with the condition; null for nothing */
    private record Place(@Nullable Expression condition, @Nullable String wrong) {}

    private final Map<Key, List<Place>> places = new HashMap<>();

    private Breakpoints() {}

    /** A condition that cannot be read holds always, and says so when it does. */
    static Breakpoints of(List<RunOptions.Breakpoint> breakpoints) {
        var made = new Breakpoints();
        for (RunOptions.Breakpoint breakpoint : breakpoints) {
            made.places.computeIfAbsent(new Key(breakpoint.node(), breakpoint.after()), _ -> new ArrayList<>())
                    .add(place(breakpoint.condition()));
        }
        return made;
    }

    private static Place place(String condition) {
        if (condition.isBlank()) {
            return new Place(null, null);
        }
        try {
            return new Place(Expression.parse(condition), null);
        } catch (TextException e) {
            return new Place(null, e.getMessage());
        }
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** Why a step stands there, for people; null when it does not. */
    @Nullable String reason(String place, boolean after, Map<String, JsonNode> values) {
        for (Place one : places.getOrDefault(new Key(place, after), List.of())) {
            @Nullable String wrong = one.wrong();
            try {
                if (wrong == null && (one.condition() == null || one.condition().test(values::get))) {
                    return Texts.text(after ? "paused.after" : "paused.before", place);
                }
            } catch (TextException e) {
                wrong = e.getMessage();
            }
            if (wrong != null) {
                return Texts.text("paused.condition", place, wrong);
            }
        }
        return null;
    }
}
