package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Words;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** When a run began, as people say it: today and yesterday by name, the rest by date. */
final class StartTimes {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Clock clock;
    private final Words words;

    StartTimes(Clock clock, Words words) {
        this.clock = clock;
        this.words = words;
    }

    /** @param micros since 1970-01-01T00:00Z */
    String of(long micros) {
        ZonedDateTime at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(clock.getZone());
        LocalDate today = LocalDate.now(clock);
        if (at.toLocalDate().equals(today)) {
            return words.text("runs.today", TIME.format(at));
        }
        return at.toLocalDate().equals(today.minusDays(1))
                ? words.text("runs.yesterday", TIME.format(at))
                : DATE.format(at);
    }
}
