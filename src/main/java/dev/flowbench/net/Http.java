package dev.flowbench.net;

import dev.flowbench.net.NetException.Kind;
import dev.flowbench.net.Request.Reading;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client of the house. It asks the host policy about every address before it connects, puts a secret into a
 * request as its very last step and only for a host that the secret is bound to, follows no redirect unless a request says
 * so, repeats nothing by itself, and bounds time and size. HTTP/1.1 where there is no TLS, since local servers stumble over
 * more. Proxies come from Java's system properties. Safe for many threads.
 */
public final class Http implements AutoCloseable {
    private static final int MAX_IDLE_CONNECTIONS = 64;
    private static final String RETRY_AFTER = "Retry-After";
    private static final String PUT_ASIDE = "Flowbench-Retry-After";

    private final OkHttpClient direct;
    private final OkHttpClient proxied;
    private final Gate gate;
    private final Keyring keyring;
    private final Limits limits;
    private final Redaction redaction;
    private final String agent;

    /**
     * A client whose requests carry no secret.
     *
     * @param agent how we name ourselves to servers: {@code Flowbench/1.0}
     */
    public Http(HostPolicy policy, Redaction redaction, Limits limits, String agent) {
        this(policy, redaction, Secrets.NONE, limits, agent);
    }

    /**
     * @param secrets where the secrets that requests name are found
     * @param agent how we name ourselves to servers: {@code Flowbench/1.0}
     */
    public Http(HostPolicy policy, Redaction redaction, Secrets secrets, Limits limits, String agent) {
        this(policy, redaction, secrets, limits, agent, Names.SYSTEM, ProxySelector.getDefault());
    }

    Http(HostPolicy policy, Redaction redaction, Secrets secrets, Limits limits, String agent, Names names,
            @Nullable ProxySelector proxies) {
        this.limits = limits;
        this.redaction = redaction;
        this.agent = agent;
        this.gate = new Gate(policy, names, proxies);
        this.keyring = new Keyring(secrets, policy, redaction);
        OkHttpClient.Builder common = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .dns(names::of)
                .connectionPool(new ConnectionPool(MAX_IDLE_CONNECTIONS, 5, TimeUnit.MINUTES))
                .eventListenerFactory(call -> {
                    Progress progress = call.request().tag(Progress.class);
                    return progress == null ? okhttp3.EventListener.NONE : progress;
                })
                .addInterceptor(Http::limited)
                .addInterceptor(Http::asItCame)
                .addNetworkInterceptor(Http::notRepeated)
                .addNetworkInterceptor(gate)
                .addNetworkInterceptor(Keyring::filled);
        this.direct = common.proxy(Proxy.NO_PROXY).socketFactory(gate.sockets()).build();
        // The proxy is the user's own choice, wherever it stands; it is asked only for what the gate lets through.
        OkHttpClient.Builder behind = direct.newBuilder().proxy(null)
                .socketFactory(javax.net.SocketFactory.getDefault());
        this.proxied = (proxies == null ? behind : behind.proxySelector(proxies)).build();
    }

    /** What secrets are known by; whoever sends one tells it here. */
    public Redaction redaction() { return redaction; }

    /**
     * Sends a request and waits for all that comes back. What {@code events} throws ends the request and is thrown on.
     *
     * @param timeLeft for the whole of it, redirects included
     * @param onCancel takes a hook that ends the request at once, from any thread
     * @param events takes server-sent events, one by one, on this thread, where the request reads them
     * @throws NetException if there is no whole reply; a status of failure is a reply
     */
    public Reply send(Request request, Duration timeLeft, Consumer<Runnable> onCancel, Consumer<ServerEvent> events)
            throws NetException {
        long end = System.nanoTime() + Math.max(1_000_000, timeLeft.toNanos());
        var hook = new CancelHook();
        onCancel.accept(hook);
        Request at = request;
        while (true) {
            Reply reply = fresh(at, end, hook, events);
            Optional<Request> next = Redirects.next(at, reply);
            if (next.isEmpty()) return reply;
            at = next.get();
        }
    }

    /** What only reads goes over another connection where one from before turns out to be closed by the other side. */
    private Reply fresh(Request request, long end, CancelHook hook, Consumer<ServerEvent> events) throws NetException {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        for (int left = MAX_IDLE_CONNECTIONS;; left--) {
            var progress = new Progress();
            try {
                return once(request, end - System.nanoTime(), hook, events, progress);
            } catch (NetException e) {
                if (!reads || left == 0 || e.kind() != Kind.LOST || !progress.stale()) throw e;
            }
        }
    }

    private Reply once(Request request, long nanosLeft, CancelHook hook, Consumer<ServerEvent> events,
            Progress progress) throws NetException {
        HttpUrl url = url(request);
        Keyring.@Nullable Filled header = keyring.header(request.credential(), url);
        okhttp3.Request built = built(request, url, progress, header);
        Call call = (gate.viaProxy(url) ? proxied : direct).newCall(built);
        // Zero would be no limit at all.
        call.timeout().timeout(Math.max(1_000_000, nanosLeft), TimeUnit.NANOSECONDS);
        hook.now(call);
        try (Response response = call.execute()) {
            return read(request, response, events);
        } catch (NetException e) {
            throw e;
        } catch (IOException e) {
            throw failure(e, call, progress);
        }
    }

