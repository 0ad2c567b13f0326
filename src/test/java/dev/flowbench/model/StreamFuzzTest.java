package dev.flowbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams of each provider, mangled by seed: an answer comes, or a failure with its code; nothing else ever gets out. */
class StreamFuzzTest {
    private static final String[] VALUES = {"null", "7", "-1", "1e999", "\"x\"", "\"\"", "[]", "{}", "[null]", "true",
        "99999999999999999999", "{\"a\":{\"a\":{\"a\":[]}}}", "\"\\u0000\\ud800\"", "[[[[[[]]]]]]"};
    private static final String[] LINES = {"\n", "\r", "\r\n", "event: error\n", "event: message_stop\n", ": hm\n",
        "id: 1\n",
        "retry: 1\n", "data\n", "data:\n", "data: [DONE]\n\n", "hello\n", "\ufeff", "event: ping\ndata: {}\n\n"};

    @Test
    void nothingThatAServerSaysGetsOut() throws Exception {
        mangle(0, 10_000);
    }

    @Test
    @Tag("slow")
    void nothingThatAServerSaysGetsOutEver() throws Exception {
        mangle(Long.getLong("flowbench.from", 1_000_000), Long.getLong("flowbench.inputs", 1_000_000));
    }

    private static void mangle(long from, long count) throws Exception {
        int[] ends = new int[2];
        try (var server = new Parrot();
                var http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "k-12345678")),
                        Limits.USUAL, "Flowbench/test")) {
            var models = Models.of(http);
            for (long seed = from; seed < from + count; seed++) {
                var random = new Random(seed);
                Speaker speaker = random.nextBoolean() ? Speaker.COMPATIBLE : one(random, Speaker.values());
                server.says(mangled(speaker, random));
                ends[outcome(models, request(speaker, server.port()), seed)]++;
            }
        }
        assertThat(ends[0]).as("answers").isPositive();
        assertThat(ends[1]).as("failures").isPositive();
    }

    /** 0 for an answer, 1 for a failure. */
    private static int outcome(ChatModel models, ModelRequest request, long seed) {
        var call = FakeCall.of("n");
        try {
            ModelReply reply = models.call(request, call);
            assertThat(reply.finish()).as("seed %s", seed).isNotNull();
            assertThat(reply.text()).as("seed %s", seed).isEqualTo(call.text());
            ModelReply.Usage usage = reply.usage();
            if (usage != null) {
                assertThat(usage.input()).as("seed %s", seed)
                        .isGreaterThanOrEqualTo(usage.cacheRead() + usage.cacheWrite());
                assertThat(usage.output()).as("seed %s", seed).isGreaterThanOrEqualTo(usage.reasoning());
                assertThat(Math.min(usage.cacheRead(), Math.min(usage.cacheWrite(), usage.reasoning())))
                        .as("seed %s", seed).isNotNegative();
            }
            return 0;
        } catch (ModelException e) {
            assertThat(e.code()).as("seed %s: %s", seed, e).isNotIn(ErrorCode.ENGINE_BUG, ErrorCode.CANCELLED,
                    ErrorCode.NET_CONNECT, ErrorCode.NO_KEY);
            assertThat(e.getMessage()).as("seed %s", seed).isNotBlank();
            return 1;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + " got out", e);
        }
    }

    private static ModelRequest request(Speaker speaker, int port) {
        return new ModelRequest("m", "openai-compatible".equals(speaker.provider) || speaker == Speaker.OPENAI
                ? "openai-compatible"
                : speaker.provider, speaker.model, "http://127.0.0.1:" + port + speaker.path,
                speaker == Speaker.COMPATIBLE || speaker == Speaker.OPENAI ? null : "MY_KEY",
                List.of(new Turn(Role.USER, "Hi")), null, 50, null,
                List.of(new ToolSpec("calculator", "Computes.", Speaker.calculator())), null);
    }

    private static byte[] mangled(Speaker speaker, Random random) {
        var events = new ArrayList<>(switch (random.nextInt(4)) {
            case 0 -> speaker.calls();
            case 1 -> speaker.refuses();
            default -> speaker.says(random.nextBoolean() ? "stop" : "length", random.nextBoolean(), "Hel", "lo, 東京!");
        });
        for (int i = random.nextInt(4); i > 0; i--) shuffle(events, random);
        String text = String.join("", events);
        for (int i = random.nextInt(4); i > 0; i--) text = value(text, random);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            if (random.nextInt(3) == 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    /** Whole events or lines. */
    private static void shuffle(List<String> events, Random random) {
        if (events.isEmpty()) return;
        int at = random.nextInt(events.size());
        switch (random.nextInt(6)) {
            case 0 -> events.remove(at);
            case 1 -> events.add(at, events.get(random.nextInt(events.size())));
            case 2 -> Collections.swap(events, at, random.nextInt(events.size()));
            case 3 -> events.add(at, one(random, LINES));
            case 4 -> events.set(at, events.get(at).replace("\n", one(random, LINES)));
            default -> events.set(at, "data: " + "[".repeat(random.nextInt(3_000)) + "\n\n");
        }
    }

    /** A value or a name in the JSON of it. */
    private static String value(String text, Random random) {
        var places = new ArrayList<Integer>();
        char mark = random.nextInt(4) == 0 ? '"' : ':';
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) places.add(at);
        if (places.isEmpty()) return text;
        int at = places.get(random.nextInt(places.size()));
        if (mark == '"') return text.substring(0, at) + text.substring(at + 1);
        int end = at + 1;
        int depth = 0;
        boolean quoted = false;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            if (c == '"' && text.charAt(end - 1) != '\\') quoted = !quoted;
            if (quoted) continue;
            if (c == '{' || c == '[') depth++;
            if (c == '}' || c == ']') depth--;
            if (depth < 0 || depth == 0 && c == ',' || c == '\n') break;
        }
        return text.substring(0, at + 1) + one(random, VALUES) + text.substring(end);
    }

    private static <T> T one(Random random, T[] of) { return of[random.nextInt(of.length)]; }

    /** Says to whoever asks what it was told to say. */
    private static final class Parrot implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private volatile byte[] next = {};

        Parrot() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listening.isClosed()) {
                    try {
                        Socket socket = listening.accept();
                        Thread.ofVirtual().start(() -> serve(socket));
                    } catch (IOException _) {
                        return;
                    }
                }
            });
        }

        int port() { return listening.getLocalPort(); }

        void says(byte[] bytes) {
            next = bytes;
        }

        private void serve(Socket socket) {
            try (socket; var in = new BufferedInputStream(socket.getInputStream())) {
                socket.setTcpNoDelay(true);
                while (hears(in)) {
                    var out = new ByteArrayOutputStream();
                    out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " + next.length
                            + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(next);
                    socket.getOutputStream().write(out.toByteArray());
                    socket.getOutputStream().flush();
                }
            } catch (IOException _) {
                // The client has gone: it reads no further than it wants.
            }
        }

        /** Reads a request. */
        private static boolean hears(InputStream in) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) return false;
                head.append((char) c);
            }
            String text = head.toString().toLowerCase(Locale.ROOT);
            int at = text.indexOf("content-length:") + "content-length:".length();
            in.skipNBytes(Integer.parseInt(text.substring(at, text.indexOf("\r\n", at)).strip()));
            return true;
        }

        @Override
        public void close() throws IOException { listening.close(); }
    }
}
