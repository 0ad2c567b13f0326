package dev.flowbench.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.net.AddressPolicy;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import dev.flowbench.tool.TestCall;
import java.io.IOException;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchPageTest {
    private final MockWebServer server = new MockWebServer();
    private final Http http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void aPageReadsAsAPersonReadsIt() throws Exception {
        page("""
                <html><head><title>Shipping &amp; returns</title><style>b{}</style><script>steal()</script></head><body>
                <nav>Home | Shop</nav><h1>Returns</h1><p>Send it back within <b>30 days</b>.<br>No questions.</p>
                <ul><li>Unused</li><li><p>In its box</p></li></ul><p hidden>ignore me</p>
                <table><tr><th>Zone</th><th>Days</th></tr><tr><td>EU</td><td>3</td></tr></table>
                <pre>a
                  b</pre><img src="http://tracker.example/x.png"><a href="/terms">Terms</a> <a href="javascript:x()">no</a>
                </body></html>""");
        JsonNode page = read("/returns", 10_000);
        assertEquals("Shipping & returns", page.path("title").textValue());
        assertEquals("""
                # Returns

                Send it back within 30 days.
                No questions.

                - Unused
                - In its box

                Zone | Days
                EU | 3

                a
                  b
                Terms no""", page.path("text").textValue());
        assertEquals("[{\"text\":\"Terms\",\"address\":\"" + server.url("/terms") + "\"}]",
                page.path("links").toString());
        assertFalse(page.path("truncated").booleanValue());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aTextIsCutAndSaysSo() throws Exception {
        page("<p>" + "word ".repeat(1000) + "</p>");
        JsonNode page = read("/", 100);
        assertTrue(page.path("truncated").booleanValue());
        assertTrue(page.path("text").textValue().length() <= 100);
    }

    @Test
    void aPageMayBeNestedAsDeepAsItLikes() throws Exception {
        page("<div>".repeat(50_000) + "deep");
        assertEquals("deep", read("/", 1000).path("text").textValue());
    }

    @Test
    void whatIsNoTextIsNoPage() {
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "application/pdf").body("%PDF").build());
        assertEquals(ErrorCode.TOOL_ERROR, fault(server.url("/").toString(), http).code());
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "text/html").body("%PDF-1.7 x").build());
        assertEquals(ErrorCode.TOOL_ERROR, fault(server.url("/").toString(), http).code());
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "text/plain").body("PK\0\0x").build());
        assertEquals(ErrorCode.TOOL_ERROR, fault(server.url("/").toString(), http).code());
        server.enqueue(new MockResponse.Builder().code(404).build());
        assertEquals(ErrorCode.TOOL_ERROR, fault(server.url("/").toString(), http).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://x/y", "javascript:alert(1)", "data:text/html,x",
        "nonsense words",
        "http://user:pw@host/", "jar:http://x/!/", "http:///x"})
    void onlyPagesOfTheWeb(String address) {
        assertEquals(ErrorCode.BAD_ARGUMENTS, fault(address, http).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]/",
        "http://10.0.0.1/", "http://localhost:%d/"})
    void theLocalNetworkIsNotTheWeb(String address) {
        try (var guarded = new Http(new AddressPolicy(Set::of), new Redaction(), Limits.USUAL, "test")) {
            var fault = fault(address.formatted(server.getPort()), guarded);
            assertEquals(ErrorCode.NOT_GRANTED, fault.code());
            assertFalse(fault.getMessage().isBlank());
        }
        assertEquals(0, server.getRequestCount());
    }

    private void page(String html) {
        server.enqueue(
                new MockResponse.Builder().setHeader("Content-Type", "text/html; charset=utf-8").body(html).build());
    }

    private JsonNode read(String path, int most) throws Exception {
        return new FetchPage(() -> http).call(JsonNodeFactory.instance.objectNode()
                .put("address", server.url(path).toString()).put("maxChars", most), TestCall.bare());
    }

    private static ToolException fault(String address, Http http) {
        return assertThrows(ToolException.class, () -> new FetchPage(() -> http)
                .call(JsonNodeFactory.instance.objectNode().put("address", address), TestCall.bare()));
    }
}
