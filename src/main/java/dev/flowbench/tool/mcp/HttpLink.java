package dev.flowbench.tool.mcp;

import static io.modelcontextprotocol.spec.McpSchema.METHOD_INITIALIZE;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.net.Content;
import dev.flowbench.net.Credential;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import dev.flowbench.tool.mcp.McpEntry.Web;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * The way to a server that speaks streamable HTTP: a request for every message, whose reply brings the answer, alone or in a
 * stream of events. All of it goes over the house's one client, so that its rules hold here as well. The stream on which a
 * server may begin to talk by itself is not opened: nothing it could say there is wanted.
 */
final class HttpLink extends Link {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), Duration.ofMinutes(10), LARGEST,
            2 * LARGEST);
    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "MCP-Protocol-Version";
    /** What is said of the message itself. */
    private static final Set<String> OURS = Set.of("accept", "content-type", "mcp-session-id", "mcp-protocol-version",
            "host", "content-length");

    private final Web web;
    private final Http http;
    private final Map<Object, Runnable> underWay = new ConcurrentHashMap<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile @Nullable String session;
    private volatile @Nullable String protocol;

    HttpLink(String server, Web web, Http http) {
        super(server);
        this.web = web;
        this.http = http;
    }

    @Override
    void start() {
        // The first message opens the connection.
    }

    @Override
    void speaks(String agreed) {
        protocol = agreed;
    }

    @Override
    boolean canBeEnded() {
        return false;
    }

    @Override
    void giveUp(Object request) {
        @Nullable Runnable hook = underWay.remove(request);
        if (hook != null) {
            hook.run();
        }
    }

    @Override
    void send(JSONRPCMessage message, byte[] json, MonoSink<Void> sink) {
        Thread.startVirtualThread(() -> {
            try {
                exchange(message, json);
                sink.success();
            } catch (NetException e) {
                sink.error(unreached(e));
            } catch (ToolException e) {
                sink.error(e);
                if (e.code() == ErrorCode.NET_CONNECT) {
                    breakOff(e);
                }
            } catch (RuntimeException e) {
                sink.error(e);
            }
        });
    }

    private void exchange(JSONRPCMessage message, byte[] json) throws NetException, ToolException {
        @Nullable Object id = message instanceof JSONRPCRequest request ? request.id() : null;
        // The session that an answer opens is known only once its headers are: nothing may be said before.
        boolean opens = message instanceof JSONRPCRequest request && request.method().equals(METHOD_INITIALIZE);
        var first = new ArrayList<String>();
        Request request = request("POST", Content.of("application/json", json));
        Reply reply;
        try {
            reply = http.send(request, LONGEST, hook -> {
                if (id != null) {
                    underWay.put(id, hook);
                }
            }, event -> {
                // A server may begin a stream with an event that says nothing.
                if (!event.data().isBlank() && event.type().equals("message")) {
                    if (opens) {
                        first.add(event.data());
                    } else {
                        receive(event.data());
                    }
                }
            });
        } finally {
            if (id != null) {
                underWay.remove(id);
            }
        }
        if (!reply.ok()) {
            throw refused(reply);
        }
        reply.header(SESSION).filter(said -> said.length() <= 1_000).ifPresent(said -> session = said);
        if (id == null) {
            return;
        }
        first.forEach(this::receive);
        if (!reply.streamed()) {
            receive(reply.body());
        }
        if (isAsked(id)) {
            throw McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "web.noAnswer", server());
        }
    }

    private Request request(String method, @Nullable Content body) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        @Nullable Credential credential = null;
        for (Map.Entry<String, String> header : web.headers().entrySet()) {
            String value = header.getValue();
            if (References.any(value)) {
                credential = new Credential(References.in(value).iterator().next(), header.getKey(),
                        value.substring(0, value.indexOf("${")));
            } else if (!OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), value);
            }
        }
        headers.put("Accept", "application/json, text/event-stream");
        @Nullable String said = session;
        if (said != null) {
            headers.put(SESSION, said);
        }
        @Nullable String agreed = protocol;
        if (agreed != null) {
            headers.put(VERSION, agreed);
        }
        return new Request(method, web.address(), new HashMap<>(headers), body, credential, 0, Request.Reading.EVENTS,
                LIMITS);
    }

    private ToolException refused(Reply reply) {
        String status = Integer.toString(reply.status());
        return switch (reply.status()) {
            case 401, 403 -> McpTexts.fault(ErrorCode.AUTH, "web.auth", server(), status);
            // A session that is not known any more: servers say the one or the other. Nothing was done.
            case 400, 404 -> session != null
                    ? McpTexts.fault(ErrorCode.NET_CONNECT, "web.session", server())
                    : reply.status() == 404
                            ? McpTexts.fault(ErrorCode.NO_TOOL, "web.notFound", server())
                            : McpTexts.fault(ErrorCode.BAD_REQUEST, "web.refused", server(), status);
            case 429 -> McpTexts.fault(ErrorCode.RATE_LIMIT, "web.busy", server());
            default -> reply.status() >= 500
                    ? McpTexts.fault(ErrorCode.PROVIDER_ERROR, "web.fault", server(), status)
                    : McpTexts.fault(ErrorCode.BAD_REQUEST, "web.refused", server(), status);
        };
    }

    private ToolException unreached(NetException e) {
        String said = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case REFUSED -> own(ErrorCode.NOT_GRANTED, e);
            case NO_SECRET -> own(ErrorCode.NO_KEY, e);
            case NOT_BOUND -> own(ErrorCode.NOT_GRANTED, e);
            case BAD_REQUEST -> McpTexts.fault(ErrorCode.BAD_REQUEST, "web.bad", server(), said);
            case UNKNOWN_HOST, CONNECT -> McpTexts.fault(ErrorCode.NET_CONNECT, "web.unreached", server(), said);
            case LOST -> McpTexts.fault(ErrorCode.NET_LOST, "web.lost", server(), said);
            case TIMEOUT -> McpTexts.fault(ErrorCode.TIMEOUT, "web.timeout", server());
            case CANCELLED -> McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", server());
            case TOO_LARGE -> McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "link.large", server(),
                    LARGEST / 1_000_000);
        };
    }

    private static ToolException own(ErrorCode code, NetException e) {
        return new ToolException(code, String.valueOf(e.getMessage()), e.wayOut());
    }

    @Override
    void leave() {
        if (!left.compareAndSet(false, true)) {
            return;
        }
        underWay.values().forEach(Runnable::run);
        if (session != null) {
            try {
                http.send(request("DELETE", null), GOODBYE, _ -> {}, _ -> {});
            } catch (NetException _) {
                // It forgets us by itself one day.
            }
        }
        breakOff(McpTexts.fault(ErrorCode.NET_LOST, "link.closed", server()));
    }
}
