package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A session with one server, from the first word to the end of its link. For many threads. */
final class Connection {
    private static final TypeRef<JsonNode> ANY = new TypeRef<>() {};
    /** Our own waiting ends every request long before. */
    private static final Duration SESSION_TIMEOUT = Duration.ofDays(2);
    private static final int PAGES = 100;
    private static final int TOOLS = 1_000;
    private static final int INSTRUCTIONS = 100_000;
    /** How long a server may take to heed that a call was cancelled. */
    private static final Duration GRACE = Duration.ofMillis(1_500);

    private final Link link;
    private final McpClientSession session;
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicInteger busy = new AtomicInteger();
    private String instructions = "";

    private Connection(Link link) {
        this.link = link;
        this.session = new McpClientSession(SESSION_TIMEOUT, link,
                Map.of(McpSchema.METHOD_PING, _ -> Mono.just(Map.of())), Map.of(), Function.identity());
        link.broken().thenAccept(_ -> session.close());
    }

    /**
     * Begins a session.
     *
     * @param version of this program
     * @throws ToolException if the server does not go along; the link is left then
     */
    static Connection begin(Link link, String version, Duration within) throws ToolException {
        var connection = new Connection(link);
        try {
            connection.initialize(version, within);
            return connection;
        } catch (ToolException e) {
            link.leave();
            throw e;
        }
    }

    private void initialize(String version, Duration within) throws ToolException {
        JsonNode answer = ask(McpSchema.METHOD_INITIALIZE,
                Map.of("protocolVersion", ProtocolVersions.MCP_2025_11_25, "capabilities", Map.of(), "clientInfo",
                        Map.of("name", "flowbench", "version", version)),
                within);
        String protocol = answer.path("protocolVersion").asText();
        switch (protocol) {
            case ProtocolVersions.MCP_2024_11_05, ProtocolVersions.MCP_2025_03_26, ProtocolVersions.MCP_2025_06_18,
                    ProtocolVersions.MCP_2025_11_25 ->
                link
                        .speaks(protocol);
            default -> throw McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "link.protocol", link.server(),
                    McpTexts.shown(protocol, 40));
        }
        String said = answer.path("instructions").asText();
        instructions = said.length() <= INSTRUCTIONS ? said : said.substring(0, INSTRUCTIONS);
        // What is asked before this has arrived may be refused.
        await(session.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, Map.of()).toFuture(), within);
    }

    Link link() {
        return link;
    }

    /** What the server says of itself and its tools now. */
    Pin says(Duration within) throws ToolException {
        link.hasChanged();
        var tools = new ArrayList<JsonNode>();
        long end = System.nanoTime() + within.toNanos();
        @Nullable String cursor = null;
        for (int page = 0; page < PAGES; page++) {
            JsonNode answer = ask(McpSchema.METHOD_TOOLS_LIST, cursor == null ? Map.of() : Map.of("cursor", cursor),
                    Duration.ofNanos(end - System.nanoTime()));
            answer.path("tools").forEach(tools::add);
            cursor = answer.path("nextCursor").isTextual() ? answer.path("nextCursor").textValue() : null;
            if (cursor == null) {
                return Pin.of(instructions, tools);
            }
            if (tools.size() > TOOLS) {
                break;
            }
        }
        throw McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "link.tools", link.server(), TOOLS);
    }

    private CompletableFuture<JsonNode> request(String method, Map<String, ?> parameters) {
        return session.sendRequest(method, parameters, ANY).toFuture();
    }

    private JsonNode ask(String method, Map<String, ?> parameters, Duration within) throws ToolException {
        return await(request(method, parameters), within);
    }

    /** Calls a tool and waits for what the server answers, an object of the protocol. */
    JsonNode call(String tool, JsonNode arguments, Tool.Call call) throws ToolException {
        String token = "call-" + tokens.incrementAndGet();
        if (link instanceof StdioLink program) {
            program.look();
        }
        var parameters = new HashMap<String, Object>();
        parameters.put("name", tool);
        parameters.put("arguments", arguments);
        parameters.put("_meta", Map.of("progressToken", token));
        busy.incrementAndGet();
        link.hear(token, call::progress);
        try {
            CompletableFuture<JsonNode> answer = request(McpSchema.METHOD_TOOLS_CALL, parameters);
            call.onCancel(() -> answer.completeExceptionally(new CancellationException()));
            JsonNode result = await(answer, call.timeLeft());
            link.forget(token);
            return result;
        } catch (ToolException e) {
            if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.TIMEOUT) {
                Thread.startVirtualThread(() -> cancel(token));
            } else {
                link.forget(token);
            }
            throw e;
        } finally {
            busy.decrementAndGet();
        }
    }

    /** Tells the server that nobody waits any more, and ends it if it is deaf or goes on all the same. */
    private void cancel(String token) {
        @Nullable Object request = link.request(token);
        if (request == null) {
            link.forget(token);
            return;
        }
        try {
            session.sendNotification("notifications/cancelled", Map.of("requestId", request, "reason", "cancelled"))
                    .subscribe(_ -> {}, _ -> {});
            link.giveUp(request);
            if (link.canBeEnded()) {
                long told = System.nanoTime();
                ask(McpSchema.METHOD_PING, Map.of(), GRACE);
                Thread.sleep(Math.max(0, GRACE.toMillis() - (System.nanoTime() - told) / 1_000_000));
                @Nullable Long lately = link.progress(token);
                if (lately != null && lately - told > GRACE.toNanos() / 3 && busy.get() == 0) {
                    link.breakOff(McpTexts.fault(ErrorCode.NET_LOST, "link.goesOn", link.server()));
                }
            }
        } catch (ToolException _) {
            link.breakOff(McpTexts.fault(ErrorCode.NET_LOST, "link.deaf", link.server()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            link.forget(token);
        }
    }

    private <T> T await(CompletableFuture<T> answer, Duration within) throws ToolException {
        try {
            return answer.get(Math.max(1, within.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            answer.cancel(false);
            throw McpTexts.fault(ErrorCode.TIMEOUT, "call.timeout", link.server(),
                    Long.toString(Math.max(1, within.toSeconds())));
        } catch (CancellationException _) {
            throw McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", link.server());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            answer.cancel(false);
            throw McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", link.server());
        } catch (ExecutionException e) {
            throw fault(e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause());
        }
    }

    private ToolException fault(@Nullable Throwable cause) {
        return switch (cause) {
            case ToolException known -> known;
            case CancellationException _ -> McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", link.server());
            case McpError error when error.getJsonRpcError() != null -> refused(error.getJsonRpcError());
            case null, default -> {
                @Nullable ToolException gone = link.broken().getNow(null);
                yield gone != null
                        ? gone
                        : McpTexts.fault(cause, ErrorCode.PROVIDER_NONSENSE, "answer.broken", link.server());
            }
        };
    }

    private ToolException refused(McpSchema.JSONRPCResponse.JSONRPCError error) {
        return McpTexts.fault(
                error.code() == McpSchema.ErrorCodes.INVALID_PARAMS ? ErrorCode.BAD_ARGUMENTS : ErrorCode.TOOL_ERROR,
                "answer.refused", link.server(), error.message(), Integer.toString(error.code()));
    }
}
