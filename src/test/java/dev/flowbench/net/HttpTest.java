package dev.flowbench.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.net.NetException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    private static final String KEY = "canary-0815-secret";
    private static final Limits SMALL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), 100, 1000);

    private final MockWebServer server = new MockWebServer();
    private final List<ServerEvent> events = new ArrayList<>();

    @BeforeEach
    void start() throws IOException { server.start(); }

    @AfterEach
    void stop() { server.close(); }

    @Test
    void readsEventsAsTheStandardSays() throws Exception {
        stream(": comment\r\nid: 1\r\ndata: a\r\ndata:b\r\n\r\nevent: ping\rdata\r\rdata: c: d\n\n\ndata: end");
        assertEquals(List.of(new ServerEvent("message", "a\nb"), new ServerEvent("ping", ""),
                new ServerEvent("message", "c: d"), new ServerEvent("message", "end")), events);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void packetsMayEndAnywhere(int size) throws Exception {
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "text/event-stream")
                .chunkedBody(new Buffer().writeUtf8("data: Grüße\r\n\r\ndata: 東京 😀\r\n\r\n"), size).build());
        send(HostPolicy.ANY, Limits.USUAL);
        assertEquals(List.of(new ServerEvent("message", "Grüße"), new ServerEvent("message", "東京 😀")), events);
    }

    @Test
    void tellsABodyThatIsNoStream() throws Exception {
        server.enqueue(new MockResponse.Builder().code(418).setHeader("X-A", "1").body("teapot").build());
        Reply reply = send(HostPolicy.ANY, Limits.USUAL);
        assertEquals("teapot", reply.body());
        assertEquals(Optional.of("1"), reply.header("x-a"));
        assertFalse(reply.ok() || reply.streamed());
    }

    @Test
    void aRedirectIsAReplyAndNoSecondRequest() throws Exception {
        server.enqueue(new MockResponse.Builder().code(307).setHeader("Location", server.url("/b").toString()).build());
        assertEquals(307, send(HostPolicy.ANY, Limits.USUAL).status());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void thePolicySeesTheResolvedAddressAndStopsTheRequest() {
        var seen = new AtomicReference<InetAddress>();
        NetException e = assertThrows(NetException.class, () -> send((_, _, address) -> {
            seen.set(address);
            return Optional.of(new HostPolicy.Refusal("loopback is not allowed", ""));
        }, Limits.USUAL));
        assertEquals(Kind.REFUSED, e.kind());
        assertTrue(seen.get().isLoopbackAddress());
        assertEquals(0, server.getRequestCount());
    }

    @Test
    void sizesAreBounded() {
        assertEquals(Kind.TOO_LARGE, assertThrows(NetException.class, () -> stream("data: " + "x".repeat(99)),
                "line").kind());
        assertEquals(Kind.TOO_LARGE, assertThrows(NetException.class, () -> stream("data: x\n".repeat(200)),
                "stream").kind());
        server.enqueue(new MockResponse.Builder().code(500).body("x".repeat(1001)).build());
        assertEquals(Kind.TOO_LARGE,
                assertThrows(NetException.class, () -> send(HostPolicy.ANY, SMALL), "body").kind());
    }

    @Test
    void whatAReceiverThrowsEndsTheRequest() {
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "text/event-stream")
                .body("data: 1\n\ndata: 2\n\n").build());
        try (var http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test")) {
            assertThrows(ArithmeticException.class, () -> http.send(request(), Duration.ofMinutes(1), _ -> {},
                    _ -> {
                        throw new ArithmeticException();
                    }));
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsNotQuoted() {
        var request = new Request("POST", server.url("/a").uri(), Map.of("X-Key", KEY + "\n"), "{}");
        try (var http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test")) {
            NetException e = assertThrows(NetException.class,
                    () -> http.send(request, Duration.ofMinutes(1), _ -> {}, events::add));
            assertEquals(Kind.BAD_REQUEST, e.kind());
            assertFalse(String.valueOf(e).contains(KEY));
        }
    }

    @Test
    void noTextFormShowsAKey() {
        var request = new Request("POST", URI.create("https://a.example/v1?key=" + KEY), Map.of("Authorization", KEY),
                KEY);
        var reply = new Reply(200, Map.of("set-cookie", List.of(KEY)), KEY, false);
        var redaction = new Redaction();
        redaction.know(KEY);
        assertFalse((request + " " + reply + redaction).contains(KEY));
    }

    @Test
    void whatReadsGoesOnWhereAServerHasClosedTheConnectionSinceTheLastTime() throws Exception {
        try (var rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test")) {
            Thread.startVirtualThread(() -> {
                while (!rude.isClosed()) {
                    try (Socket one = rude.accept()) {
                        one.getInputStream().read(new byte[4_000]);
                        one.getOutputStream()
                                .write("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException _) {
                        return;
                    }
                }
            });
            URI address = URI.create("http://localhost:" + rude.getLocalPort() + "/a");
            Reply reply = http.send(Request.get(address).withRedirects(3), Duration.ofMinutes(1), _ -> {}, events::add);
            assertEquals(302, reply.status());
        }
    }

    private void stream(String body) throws NetException {
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "text/event-stream").body(body).build());
        send(HostPolicy.ANY, SMALL);
    }

    private Reply send(HostPolicy policy, Limits limits) throws NetException {
        try (var http = new Http(policy, new Redaction(), limits, "test")) {
            return http.send(request(), Duration.ofMinutes(1), _ -> {}, events::add);
        }
    }

    private Request request() { return new Request("POST", server.url("/a").uri(), Map.of(), "{}"); }
}
