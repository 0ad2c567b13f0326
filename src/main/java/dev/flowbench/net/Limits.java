package dev.flowbench.net;

import java.time.Duration;

/**
 * How long and how much.
 *
 * @param connect time to connect, secure handshake included
 * @param idle longest silence while reading or writing
 * @param lineBytes longest line of a stream of events
 * @param bodyBytes most that may come back
 */
public record Limits(Duration connect, Duration idle, int lineBytes, int bodyBytes) {
    /** 10 s to connect, 60 s of silence, lines of 1 MB, bodies of 20 MB. */
    public static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), 1_000_000,
            20_000_000);
}
