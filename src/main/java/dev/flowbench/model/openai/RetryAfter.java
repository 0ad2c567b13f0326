package dev.flowbench.model.openai;

import dev.flowbench.net.Reply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a server asks to wait: in milliseconds, in seconds, or until a time. */
final class RetryAfter {
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
        return time(text).map(until -> Math.max(0, Duration.between(now, until).toMillis())).orElse(-1L);
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
