package dev.flowbench.net;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request. Its text form shows no header and no body: a key may stand there.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param address http or https, with a host
 * @param headers by name
 * @param body null for none; JSON in UTF-8 unless the headers say otherwise
 */
public record Request(String method, URI address, Map<String, String> headers, @Nullable String body) {
    public Request {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() { return method + " " + address.getScheme() + "://" + address.getAuthority(); }
}
