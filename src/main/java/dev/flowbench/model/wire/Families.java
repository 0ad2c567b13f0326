package dev.flowbench.model.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions in the names of models: {@code claude-opus-4-7-20260101} is 4.7, {@code gemini-3-flash-preview} is 3.0. */
public final class Families {
    private Families() {}

    /**
     * A version that stands in a name.
     *
     * @param name as a provider names a model
     * @param family what the name holds before the version: {@code claude}
     * @return as major times 100 plus minor: 407 for 4.7; empty for a name without one
     */
    public static Optional<Integer> version(String name, String family) {
        Pattern pattern = Pattern.compile(
                Pattern.quote(family) + "-(?:[a-z]+-)*(\\d{1,2})(?:[-.](\\d{1,2})(?![\\d]))?(?![\\d])");
        Matcher matcher = pattern.matcher(name.toLowerCase(Locale.ROOT));
        if (!matcher.find()) return Optional.empty();
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return Optional.of(Integer.parseInt(matcher.group(1)) * 100 + minor);
    }
}
