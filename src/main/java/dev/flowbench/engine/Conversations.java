package dev.flowbench.engine;

import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agents of a run have said to their models last, so that a journal keeps each message once and does not grow with
 * the square of the turns. Belongs to the run's section.
 */
final class Conversations {
    private final Map<Long, Last> last = new HashMap<>();

    private record Last(long seq, List<ModelRequest.Turn> messages) {}

    /** The same effect, with a reference to the messages that the request before it had. */
    What.EffectStarted shortened(Where where, What.EffectStarted effect) {
        @Nullable Last before = of(where) ? last.get(where.parent()) : null;
        if (before == null || !(effect.request() instanceof ModelRequest request)) {
            return effect;
        }
        List<Integer> kept = kept(before.messages(), request.messages());
        return kept.isEmpty()
                ? effect
                : new What.EffectStarted(effect.effect(), request.with(new ModelRequest.Earlier(before.seq(), kept)),
                        effect.reserved());
    }

    /** @param seq number of the event */
    void told(Where where, What.EffectStarted effect, long seq) {
        if (of(where) && effect.request() instanceof ModelRequest request) {
            last.put(where.parent(), new Last(seq, request.messages()));
        }
    }

    void end(long agent) {
        last.remove(agent);
    }

    private static boolean of(Where where) {
        return where.child().equals(AgentFrame.TURN);
    }

    /** Ranges of the old messages that are the first of the new ones. */
    private static List<Integer> kept(List<ModelRequest.Turn> before, List<ModelRequest.Turn> now) {
        var ranges = new ArrayList<Integer>();
        int from = 0;
        for (ModelRequest.Turn turn : now) {
            int at = from;
            while (at < before.size() && before.get(at) != turn && !before.get(at).equals(turn)) {
                at++;
            }
            if (at == before.size()) {
                break;
            }
            if (!ranges.isEmpty() && ranges.getLast() == at) {
                ranges.set(ranges.size() - 1, at + 1);
            } else {
                ranges.add(at);
                ranges.add(at + 1);
            }
            from = at + 1;
        }
        return ranges;
    }
}
