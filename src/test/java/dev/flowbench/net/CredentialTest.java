package dev.flowbench.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.net.NetException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret goes to the host it is bound to and nowhere else, and is seen by nobody on the way. */
class CredentialTest {
    private static final String KEY = "canary-4711-secret";

    private final MockWebServer server = new MockWebServer();
    private final MockWebServer other = new MockWebServer();
    private final Map<String, Set<String>> places = new ConcurrentHashMap<>();
    private final Redaction redaction = new Redaction();
    private Set<LocalServer> granted = Set.of();

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getByName("127.0.0.1"), 0);
        other.start(InetAddress.getByName("127.0.0.1"), 0);
        granted = Set.of(local(server), local(other));
        places.put("MY_KEY", Set.of(local(server).toString()));
    }

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    @Test
    void itGoesWhereItIsBound() throws Exception {
        server.enqueue(new MockResponse.Builder().body("ok").build());
        assertEquals("ok", send(get(server).withCredential(Credential.bearer("MY_KEY"))).body());
        assertEquals("Bearer " + KEY, server.takeRequest().getHeaders().get("Authorization"));
        assertFalse(redaction.of("echo " + KEY).contains(KEY));
    }

    @Test
    void itGoesNowhereElse() {
        refused(Kind.NOT_BOUND, get(other).withCredential(Credential.bearer("MY_KEY")));
        places.put("MY_KEY", Set.of("localhost"));
        refused(Kind.NOT_BOUND, get(server).withCredential(Credential.bearer("MY_KEY")));
    }

    @Test
    void itGoesInTheClearOnlyToAServerOfTheUsersOwn() {
        granted = Set.of();
        refused(Kind.NOT_BOUND, get(server).withCredential(Credential.bearer("MY_KEY")));
        places.put("MY_KEY", Set.of("api.example:80"));
        refused(Kind.NOT_BOUND,
                Request.get(URI.create("http://api.example/")).withCredential(Credential.bearer("MY_KEY")));
    }

    @Test
    void theFirstUseBindsAndTheSecondHostGetsNothing() throws Exception {
        places.put("MY_KEY", Set.of());
        server.enqueue(new MockResponse.Builder().build());
        send(get(server).withCredential(Credential.in("x-api-key", "MY_KEY")));
        assertEquals(KEY, server.takeRequest().getHeaders().get("x-api-key"));
        assertEquals(Set.of(local(server).toString()), places.get("MY_KEY"));
        refused(Kind.NOT_BOUND, get(other).withCredential(Credential.in("x-api-key", "MY_KEY")));
    }

    @Test
    void aRedirectToAnotherHostLosesIt() throws Exception {
        server.enqueue(redirect(other.url("/b").toString()));
        other.enqueue(new MockResponse.Builder().body("there").build());
        Request request = get(server).withHeaders(Map.of("X-Mine", "1", "Accept", "text/html"))
                .withCredential(Credential.bearer("MY_KEY")).withRedirects(3);
        Reply reply = send(request);
        assertEquals("there", reply.body());
        assertEquals(other.url("/b").uri(), reply.address());
        assertNotNull(server.takeRequest().getHeaders().get("Authorization"));
        RecordedRequest second = other.takeRequest();
        assertNull(second.getHeaders().get("Authorization"));
        assertNull(second.getHeaders().get("X-Mine"));
        assertEquals("text/html", second.getHeaders().get("Accept"));
    }

    @Test
    void aRedirectWithinTheHostKeepsIt() throws Exception {
        server.enqueue(redirect("/b"));
        server.enqueue(new MockResponse.Builder().build());
        send(get(server).withCredential(Credential.bearer("MY_KEY")).withRedirects(1));
        server.takeRequest();
        RecordedRequest second = server.takeRequest();
        assertEquals("/b", second.getUrl().encodedPath());
        assertEquals("Bearer " + KEY, second.getHeaders().get("Authorization"));
    }

    @Test
    void redirectsAreCountedAndOnlyReadsAreRedirected() throws Exception {
        for (int i = 0; i < 4; i++) server.enqueue(redirect("/again"));
        assertEquals(302, send(get(server).withRedirects(2)).status());
        assertEquals(3, server.getRequestCount());
        var post = new Request("POST", server.url("/").uri(), Map.of(), "{}").withRedirects(5);
        assertEquals(302, send(post).status());
        assertEquals(4, server.getRequestCount());
    }

    @Test
    void aServerThatSaysItBackInItsHeadersIsNotHeard() throws Exception {
        server.enqueue(new MockResponse.Builder().setHeader("X-Echo", "Bearer " + KEY).setHeader("X-Id", "7").build());
        Reply reply = send(get(server).withCredential(Credential.bearer("MY_KEY")));
        assertEquals("7", reply.header("x-id").orElseThrow());
        assertFalse(reply.headers().toString().contains(KEY));
    }

    @Test
    void noExceptionHoldsIt() throws Exception {
        server.enqueue(
                new MockResponse.Builder().onRequestStart(new mockwebserver3.SocketEffect.CloseSocket()).build());
        NetException lost = assertThrows(NetException.class,
                () -> send(get(server).withCredential(Credential.bearer("MY_KEY"))));
        var trace = new java.io.StringWriter();
        lost.printStackTrace(new java.io.PrintWriter(trace));
        assertFalse(trace.toString().contains(KEY));
        assertEquals(Kind.NO_SECRET, assertThrows(NetException.class,
                () -> send(get(server).withCredential(Credential.bearer("NONE_SUCH")))).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "transfer-encoding", " "})
    void notEveryHeaderTakesIt(String header) {
        assertThrows(IllegalArgumentException.class, () -> Credential.in(header, "MY_KEY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X Key", "X-Key\n", "X-Key:", "X-Käy", ":authority", "X-Key\r\nHost: evil.example"})
    void aHeaderIsOneName(String header) {
        assertThrows(IllegalArgumentException.class, () -> Credential.in(header, "MY_KEY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer\n", "a\r\nHost: evil.example\r\nX: ", "\u0000", "ü "})
    void whatStandsBeforeItStandsOnOneLine(String prefix) {
        assertThrows(IllegalArgumentException.class, () -> new Credential("MY_KEY", "X-Key", prefix));
    }

    @Test
    void nothingIsSentTwiceUnasked() throws Exception {
        for (int status : new int[]{408, 421, 429, 503}) {
            server.enqueue(new MockResponse.Builder().code(status).setHeader("Retry-After", "0").build());
            server.enqueue(new MockResponse.Builder().body("again").build());
            Reply reply = send(new Request("POST", server.url("/" + status).uri(), Map.of(), "{}")
                    .withCredential(Credential.bearer("MY_KEY")));
            assertEquals(status, reply.status());
            assertEquals("0", reply.header("retry-after").orElseThrow());
            assertEquals("again", send(get(server)).body());
        }
        assertEquals(8, server.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.bound.example", "https://API.Bound.EXAMPLE/",
        "https://api.bound.example:443/v1?x",
        "https://api.bound.example/@other.example/"})
    void aBoundHostIsThatHostHoweverItIsWritten(String address) {
        assertEquals(Kind.UNKNOWN_HOST, sent(address), address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.bound.example.", "https://api.bound.example:444",
        "https://api.bound.example:80",
        "https://xapi.bound.example", "https://api.bound.example.evil.example", "https://bound.example",
        "https://www.api.bound.example", "https://api-bound.example", "https://api.bound.exampIe.evil",
        "https://api.b\u043eund.example", "https://api.bound.example%2eevil.example",
        "https://api.bound.example%00.evil",
        "https://evil.example/?https://api.bound.example", "https://evil.example/https://api.bound.example/",
        "https://evil.example#@api.bound.example", "https://evil.example\\@api.bound.example/",
        "https://api.bound.example@evil.example/", "https://api.bound.example:443@evil.example/",
        "https://user@api.bound.example/", "http://api.bound.example", "http://api.bound.example:443",
        "https://api.bound.example\u3002evil.example", "https://api.bound.example;evil.example"})
    void whatOnlyLooksLikeItGetsNothing(String address) {
        Kind kind = sent(address);
        assertTrue(kind == Kind.NOT_BOUND || kind == Kind.BAD_REQUEST, address + ": " + kind);
    }

    /** What becomes of a request with a key that is bound to one host; no name is known, so it is never connected to. */
    private Kind sent(String address) {
        places.put("MY_KEY", Set.of("api.bound.example"));
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException _) {
            return Kind.BAD_REQUEST;
        }
        try (var http = new Http(new AddressPolicy(() -> granted), redaction, new Keys(), Limits.USUAL, "test",
                host -> {
                    throw new UnknownHostException(host);
                }, null)) {
            return assertThrows(NetException.class, () -> http.send(Request.get(uri)
                    .withCredential(Credential.bearer("MY_KEY")), Duration.ofSeconds(20), _ -> {}, _ -> {})).kind();
        }
    }

    @Test
    void aProxyOnTheWaySeesNothingOfIt() throws Exception {
        places.put("MY_KEY", Set.of("api.bound.example"));
        server.enqueue(new MockResponse.Builder().code(502).build());
        var proxies = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", server.getPort())));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };
        try (var http = new Http(new AddressPolicy(() -> granted), redaction, new Keys(), Limits.USUAL, "test",
                host -> {
                    throw new UnknownHostException(host);
                }, proxies)) {
            assertThrows(NetException.class, () -> http.send(Request.get(URI.create("https://api.bound.example/v1"))
                    .withCredential(Credential.bearer("MY_KEY")), Duration.ofSeconds(20), _ -> {}, _ -> {}));
        }
        RecordedRequest asked = server.takeRequest();
        assertEquals("CONNECT", asked.getMethod());
        assertFalse(asked.getHeaders().toString().contains(KEY), asked.getHeaders().toString());
        assertNull(asked.getHeaders().get("Authorization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://api.bound.example:PORT/", "http://localhost.:PORT/", "http://[::1]:PORT/",
        "//localhost:OTHER/",
        "http://localhost:OTHER/", "http://127.0.0.1:OTHER/", "http://localhost@localhost:OTHER/",
        "http:\\\\localhost:OTHER/"})
    void aRedirectElsewhereCarriesNothing(String to) throws Exception {
        server.enqueue(redirect(to.replace("PORT", String.valueOf(server.getPort())).replace("OTHER",
                String.valueOf(other.getPort()))));
        other.enqueue(new MockResponse.Builder().build());
        try {
            send(get(server).withHeaders(Map.of("X-Api-Key", "of the document", "Cookie", "a=b"))
                    .withCredential(Credential.bearer("MY_KEY")).withRedirects(3));
        } catch (NetException e) {
            assertFalse(String.valueOf(e).contains(KEY));
        }
        assertNotNull(server.takeRequest().getHeaders().get("Authorization"));
        assertEquals(1, server.getRequestCount());
        if (other.getRequestCount() > 0) {
            RecordedRequest second = other.takeRequest();
            assertFalse(second.getHeaders().toString().contains(KEY), second.getHeaders().toString());
            assertNull(second.getHeaders().get("X-Api-Key"));
            assertNull(second.getHeaders().get("Cookie"));
        }
    }

    @Test
    void bodiesAreOfAnyKindAndBounded() throws Exception {
        byte[] bytes = {0, (byte) 0xff, 'a', '\r'};
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "image/png")
                .body(new Buffer().write(bytes)).build());
        Reply reply = send(new Request("PUT", server.url("/").uri(), Map.of(), (String) null)
                .withBody(Content.of("application/octet-stream", bytes)).withReading(Request.Reading.WHOLE));
        assertEquals(Content.of("image/png", bytes), reply.content());
        RecordedRequest request = server.takeRequest();
        assertEquals("application/octet-stream", request.getHeaders().get("Content-Type"));
        assertEquals(okio.ByteString.of(bytes), request.getBody());
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "text/plain; charset=iso-8859-1")
                .body(new Buffer().write(new byte[]{(byte) 0xfc})).build());
        assertEquals("ü", send(get(server)).body());
    }

    @Test
    void whatIsPackedSmallIsBoundedAsItIsUnpacked() throws Exception {
        var packed = new Buffer();
        try (var sink = Okio.buffer(new GzipSink(packed))) {
            for (int i = 0; i < 1000; i++) sink.write(new byte[10_000]);
        }
        assertTrue(packed.size() < 100_000);
        server.enqueue(new MockResponse.Builder().setHeader("Content-Encoding", "gzip").body(packed).build());
        var small = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 1000, 1_000_000);
        assertEquals(Kind.TOO_LARGE,
                assertThrows(NetException.class, () -> send(get(server).withLimits(small))).kind());
        assertEquals("gzip", server.takeRequest().getHeaders().get("Accept-Encoding"));
    }

    @Test
    void aPlaceIsOneHost() {
        assertEquals(Optional.of("api.example"), Secret.place("API.example"));
        assertEquals(Optional.of("api.example"), Secret.place("https://api.example/v1"));
        assertEquals(Optional.of("api.example:8443"), Secret.place("api.example:8443"));
        assertEquals(Optional.of("localhost:11434"), Secret.place("http://localhost:11434/v1"));
        for (String none : List.of("", "*.example", "a b", "user@api.example", "2130706433", "api.example/x",
                "ftp://a.example")) {
            assertEquals(Optional.empty(), Secret.place(none), none);
        }
    }

    private void refused(Kind kind, Request request) {
        NetException e = assertThrows(NetException.class, () -> send(request));
        assertEquals(kind, e.kind());
        assertTrue(e.wayOut().length() > 20 && String.valueOf(e.getMessage()).contains("MY_KEY"), e.getMessage());
        assertFalse(String.valueOf(e).contains(KEY));
        assertEquals(0, other.getRequestCount());
    }

    private static MockResponse redirect(String to) {
        return new MockResponse.Builder().code(302).setHeader("Location", to).build();
    }

    private static LocalServer local(MockWebServer at) { return new LocalServer("localhost", at.getPort()); }

    private static Request get(MockWebServer at) { return Request.get(at.url("/").uri()); }

    private Reply send(Request request) throws NetException {
        var asked = new ArrayList<ServerEvent>();
        try (var http = new Http(new AddressPolicy(() -> granted), redaction, new Keys(), Limits.USUAL, "test")) {
            return http.send(request, Duration.ofMinutes(1), _ -> {}, asked::add);
        }
    }

    private final class Keys implements Secrets {
        @Override
        public Optional<Secret> find(String name) {
            return Optional.ofNullable(places.get(name)).map(bound -> new Secret(name, KEY + "\n", bound));
        }

        @Override
        public boolean bindFirst(String name, String place) {
            places.put(name, Set.of(place));
            return true;
        }
    }
}
