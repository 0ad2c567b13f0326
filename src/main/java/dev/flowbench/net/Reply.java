package dev.flowbench.net;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came back.
 *
 * @param status HTTP status
 * @param headers values by name in lower case
 * @param content what came; nothing where it went out as events
 * @param streamed whether it went out as events
 * @param address where it came from, after redirects
 */
public record Reply(int status, Map<String, List<String>> headers, Content content, boolean streamed, URI address) {
    /** A reply with a text, from nowhere in particular. */
    public Reply(int status, Map<String, List<String>> headers, String body, boolean streamed) {
        this(status, headers, Content.of("", body.getBytes(StandardCharsets.UTF_8)), streamed, URI.create(""));
    }

    /** The content as text; empty where it went out as events. */
    public String body() { return content.text(); }

    /** Whether the status is one of success. */
    public boolean ok() { return status >= 200 && status < 300; }

    /** First value of a header, by name in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    @Override
    public String toString() { return "Reply[status=" + status + ", streamed=" + streamed + "]"; }
}
