package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.EffectClass;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Notices when an agent only goes round and round. */
final class LoopGuards {
    /** DESIGN section 4: three of the same end a loop. */
    private static final int MOST = 3;

    private String lastCall = "";
    private int sameCalls;
    private String lastSeen = "";
    private int sameSeen;
    private double best = Double.NEGATIVE_INFINITY;
    private int withoutBetter;

    /** Whether the same call is wanted for the third time in a row, of a tool that gives the same each time. */
    boolean repeats(Tool tool, ToolUse use) {
        if (tool.definition().polling()) {
            return false;
        }
        String call = use.tool() + '\n' + new String(Canonical.bytes(use.arguments()), StandardCharsets.UTF_8);
        sameCalls = call.equals(lastCall) ? sameCalls + 1 : 1;
        lastCall = call;
        return sameCalls >= MOST;
    }

    /**
     * Whether three turns in a row showed nothing new.
     *
     * @param seen what the turn showed: its result, and the draft; null for a turn that shows nothing by itself
     */
    boolean learnsNothing(@Nullable String seen) {
        if (seen == null) {
            sameSeen = 0;
            lastSeen = "";
            return false;
        }
        sameSeen = seen.equals(lastSeen) ? sameSeen + 1 : 1;
        lastSeen = seen;
        return sameSeen >= MOST;
    }

    /** Whether the score has not become better for three turns. */
    boolean getsNoBetter(JsonNode score) {
        if (score.asDouble() > best) {
            best = score.asDouble();
            withoutBetter = 0;
            return false;
        }
        return ++withoutBetter >= MOST;
    }

    /** Whether the result of a call says whether anything was learnt: what changes the world may well answer the same. */
    static boolean shows(Tool tool) {
        EffectClass effect = tool.definition().effect();
        return !tool.definition().polling() && (effect == EffectClass.READ || effect == EffectClass.PURE);
    }
}
