package dev.flowbench.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be reached is not: no connection is opened to a server that listens on this machine. */
class HostileAddressTest {
    private final MockWebServer server = new MockWebServer();
    /** What name servers say, one answer after the other; the last one stays. */
    private final Map<String, Deque<List<InetAddress>>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private Set<LocalServer> granted = Set.of();
    /** On every address of this machine. What is connected to it waits there until it is accepted. */
    private ServerSocketChannel listener;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String to = request.getUrl().queryParameter("to");
                return to == null
                        ? new MockResponse.Builder().body("reached").build()
                        : new MockResponse.Builder().code(302).setHeader("Location", to).build();
            }
        });
        server.start(InetAddress.getByName("127.0.0.1"), 0);
    }

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(0));
        listener.configureBlocking(false);
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        listener.close();
    }

    /** PORT stands for that of the listening server. */
    static Stream<String> hosts() {
        return Stream.of(
                // This machine, in plain forms.
                "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.0.0.2", "127.1.2.3",
                "127.255.255.255", "0.0.0.0", "0.1.2.3", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]",
                // Decimal, octal, hexadecimal, mixed and short forms.
                "2130706433", "017700000001", "0x7f000001", "0X7F000001", "127.1", "127.0.1", "0177.0.0.1",
                "0177.0.0.01", "0x7f.0.0.1", "0x7f.1", "127.0x0.0x0.1", "0177.1", "127.0.0.01", "0127.0.0.1",
                "127.000.000.001", "00000177.0.0.1", "0", "1", "0x", "256.0.0.1", "4294967297", "127.0.0.1.",
                "127.0.0.1..", "3232235777", "0xa9fea9fe", "2852039166", "169.254.43518", "0251.0376.0251.0376",
                // IPv4 in IPv6: mapped, compatible, NAT64, 6to4, Teredo, translated.
                "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:169.254.169.254]",
                "[::ffff:10.0.0.1]", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]",
                "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::127.0.0.1]",
                "[64:ff9b:1:fffe::8.8.8.8]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:c0a8:101::1]",
                "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001::1]",
                // Zones.
                "[fe80::1%25eth0]", "[fe80::1%25lo]", "[::1%25lo]", "[fe80::1%251]",
                // Private, shared, local and link-local.
                "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
                "100.64.0.1", "100.127.255.255", "169.254.0.1", "169.254.255.255", "[fc00::1]", "[fd12:3456::1]",
                "[fdff:ffff:ffff::1]", "[fe80::1]", "[febf::1]", "[fec0::1]",
                // Where clouds keep keys.
                "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192",
                "[fd00:ec2::254]", "[fd20:ce::254]",
                // To many, kept for documents and tests, and what is nowhere.
                "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1",
                "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "[ff02::1]", "[ff0e::1]",
                "[2001:db8::1]",
                "[2001:2::1]", "[2001:10::1]", "[3fff::1]", "[100::1]", "[5f00::1]", "[4000::1]", "[::2]",
                "[1::1]");
    }

    /** Written so that programs read them differently. */
    static Stream<String> addresses() {
        return Stream.of("http://public.example@127.0.0.1:PORT/", "http://public.example:80@127.0.0.1:PORT/",
                "http://user:hunter2@localhost:PORT/", "http://public.example%40127.0.0.1:PORT/",
                "http://127.0.0.1:PORT/?@public.example", "http://127.0.0.1:PORT/#@public.example",
                "http://127.0.0.1:PORT/%5C@public.example/", "http:127.0.0.1:PORT", "http:///127.0.0.1:PORT/",
                "http:/127.0.0.1:PORT/", "HTTP://127.0.0.1:PORT/", "https://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/",
                "file:///etc/passwd", "gopher://127.0.0.1:PORT/_", "jar:http://127.0.0.1:PORT/!/",
                "dict://127.0.0.1:PORT/",
                "ws://127.0.0.1:PORT/", "http://127。0。0。1:PORT/", "http://127．0．0．1:PORT/", "http://127｡0｡0｡1:PORT/",
                "http://１２７.0.0.1:PORT/", "http://①②⑦.⓪.⓪.①:PORT/", "http://①②⑦。⓪。⓪。①:PORT/",
                "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/", "http://ｌｏｃａｌｈｏｓｔ:PORT/", "http://loc\u00adalhost:PORT/",
                "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏:PORT/",
                "http://%31%32%37%2e0%2e0%2e1:PORT/", "http://127%2e0%2e0%2e1:PORT/", "http://%6cocalhost:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/", "http://[::1]:PORT/");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aHostThatIsNotPublicIsRefused(String host) throws IOException {
        refused("http://" + host + ":" + port + "/");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void aTrickIsRefused(String address) throws IOException { refused(address.replace("PORT", String.valueOf(port))); }

    @ParameterizedTest
    @MethodSource("hosts")
    void aRedirectLeadsNowhereElse(String host) throws IOException {
        // Only this one server is granted; where it redirects to has another port, so that nothing of it is.
        granted = Set.of(own());
        String to = "http://" + host + ":" + port + "/";
        NetException e = assertThrows(NetException.class,
                () -> get("http://localhost:" + server.getPort() + "/?to=" + encoded(to), 5), to);
        clear(e, to);
        assertEquals(1, server.getRequestCount(), to);
        assertNull(listener.accept(), to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:hunter2@public.example/", "ftp://public.example/", "file:///etc/passwd",
        "javascript:alert(1)", "data:text/plain,x"})
    void aRedirectStaysOnTheWeb(String to) {
        granted = Set.of(own());
        clear(assertThrows(NetException.class,
                () -> get("http://localhost:" + server.getPort() + "/?to=" + encoded(to), 5)), to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.7.7", "169.254.169.254", "0.0.0.0", "::1", "fd00::7",
        "fe80::9",
        "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"})
    void aNameDoesNotHideAnAddress(String address) throws Exception {
        say("rebind.example", address);
        refused("http://rebind.example:" + port + "/");
    }

    @Test
    void aNameThatChangesItsMindIsHeldToEachAnswer() throws Exception {
        // Public when it is checked, this machine when it is connected to: there is only one look-up, so the address
        // that is checked is the one that is connected to.
        say("flip.example", "127.0.0.1");
        say("flip.example", "8.8.8.8");
        refused("http://flip.example:" + port + "/");
        assertEquals(List.of("flip.example"), asked);
    }

    @Test
    void aNameWithSeveralAddressesReachesNoneThatIsRefused() throws Exception {
        answers.put("both.example", new ArrayDeque<>(List.of(List.of(InetAddress.getByName("10.0.0.1"),
                address("both.example", "127.0.0.1"), address("both.example", "::1")))));
        refused("http://both.example:" + port + "/");
    }

    @Test
    void aGrantedNameMayNotMoveToWhereKeysAre() throws Exception {
        granted = Set.of(LocalServer.of("gpu-box.example:80").orElseThrow());
        say("gpu-box.example", "169.254.169.254");
        refused("http://gpu-box.example/");
    }

    @Test
    void anotherPortOfAGrantedServerIsAnotherServer() throws IOException {
        granted = Set.of(own());
        refused("http://localhost:" + port + "/");
    }

    @Test
    void behindAProxyTheSameIsRefused() throws Exception {
        say("rebind.example", "192.168.0.1");
        for (String host : List.of("127.0.0.1", "2130706433", "rebind.example", "[::ffff:10.0.0.1]")) {
            NetException e = assertThrows(NetException.class,
                    () -> send(Request.get(URI.create("http://" + host + "/")), proxy()), host);
            clear(e, host);
        }
        assertEquals(0, server.getRequestCount());
        say("public.example", "93.184.215.14");
        assertEquals("reached", send(Request.get(URI.create("http://public.example/")), proxy()).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "LocalHost"})
    void whatIsGrantedIsReached(String host) throws Exception {
        granted = Set.of(own());
        assertEquals("reached", get("http://" + host + ":" + server.getPort() + "/", 0).body());
    }

    @Test
    void aGrantedNameReachesThePrivateNetwork() throws Exception {
        granted = Set.of(LocalServer.of("http://gpu-box.example:" + server.getPort() + "/v1").orElseThrow());
        say("gpu-box.example", "127.0.0.1");
        assertEquals("reached", get("http://gpu-box.example:" + server.getPort() + "/", 0).body());
    }

    @Test
    void aGrantThatIsTakenBackHoldsForAnOpenConnectionToo() throws Exception {
        var policy = new AddressPolicy(() -> granted);
        granted = Set.of(own());
        var request = Request.get(server.url("/").uri());
        try (var http = new Http(policy, new Redaction(), Limits.USUAL, "test")) {
            http.send(request, Duration.ofMinutes(1), _ -> {}, _ -> {});
            granted = Set.of();
            assertEquals(Kind.REFUSED, assertThrows(NetException.class,
                    () -> http.send(request, Duration.ofMinutes(1), _ -> {}, _ -> {})).kind());
        }
        assertEquals(1, server.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.1", "100.63.255.255",
        "100.128.0.1", "192.167.255.255", "169.253.1.1", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888",
        "2a00:1450::1", "64:ff9b::8.8.8.8"})
    void whatIsPublicPasses(String address) throws Exception {
        assertTrue(new AddressPolicy(Set::of).refusal("public.example", 443, InetAddress.getByName(address)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "*:80", "localhost:*", "10.0.0.0/8:80", "localhost:99999", "2130706433:80", "",
        "a@b:80", "localhost:80/x", ":80", "http://", "ftp://localhost:1"})
    void onlyOneServerCanBeGranted(String text) { assertTrue(LocalServer.of(text).isEmpty(), text); }

    private void refused(String address) throws IOException {
        NetException e = assertThrows(NetException.class, () -> get(address, 0), address);
        clear(e, address);
        assertNull(listener.accept(), address);
    }

    /** Said before anything was connected to, in words for people. */
    private static void clear(NetException e, String address) {
        assertTrue(e.kind() == Kind.REFUSED || e.kind() == Kind.BAD_REQUEST, address + ": " + e.kind() + " " + e);
        String words = String.valueOf(e.getMessage());
        assertTrue(words.length() > 20 && words.endsWith("."), words);
        assertFalse(words.contains("Exception") || words.contains("hunter2"), words);
    }

    private LocalServer own() { return new LocalServer("localhost", server.getPort()); }

    private Reply get(String address, int redirects) throws NetException {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException _) {
            // What is no address at all cannot even be asked for.
            throw new NetException(Kind.BAD_REQUEST, "This is no address of the web.", null);
        }
        return send(Request.get(uri).withRedirects(redirects), null);
    }

    private Reply send(Request request, @Nullable ProxySelector proxies) throws NetException {
        try (var http = new Http(new AddressPolicy(() -> granted), new Redaction(), Secrets.NONE, Limits.USUAL, "test",
                this::resolved, proxies)) {
            return http.send(request, Duration.ofMinutes(1), _ -> {}, _ -> {});
        }
    }

    private synchronized List<InetAddress> resolved(String host) throws UnknownHostException {
        asked.add(host);
        Deque<List<InetAddress>> said = answers.get(host);
        if (said == null) return Names.SYSTEM.of(host);
        List<InetAddress> now = said.getFirst();
        if (said.size() > 1) said.removeFirst();
        return now;
    }

    private void say(String host, String address) throws UnknownHostException {
        answers.computeIfAbsent(host, _ -> new ArrayDeque<>()).add(List.of(address(host, address)));
    }

    private static InetAddress address(String host, String address) throws UnknownHostException {
        return InetAddress.getByAddress(host, InetAddress.getByName(address).getAddress());
    }

    private ProxySelector proxy() {
        var to = new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", server.getPort()));
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) { return List.of(to); }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
