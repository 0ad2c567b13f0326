package dev.flowbench.net;

import dev.flowbench.net.NetException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client of the house. It asks the host policy about every address, follows no redirect (a key must not
 * travel on to another host), repeats nothing by itself, and bounds time and size. HTTP/1.1 where there is no TLS,
 * since local servers stumble over more. Proxies come from Java's system properties. Safe for many threads.
 */
public final class Http implements AutoCloseable {
    private static final int MAX_IDLE_CONNECTIONS = 64;
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final Limits limits;
    private final Redaction redaction;
    private final String agent;

    /** @param agent how we name ourselves to servers: {@code Flowbench/1.0} */
    public Http(HostPolicy policy, Redaction redaction, Limits limits, String agent) {
        this.limits = limits;
        this.redaction = redaction;
        this.agent = agent;
        this.client = new OkHttpClient.Builder()
                .connectTimeout(limits.connect())
                .readTimeout(limits.idle())
                .writeTimeout(limits.idle())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectionPool(new ConnectionPool(MAX_IDLE_CONNECTIONS, 5, TimeUnit.MINUTES))
                .eventListenerFactory(call -> {
                    Progress progress = call.request().tag(Progress.class);
                    return progress == null ? okhttp3.EventListener.NONE : progress;
                })
                .addNetworkInterceptor(asking(policy))
                .build();
    }

    /** What secrets are known by; whoever sends one tells it here. */
    public Redaction redaction() { return redaction; }

    /**
     * Sends a request and waits for all that comes back. A successful stream of server-sent events goes to
     * {@code events}, one by one, on this thread; any other body is in the reply. What {@code events} throws ends the
     * request and is thrown on.
     *
     * @param timeLeft for the whole of it
     * @param onCancel takes a hook that ends the request at once, from any thread
     * @throws NetException if there is no whole reply; a status of failure is a reply
     */
    public Reply send(Request request, Duration timeLeft, Consumer<Runnable> onCancel, Consumer<ServerEvent> events)
            throws NetException {
        var progress = new Progress();
        Call call = client.newCall(built(request, progress));
        long millis = Math.max(1, timeLeft.toMillis());
        call.timeout().timeout(millis, TimeUnit.MILLISECONDS);
        onCancel.accept(call::cancel);
        try (Response response = call.execute()) {
            return read(response, events);
        } catch (NetException e) {
            throw e;
        } catch (IOException e) {
            throw failure(e, call, progress);
        }
    }

    private okhttp3.Request built(Request request, Progress progress) throws NetException {
        String body = request.body();
        try {
            var builder = new okhttp3.Request.Builder().url(request.address().toString());
            request.headers().forEach(builder::header);
            return builder.header("User-Agent", agent)
                    // A compressed stream arrives in lumps.
                    .header("Accept-Encoding", "identity")
                    .method(request.method(), body == null
                            ? null
                            : RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON))
                    .tag(Progress.class, progress).build();
        } catch (IllegalArgumentException _) {
            // Without its cause: it may quote the header that holds the key.
            throw new NetException(Kind.BAD_REQUEST, "not a request: " + redaction.of(request.toString()), null);
        }
    }

    private Reply read(Response response, Consumer<ServerEvent> events) throws IOException {
        ResponseBody body = response.body();
        MediaType type = body.contentType();
        String subtype = type == null ? "" : type.subtype().toLowerCase(Locale.ROOT);
        boolean stream = response.isSuccessful() && !subtype.contains("json") && !subtype.contains("html");
        var headers = response.headers().toMultimap();
        if (stream) {
            new EventReader(body.source(), limits).readTo(events);
            return new Reply(response.code(), headers, "", true);
        }
        BufferedSource source = body.source();
        if (source.request(limits.bodyBytes() + 1L)) throw EventReader.tooLarge(limits.bodyBytes());
        return new Reply(response.code(), headers, source.readString(StandardCharsets.UTF_8), false);
    }

    private NetException failure(IOException e, Call call, Progress progress) {
        String message = redaction.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        Kind kind;
        if (call.isCanceled() && !timedOut(e))
            kind = Kind.CANCELLED;
        else if (progress.sent())
            kind = e instanceof InterruptedIOException ? Kind.TIMEOUT : Kind.LOST;
        else if (e instanceof UnknownHostException)
            kind = Kind.UNKNOWN_HOST;
        else
            kind = timedOut(e) ? Kind.TIMEOUT : Kind.CONNECT;
        return new NetException(kind, message, null);
    }

    /** The time of the whole call is over, as against that of connecting or of one read. */
    private static boolean timedOut(IOException e) {
        return e instanceof InterruptedIOException && "timeout".equals(e.getMessage())
                && !(e instanceof java.net.SocketTimeoutException);
    }

    private static Interceptor asking(HostPolicy policy) {
        return chain -> {
            var connection = chain.connection();
            InetSocketAddress to = connection == null ? null : connection.route().socketAddress();
            @Nullable InetAddress address = to == null ? null : to.getAddress();
            String host = chain.request().url().host();
            Optional<String> refusal = address == null ? Optional.empty() : policy.refusal(host, address);
            if (refusal.isPresent()) throw new NetException(Kind.REFUSED, refusal.get(), null);
            return chain.proceed(chain.request());
        };
    }

    /** Lets go of idle connections. Requests under way go on. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }
}
