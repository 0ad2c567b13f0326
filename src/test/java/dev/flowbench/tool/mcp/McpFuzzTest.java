package dev.flowbench.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.MonoSink;

/** Whatever a server says, nothing is thrown but what a tool may throw, and every call ends. */
class McpFuzzTest {
    private static final Set<ErrorCode> SAID = EnumSet.of(ErrorCode.TOOL_ERROR, ErrorCode.BAD_ARGUMENTS,
            ErrorCode.PROVIDER_NONSENSE, ErrorCode.NET_LOST, ErrorCode.TIMEOUT);
    private static final String[] PIECES = {"\"jsonrpc\":\"2.0\"", "\"id\":ID", "\"id\":null", "\"id\":1e9999",
        "\"id\":[]", "\"id\":99999999999999999999", "\"result\":{}", "\"result\":null", "\"result\":[]",
        "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}", "\"result\":{\"content\":[1,null,\"x\"]}",
        "\"result\":{\"content\":{},\"isError\":\"yes\"}", "\"result\":{\"structuredContent\":7}",
        "\"result\":{\"content\":[{\"type\":\"image\",\"data\":5}]}", "\"error\":{}", "\"error\":7",
        "\"error\":{\"code\":-32602,\"message\":\"no\"}", "\"error\":{\"code\":\"x\",\"message\":[]}",
        "\"method\":\"ping\"", "\"method\":\"notifications/progress\"", "\"method\":\"sampling/createMessage\"",
        "\"method\":\"notifications/tools/list_changed\"", "\"method\":7", "\"method\":\"\"",
        "\"params\":{\"progressToken\":\"call-1\",\"progress\":1e400}", "\"params\":[]", "\"params\":\"\\ud800\"",
        "\"method\":\"notifications/cancelled\"", "\"a\":" + "[".repeat(300), "{", "}", "[", "]", "\u0000", "\ufeff"};

    /** A server in this process, that answers with what it is given. */
    private static final class FuzzLink extends Link {
        private final Random random;
        private boolean rubbish;

        FuzzLink(Random random) {
            super("fuzz");
            this.random = random;
        }

        @Override
        void start() {
            // It answers at once.
        }

        @Override
        void send(JSONRPCMessage message, byte[] json, MonoSink<Void> sink) {
            sink.success();
            String sent = new String(json, StandardCharsets.UTF_8);
            if (message instanceof JSONRPCNotification) {
                return;
            }
            int at = sent.indexOf("\"id\":\"");
            String id = at < 0 ? "1" : sent.substring(at + 5, sent.indexOf('"', at + 6) + 1);
            if (!rubbish) {
                receive("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"tools\":[]}}");
                return;
            }
            if (sent.contains("\"tools/call\"")) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    receive(message(id));
                }
                // At last an answer, of whatever kind.
                receive("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + value(3) + "}");
                receive("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + random.nextInt() + "}}");
            }
        }

        private String message(String id) {
            var message = new StringBuilder();
            switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] bytes = new byte[random.nextInt(60)];
                    random.nextBytes(bytes);
                    message.append(new String(bytes, StandardCharsets.ISO_8859_1));
                }
                case 1 -> message.append(value(5));
                default -> {
                    message.append('{');
                    for (int i = 1 + random.nextInt(4); i > 0; i--) {
                        message.append(PIECES[random.nextInt(PIECES.length)].replace("ID", id))
                                .append(i > 1 ? "," : "");
                    }
                    message.append('}');
                }
            }
            if (random.nextInt(10) == 0) {
                message.setLength(random.nextInt(message.length() + 1));
            }
            return message.toString();
        }

        private String value(int depth) {
            return switch (random.nextInt(depth == 0 ? 5 : 8)) {
                case 0 -> "null";
                case 1 -> "" + random.nextLong();
                case 2 -> "\"" + random.nextInt() + "\"";
                case 3 -> "true";
                case 4 -> "1e" + random.nextInt(2_000);
                case 5 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
                case 6 -> "{\"content\":" + value(depth - 1) + ",\"isError\":" + value(0) + "}";
                default -> "{\"content\":[{\"type\":\"" + new String[]{"text", "image", "resource", "?"}[random.nextInt(
                        4)] + "\",\"text\":" + value(depth - 1) + ",\"resource\":" + value(depth - 1) + "}]}";
            };
        }

        @Override
        void giveUp(Object request) {
            // Nothing to do.
        }

        @Override
        boolean canBeEnded() {
            return false;
        }

        @Override
        void speaks(String protocol) {
            // Any.
        }

        @Override
        void leave() {
            // Nothing to leave.
        }
    }

    private static void fuzz(int messages, long seed) throws Exception {
        var dropped = new AtomicReference<Throwable>();
        Hooks.onErrorDropped(e -> dropped.compareAndSet(null, e));
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> dropped.compareAndSet(null, e));
        try {
            var random = new Random(seed);
            var link = new FuzzLink(random);
            Connection connection = connection(link);
            for (int i = 0; i < messages; i++) {
                if (link.broken().isDone()) {
                    // Too much rubbish: it was left, as it should be.
                    link = new FuzzLink(random);
                    connection = connection(link);
                }
                call(connection, i, seed);
            }
        } finally {
            Hooks.resetOnErrorDropped();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertNull(dropped.get());
    }

    private static Connection connection(FuzzLink link) throws ToolException {
        Connection connection = Connection.begin(link, "1", Duration.ofSeconds(10));
        assertEquals(0, connection.says(Duration.ofSeconds(10)).tools().size());
        link.rubbish = true;
        return connection;
    }

    private static void call(Connection connection, int at, long seed) {
        try {
            JsonNode answer = connection.call("any", JsonNodeFactory.instance.objectNode(), Bench.oneCall(20));
            Answers.result("fuzz", "any", answer);
        } catch (ToolException e) {
            if (!SAID.contains(e.code()) || e.code() == ErrorCode.TIMEOUT) {
                throw new AssertionError("call " + at + " of seed " + seed + ": " + e.code(), e);
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError("call " + at + " of seed " + seed, e);
        }
    }

    @Test
    void tenThousandMessages() throws Exception {
        fuzz(10_000, 4);
    }

    @Test
    @Tag("slow")
    void aMillionMessages() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            fuzz(100_000, 1_000 + seed);
        }
    }
}
