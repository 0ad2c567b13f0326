package dev.flowbench.desktop.inspector;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 2 min}, {@code 1 h 30 min}, {@code 500 ms}, {@code 90}; and ISO 8601. */
final class Durations {
    private static final Pattern PART = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([a-z]*)\\s*");

    private Durations() {}

    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0 s";
        }
        var text = new StringBuilder();
        add(text, duration.toHours(), "h");
        add(text, duration.toMinutesPart(), "min");
        add(text, duration.toSecondsPart(), "s");
        add(text, duration.toMillisPart(), "ms");
        return text.toString().strip();
    }

    private static void add(StringBuilder text, long count, String unit) {
        if (count != 0) {
            text.append(count).append(' ').append(unit).append(' ');
        }
    }

    /** Empty where the text is no duration. A number without a unit is seconds. */
    static Optional<Duration> read(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("p")) {
            try {
                Duration duration = Duration.parse(plain);
                return duration.isNegative() ? Optional.empty() : Optional.of(duration);
            } catch (DateTimeParseException _) {
                return Optional.empty();
            }
        }
        Matcher part = PART.matcher(plain);
        BigDecimal millis = BigDecimal.ZERO;
        int at = 0;
        while (at < plain.length()) {
            part.region(at, plain.length());
            if (!part.lookingAt()) {
                return Optional.empty();
            }
            long unit = switch (part.group(2)) {
                case "ms" -> 1;
                case "", "s", "sec", "second", "seconds" -> 1000;
                case "m", "min", "minute", "minutes" -> 60_000;
                case "h", "hour", "hours" -> 3_600_000;
                case "d", "day", "days" -> 86_400_000;
                default -> 0;
            };
            if (unit == 0) {
                return Optional.empty();
            }
            millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = part.end();
        }
        try {
            return plain.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(millis.longValueExact()));
        } catch (ArithmeticException _) {
            return Optional.empty();
        }
    }
}
