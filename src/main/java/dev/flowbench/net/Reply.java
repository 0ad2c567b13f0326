package dev.flowbench.net;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came back.
 *
 * @param status HTTP status
 * @param headers values by name in lower case
 * @param body the text; empty where it went out as events
 * @param streamed whether the body was a stream of events
 */
public record Reply(int status, Map<String, List<String>> headers, String body, boolean streamed) {
    /** Whether the status is one of success. */
    public boolean ok() { return status >= 200 && status < 300; }

    /** First value of a header, by name in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    @Override
    public String toString() { return "Reply[status=" + status + ", streamed=" + streamed + "]"; }
}
