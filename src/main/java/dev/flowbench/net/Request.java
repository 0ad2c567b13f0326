package dev.flowbench.net;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request. Its text form shows no header, no path and no body.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param address http or https, with a host and without a user's name
 * @param headers by name; no secret belongs here
 * @param body null for none
 * @param credential the secret that it carries; null for none
 * @param redirects how many redirects are followed; only {@code GET} and {@code HEAD} are ever redirected, and the
 *     credential goes to no other host
 * @param reading how the reply is read
 * @param limits its own limits; null for those of the client
 */
public record Request(String method, URI address, Map<String, String> headers, @Nullable Content body,
        @Nullable Credential credential, int redirects, Reading reading, @Nullable Limits limits) {
    /** How a reply is read. */
    public enum Reading {
        /** A success that is neither JSON nor a web page goes out as server-sent events. */
        EVENTS,
        /** All of it, whatever it is, into the reply; it may come compressed. */
        WHOLE
    }

    public Request {
        headers = Map.copyOf(headers);
        if (redirects < 0) throw new IllegalArgumentException("redirects: " + redirects);
    }

    /**
     * A request whose reply may be a stream, and that is never redirected.
     *
     * @param body JSON; null for none
     */
    public Request(String method, URI address, Map<String, String> headers, @Nullable String body) {
        this(method, address, headers, body == null ? null : Content.json(body), null, 0, Reading.EVENTS, null);
    }

    /** A {@code GET} whose reply is read whole. */
    public static Request get(URI address) {
        return new Request("GET", address, Map.of(), null, null, 0, Reading.WHOLE, null);
    }

    /** The same with other headers. */
    public Request withHeaders(Map<String, String> other) {
        return new Request(method, address, other, body, credential, redirects, reading, limits);
    }

    /** The same with another body, null for none. */
    public Request withBody(@Nullable Content other) {
        return new Request(method, address, headers, other, credential, redirects, reading, limits);
    }

    /** The same carrying a secret, null for none. */
    public Request withCredential(@Nullable Credential other) {
        return new Request(method, address, headers, body, other, redirects, reading, limits);
    }

    /** The same following so many redirects. */
    public Request withRedirects(int most) {
        return new Request(method, address, headers, body, credential, most, reading, limits);
    }

    /** The same read in another way. */
    public Request withReading(Reading other) {
        return new Request(method, address, headers, body, credential, redirects, other, limits);
    }

    /** The same with limits of its own, null for those of the client. */
    public Request withLimits(@Nullable Limits own) {
        return new Request(method, address, headers, body, credential, redirects, reading, own);
    }

    /** What stands before an at sign may be a password, and a path or query a key. */
    @Override
    public String toString() {
        String authority = String.valueOf(address.getRawAuthority());
        return method + " " + address.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1);
    }
}
