package dev.flowbench.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is booked at its full hold, since nobody knows what was used: a call that was cut off or lost. A person who has looked
 * at the provider's bill may release it.
 *
 * @param stepKey of the step
 * @param node id of its node; null for none
 * @param span of the step
 * @param attempt from 1
 * @param booked tokens and money that stay booked; what it counts as a step stays booked in any case
 * @param at when it was booked, in microseconds since 1970-01-01T00:00Z
 */
public record Uncertain(String stepKey, @Nullable String node, long span, int attempt, Amount booked, long at) {

    /** All that is booked so in a run and was not released. */
    public static List<Uncertain> of(List<Event> events) {
        Map<String, Uncertain> open = new LinkedHashMap<>();
        for (Event event : events) {
            switch (event.what()) {
                case What.EffectFailed failed when failed.uncertain() -> add(open, event, failed.settled());
                case What.EffectCompleted completed when completed.uncertain() -> add(open, event, completed.settled());
                case What.Decided release when release.choice() == What.Choice.RELEASE ->
                    open.remove(release.detail().path("span").asLong() + "/"
                            + release.detail().path("attempt").asInt());
                default -> {}
            }
        }
        return List.copyOf(open.values());
    }

    private static void add(Map<String, Uncertain> open, Event event, Amount settled) {
        if (isWorth(settled)) {
            Where where = event.where();
            open.put(where.span() + "/" + where.attempt(), new Uncertain(where.stepKey(), where.node(), where.span(),
                    where.attempt(), use(settled), event.at()));
        }
    }

    private static boolean isWorth(Amount amount) {
        return amount.inputTokens() > 0 || amount.outputTokens() > 0 || amount.nanoUsd() > 0;
    }

    private static Amount use(Amount amount) {
        return new Amount(amount.inputTokens(), amount.outputTokens(), amount.nanoUsd(), 0, 0, 0, amount.priced());
    }

    /** That a person releases it. */
    What.Decided released(String person, String comment) {
        ObjectNode detail = Details.of("step", stepKey, "span", span, "attempt", attempt, "inputTokens",
                booked.inputTokens(), "outputTokens", booked.outputTokens(), "nanoUsd", booked.nanoUsd(), "person",
                person, "comment", comment);
        return new What.Decided(What.Choice.RELEASE, detail);
    }
}
