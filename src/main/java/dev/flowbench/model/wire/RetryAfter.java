package dev.flowbench.model.wire;

import dev.flowbench.net.Reply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server asks to wait: in milliseconds, in seconds, or until a time. */
final class RetryAfter {
    private static final Pattern DELAY = Pattern.compile("\"retryDelay\"\\s*:\\s*\"(\\d{1,6}(?:\\.\\d{1,9})?)s\"");

    private RetryAfter() {}

    /** Milliseconds; -1 where it does not ask, or cannot be understood. */
    static long millis(Reply reply) {
        Optional<Double> exact = reply.header("retry-after-ms").flatMap(RetryAfter::number);
        if (exact.isPresent()) return Math.round(exact.get());
        String text = reply.header("retry-after").orElse("").strip();
        Optional<Double> seconds = number(text);
        if (seconds.isPresent()) return Math.round(seconds.get() * 1000);
        // By the server's own clock where it says what time it has.
        Instant now = reply.header("date").flatMap(RetryAfter::time).orElseGet(Instant::now);
        return time(text).map(until -> Math.max(0, Duration.between(now, until).toMillis()))
                .orElseGet(() -> inBody(reply.body()));
    }

    /** Google says it beside the error: {@code "retryDelay": "34.07s"}. */
    private static long inBody(String body) {
        Matcher delay = DELAY.matcher(body);
        return delay.find() ? Math.round(Double.parseDouble(delay.group(1)) * 1000) : -1;
    }

    private static Optional<Double> number(String text) {
        try {
            double number = Double.parseDouble(text);
            return number >= 0 && number < 1e9 ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
