package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The way to one server. It reads what comes, whatever it is: answers to what was asked go to the session, everything else is
 * dropped and counted; too much of it, or more at once than may be, and the server is left. For many threads.
 */
abstract class Link implements McpClientTransport {
    /** Most characters or bytes of one message. */
    static final int LARGEST = 8_000_000;
    private static final int NOISE = 1_000;
    private static final int MESSAGE = 200;
    private static final int BATCH = 100;
    /** A server that says more often how far it is is not listened to each time. */
    private static final long SELDOM_NANOS = 50_000_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).maxNumberLength(1_000)
                    .maxStringLength(LARGEST).build())
            .build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final String server;
    private final CompletableFuture<ToolException> broken = new CompletableFuture<>();
    private final Set<Object> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, Object> calls = new ConcurrentHashMap<>();
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final AtomicInteger noise = new AtomicInteger();
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> session = message -> message;
    private volatile boolean changed;

    Link(String server) {
        this.server = server;
    }

    final String server() {
        return server;
    }

    /** Begins to read. */
    abstract void start();

    /** Sends a message, sooner or later, and tells the sink. */
    abstract void send(JSONRPCMessage message, byte[] json, MonoSink<Void> sink);

    /** Gives up waiting for the answer to a request, where that needs more than not listening. */
    abstract void giveUp(Object request);

    /** Whether what does not listen can be ended. */
    abstract boolean canBeEnded();

    /** What was agreed on with the server. */
    abstract void speaks(String protocol);

    /** Says goodbye; returns when nothing is left of it. Does nothing the second time. */
    abstract void leave();

    /** Once it is of no use any more: why. */
    final CompletableFuture<ToolException> broken() {
        return broken;
    }

    /** It is of no use any more. Only the first reason counts. */
    final void breakOff(ToolException why) {
        if (broken.complete(why)) {
            Thread.startVirtualThread(this::leave);
        }
    }

    /** Whether the server has said that its tools are others now; asked once. */
    final boolean hasChanged() {
        boolean now = changed;
        changed = false;
        return now;
    }

    /** What is heard of a call that goes on. */
    private static final class Heard {
        final Consumer<String> listener;
        volatile @Nullable Long lately;
        private long told;

        Heard(Consumer<String> listener) {
            this.listener = listener;
        }

        private synchronized void say(JsonNode news) {
            long now = System.nanoTime();
            if (lately == null || now - told > SELDOM_NANOS) {
                told = now;
                listener.accept(line(news));
            }
            lately = now;
        }

        private static String line(JsonNode news) {
            String message = McpTexts.shown(news.path("message").asText(""), MESSAGE);
            String done = number(news.path("progress"));
            String far = news.path("total").isNumber()
                    ? McpTexts.text("progress.of", done, number(news.path("total")))
                    : McpTexts.text("progress", done);
            return message.isBlank() ? far : McpTexts.text("progress.message", far, message);
        }

        private static String number(JsonNode value) {
            return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value.asDouble());
        }
    }

    /** From now on it is told how far a call is; until it is forgotten. */
    final void hear(String token, Consumer<String> listener) {
        heard.put(token, new Heard(listener));
    }

    /** When a call was last told to go on, as {@link System#nanoTime}; null for never. */
    final @Nullable Long progress(String token) {
        @Nullable Heard of = heard.get(token);
        return of == null ? null : of.lately;
    }

    /** Whether the answer to a request is still to come. */
    final boolean isAsked(Object request) {
        return asked.contains(request);
    }

    /** The request that is a call; null once it is answered or forgotten. */
    final @Nullable Object request(String token) {
        return calls.get(token);
    }

    final void forget(String token) {
        calls.remove(token);
        heard.remove(token);
    }

    @Override
    public final Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> {
            session = handler;
            start();
        });
    }

    @Override
    public final Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.create(sink -> {
            @Nullable ToolException gone = broken.getNow(null);
            if (gone != null) {
                sink.error(gone);
                return;
            }
            try {
                byte[] json = JSON.writeValueAsBytes(message);
                if (message instanceof JSONRPCRequest request) {
                    asked.add(request.id());
                    if (request.params() instanceof Map<?, ?> given && given.get("_meta") instanceof Map<?, ?> meta
                            && meta.get("progressToken") instanceof String token) {
                        calls.put(token, request.id());
                    }
                }
                send(message, json, sink);
            } catch (JsonProcessingException e) {
                sink.error(e);
            }
        });
    }

    @Override
    public final Mono<Void> closeGracefully() {
        return Mono.fromRunnable(this::leave);
    }

    @Override
    public final <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return JSON.convertValue(data, JSON.constructType(type.getType()));
    }

    /** Takes what came: one message, or a list of them. Never fails. */
    final void receive(String text) {
        try {
            @Nullable JsonNode message = text.length() > LARGEST ? null : JSON.readTree(text);
            if (message == null) {
                noise();
            } else if (message.isArray()) {
                for (int i = 0; i < Math.min(BATCH, message.size()); i++) {
                    take(message.get(i));
                }
            } else {
                take(message);
            }
        } catch (JsonProcessingException _) {
            noise();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Link.class).warn("A message of the MCP server {} could not be handled: {}", server,
                    e.getClass().getName());
            noise();
        }
    }

    private void take(JsonNode message) {
        @Nullable Object id = id(message.path("id"));
        if (message.path("method").isTextual()) {
            told(message, message.path("method").textValue(), id);
        } else if (id != null && asked.remove(id)) {
            calls.values().remove(id);
            hand(answer(id, message));
        } else {
            // An answer that nobody waits for any more, or nothing of the protocol at all.
            noise();
        }
    }

    private void told(JsonNode message, String method, @Nullable Object id) {
        if (id != null) {
            // Refused by the session, but for the question whether anybody is there.
            hand(new JSONRPCRequest(McpSchema.JSONRPC_VERSION, method.length() > 100 ? "?" : method, id, null));
            return;
        }
        switch (method) {
            case McpSchema.METHOD_NOTIFICATION_PROGRESS -> {
                String token = message.path("params").path("progressToken").asText();
                @Nullable Heard of = heard.get(token);
                if (of != null) {
                    of.say(message.path("params"));
                }
            }
            case McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED -> changed = true;
            default -> {
                // Its log and its news are nothing that we asked for.
            }
        }
    }

    private static @Nullable Object id(JsonNode id) {
        if (id.isTextual() && id.textValue().length() <= 200) {
            return id.textValue();
        }
        return id.isIntegralNumber() && id.canConvertToLong() ? (Object) id.longValue() : null;
    }

    private static JSONRPCResponse answer(Object id, JsonNode message) {
        JsonNode error = message.path("error");
        if (error.isObject()) {
            return JSONRPCResponse.error(id,
                    new JSONRPCError(error.path("code").asInt(McpSchema.ErrorCodes.INTERNAL_ERROR),
                            McpTexts.shown(error.path("message").asText("?"), 1_000)));
        }
        JsonNode result = message.path("result");
        return result.isMissingNode() || result.isNull()
                ? JSONRPCResponse.error(id, new JSONRPCError(McpSchema.ErrorCodes.INTERNAL_ERROR, "no result"))
                : JSONRPCResponse.result(id, result);
    }

    private void hand(JSONRPCMessage message) {
        session.apply(Mono.just(message)).subscribe(_ -> {}, e -> LoggerFactory.getLogger(Link.class)
                .warn("A message of the MCP server {} could not be handled: {}", server, e.getClass().getName()));
    }

    private void noise() {
        if (noise.incrementAndGet() == NOISE) {
            breakOff(McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "link.noise", server));
        }
    }
}
