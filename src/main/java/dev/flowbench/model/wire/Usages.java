package dev.flowbench.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelReply.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The providers' different counts brought to one meaning: input with what caches gave and took, output with what was
 * thought. Held against the provider's own total; where they differ, the larger is booked.
 */
public final class Usages {
    /** More than any provider can mean; sums of such stay numbers. */
    private static final double MOST = 1e12;

    private Usages() {}

    /** A count, 0 where there is none; nonsense is brought into range. */
    public static long count(JsonNode number) {
        return number.isNumber() ? (long) Math.clamp(number.asDouble(), 0, MOST) : 0;
    }

    /**
     * @param total the provider's sum of both; 0 where it gives none
     * @return null where nothing was counted: some servers send the fields all the same
     */
    public static @Nullable Usage of(long input, long cacheRead, long cacheWrite, long output, long reasoning,
            long total) {
        if (input == 0 && output == 0 && total == 0) return null;
        // What a total has beyond its parts is mostly thoughts, and output is the dearer.
        long all = Math.max(output, total - input);
        long read = Math.min(cacheRead, input);
        return new Usage(input, read, Math.min(cacheWrite, input - read), all,
                Math.min(all, reasoning + (all - output)));
    }
}