    private static HttpUrl url(Request request) throws NetException {
        @Nullable HttpUrl url = HttpUrl.parse(request.address().toString());
        if (url == null) throw new NetException(Kind.BAD_REQUEST, NetTexts.text("noAddress", request), null);
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw new NetException(Kind.BAD_REQUEST, NetTexts.text("user", url.host()), NetTexts.text("user.out"),
                    null);
        }
        return url;
    }

    private okhttp3.Request built(Request request, HttpUrl url, Progress progress, Keyring.@Nullable Filled header)
            throws NetException {
        try {
            var builder = new okhttp3.Request.Builder().url(url);
            request.headers().forEach(builder::header);
            builder.header("User-Agent", agent);
            // A compressed stream arrives in lumps.
            if (request.reading() == Reading.EVENTS) builder.header("Accept-Encoding", "identity");
            return builder.method(request.method(), body(request)).tag(Progress.class, progress)
                    .tag(Limits.class, request.limits() == null ? limits : request.limits())
                    .tag(Keyring.Filled.class, header).build();
        } catch (IllegalArgumentException _) {
            // Without its cause: it may quote a header.
            throw new NetException(Kind.BAD_REQUEST, NetTexts.text("noRequest", request), null);
        }
    }

    private static @Nullable RequestBody body(Request request) {
        Content content = request.body();
        if (content == null) {
            boolean needed = switch (request.method()) {
                case "POST", "PUT", "PATCH" -> true;
                default -> false;
            };
            return needed ? RequestBody.create(new byte[0], null) : null;
        }
        return RequestBody.create(content.bytes(), MediaType.parse(content.type()));
    }

    private Reply read(Request request, Response response, Consumer<ServerEvent> events) throws IOException {
        Limits bounds = request.limits() == null ? limits : request.limits();
        ResponseBody body = response.body();
        MediaType type = body.contentType();
        String subtype = type == null ? "" : type.subtype();
        boolean stream = request.reading() == Reading.EVENTS && response.isSuccessful() && !subtype.contains("json")
                && !subtype.contains("html");
        BufferedSource source = body.source();
        if (stream) {
            new EventReader(source, bounds).readTo(events);
        } else if (source.request(bounds.bodyBytes() + 1L)) {
            throw EventReader.tooLarge(bounds.bodyBytes());
        }
        Content content = stream
                ? Content.NONE
                : Content.of(type == null ? "" : type.toString(), source.readByteArray());
        return new Reply(response.code(), headers(response), content, stream, response.request().url().uri());
    }

    /** As they came, but for a secret that the server says back. */
    private Map<String, List<String>> headers(Response response) {
        var headers = new TreeMap<String, List<String>>();
        response.headers().toMultimap().forEach(
                (name, values) -> headers.put(name, values.stream().map(redaction::withoutKnown).toList()));
        return headers;
    }

    private NetException failure(IOException e, Call call, Progress progress) {
        for (Throwable other : e.getSuppressed()) {
            // One address of a name was refused, and another did not answer.
            if (other instanceof NetException refused && refused.kind() == Kind.REFUSED) return refused;
        }
        Kind kind;
        if (call.isCanceled() && !timedOut(e))
            kind = Kind.CANCELLED;
        else if (progress.sent())
            kind = e instanceof InterruptedIOException ? Kind.TIMEOUT : Kind.LOST;
        else if (e instanceof UnknownHostException)
            kind = Kind.UNKNOWN_HOST;
        else
            kind = timedOut(e) ? Kind.TIMEOUT : Kind.CONNECT;
        return new NetException(kind, redaction.of(words(kind, e, call.request().url())), null);
    }

    /** In words for people: what the library says is often no more than the name of an exception. */
    private static String words(Kind kind, IOException e, HttpUrl url) {
        String place = Places.of(url);
        String said = e.getMessage() == null ? "" : e.getMessage().strip();
        return switch (kind) {
            case UNKNOWN_HOST -> NetTexts.text("fault.unknown", url.host());
            case CONNECT -> e instanceof SSLException && !said.isEmpty()
                    ? NetTexts.text("fault.insecure", place, said)
                    : NetTexts.text("fault.connect", place);
            case TIMEOUT -> NetTexts.text("fault.time", place);
            case CANCELLED -> NetTexts.text("fault.cancelled", place);
            case LOST, BAD_REQUEST, REFUSED, NO_SECRET, NOT_BOUND, TOO_LARGE -> said.isEmpty()
                    ? NetTexts.text("fault.lost", place)
                    : NetTexts.text("fault.lost.why", place, said);
        };
    }

    /** The time of the whole call is over, as against that of connecting or of one read. */
    private static boolean timedOut(IOException e) {
        return e instanceof InterruptedIOException && "timeout".equals(e.getMessage())
                && !(e instanceof SocketTimeoutException);
    }

    private static Response limited(Interceptor.Chain chain) throws IOException {
        @Nullable Limits bounds = chain.request().tag(Limits.class);
        if (bounds == null) return chain.proceed(chain.request());
        int idle = (int) bounds.idle().toMillis();
        return chain.withConnectTimeout((int) bounds.connect().toMillis(), TimeUnit.MILLISECONDS)
                .withReadTimeout(idle, TimeUnit.MILLISECONDS).withWriteTimeout(idle, TimeUnit.MILLISECONDS)
                .proceed(chain.request());
    }

    /** The library sends anew by itself what a server answers with 503 and no time to wait, a POST too. */
    private static Response notRepeated(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        @Nullable String wait = response.header(RETRY_AFTER);
        return response.code() == 503 && wait != null
                ? response.newBuilder().removeHeader(RETRY_AFTER).header(PUT_ASIDE, wait).build()
                : response;
    }

    private static Response asItCame(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        @Nullable String wait = response.header(PUT_ASIDE);
        return wait == null
                ? response
                : response.newBuilder().removeHeader(PUT_ASIDE).header(RETRY_AFTER, wait).build();
    }

    /** Lets go of idle connections. Requests under way go on. */
    @Override
    public void close() {
        direct.connectionPool().evictAll();
        direct.dispatcher().executorService().shutdown();
    }
}
