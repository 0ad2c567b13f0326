package dev.flowbench.net;

import dev.flowbench.net.NetException.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Where a reply sends a request on to. The next hop goes through every check anew. */
final class Redirects {
    private static final Set<Integer> STATUS = Set.of(301, 302, 303, 307, 308);
    /** What a host may know that was not asked in the first place. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language");

    private Redirects() {}

    /**
     * The next request, without secret and own headers if it goes to another host; empty where the reply is the end.
     *
     * @throws NetException if it leads from https to http, or to no address of the web
     */
    static Optional<Request> next(Request request, Reply reply) throws NetException {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (!reads || request.redirects() == 0 || !STATUS.contains(reply.status())) return Optional.empty();
        @Nullable HttpUrl from = HttpUrl.get(reply.address());
        @Nullable String location = reply.header("location").orElse(null);
        if (from == null || location == null) return Optional.empty();
        @Nullable HttpUrl to = from.resolve(location);
        if (to == null) throw refused(from, "redirect.noAddress");
        if (from.isHttps() && !to.isHttps()) throw refused(from, "redirect.clear");
        if (!to.username().isEmpty() || !to.password().isEmpty()) throw refused(from, "redirect.user");
        boolean same = Places.of(from).equals(Places.of(to)) && from.isHttps() == to.isHttps();
        return Optional
                .of(new Request(request.method(), to.uri(), same ? request.headers() : harmless(request.headers()),
                        request.body(), same ? request.credential() : null, request.redirects() - 1, request.reading(),
                        request.limits()));
    }

    private static NetException refused(HttpUrl from, String key) {
        return new NetException(Kind.REFUSED, NetTexts.text(key, from.host()), NetTexts.text("redirect.out"), null);
    }

    private static Map<String, String> harmless(Map<String, String> headers) {
        var kept = new TreeMap<>(headers);
        kept.keySet().removeIf(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
        return kept;
    }
}
