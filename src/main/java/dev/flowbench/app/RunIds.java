package dev.flowbench.app;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Ids of runs, as {@code 20261121-091502-x7k2}: in the order of time (UTC), short enough to be typed. */
final class RunIds {
    /** Without letters and digits that look alike. */
    private static final String SIGNS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Clock clock;
    private final RandomGenerator chance;

    RunIds(Clock clock) {
        this(clock, new SecureRandom());
    }

    RunIds(Clock clock, RandomGenerator chance) {
        this.clock = clock;
        this.chance = chance;
    }

    String next() {
        var id = new StringBuilder(TIME.format(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))).append('-');
        for (int i = 0; i < 4; i++) {
            id.append(SIGNS.charAt(chance.nextInt(SIGNS.length())));
        }
        return id.toString();
    }
}
