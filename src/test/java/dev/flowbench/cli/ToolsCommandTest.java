package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools as their user meets them: listed, tried, imported, and called in a run. */
class ToolsCommandTest {
    @TempDir Path folder;
    private final MockWebServer server = new MockWebServer();
    private Typed typed;

    @BeforeEach
    void begin() throws IOException {
        server.start();
        typed = new Typed(folder.resolve("home"));
    }

    @AfterEach
    void end() {
        typed.close();
        server.close();
    }

    private String base() {
        return "http://localhost:" + server.getPort();
    }

    private String flow() throws IOException {
        return Files.writeString(folder.resolve("rates.flow.json"), """
                { "flowbench": 1, "id": "rates",
                  "tools": { "rate": { "description": "Looks up a rate.",
                    "parameters": { "type": "object", "required": ["to"],
                      "properties": { "to": { "type": "string" } }, "additionalProperties": false },
                    "effect": "read", "fields": ["rate"],
                    "http": { "method": "GET", "address": "%s/{{to}}", "result": "$.data" } } },
                  "nodes": [ { "id": "ask", "kind": "tool", "tool": "rate", "arguments": { "to": "USD" },
                    "maxResultChars": 2000, "callTimeout": "PT30S" } ] }
                """.formatted(base())).toString();
    }

    private void answers() {
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "application/json")
                .body("{\"data\":{\"rate\":1.25,\"more\":[1,2,3]}}").build());
    }

    @Test
    void toolsAreListedWithWhatTheyTake() throws IOException {
        String out = typed.type("tools", "list").ends(0).out();
        assertTrue(out.contains("calculator (changes nothing, reaches nothing): expression"), out);
        assertTrue(out.contains("fetch-page (reads): address [maxChars]"), out);
        assertFalse(out.contains("rate ("), out);
        assertTrue(typed.type("tools", "list", flow()).ends(0).out().contains("rate (reads): to"));
        assertTrue(typed.type("tools", "list", "--json").ends(0).out().contains("\"effect\" : \"non-idempotent\""));
    }

    @Test
    void aToolOfTheProgramIsTried() {
        assertTrue(typed.type("tools", "try", "calculator", "--args", "{\"expression\":\"2^10\"}").ends(0).out()
                .contains("1024"));
        assertTrue(typed.type("tools", "try", "calculator").ends(2).err().contains("expression"));
        assertTrue(typed.type("tools", "try", "nothing").ends(2).err().contains("nothing"));
        assertTrue(typed.type("tools", "try", "calculator", "--args", "[]").ends(2).err().contains("--args"));
    }

    @Test
    void aDeclaredToolIsTriedAfterItsFileWasAllowed() throws Exception {
        String flow = flow();
        String sheet = typed.type("tools", "try", "rate", "--file", flow, "--args", "{\"to\":\"USD\"}").ends(4).err();
        assertTrue(sheet.contains(base().substring(7)), sheet);
        assertEquals(0, server.getRequestCount());
        String refused = typed.type("tools", "try", "rate", "--file", flow, "--args", "{\"to\":\"USD\"}", "--trust")
                .ends(4).err();
        assertTrue(refused.contains("flowbench settings"), refused);
        assertEquals(0, server.getRequestCount(), "a local server is asked only where its user named it");
        grant();
        answers();
        assertEquals("{\n  \"rate\" : 1.25\n}\n", typed
                .type("tools", "try", "rate", "--file", flow, "--args", "{\"to\":\"USD\"}").ends(0).out());
        assertEquals("/USD", server.takeRequest().getTarget());
        answers();
        assertTrue(typed.type("run", flow, "--quiet").ends(0).out().contains("1.25"));
        assertTrue(typed.type("run", flow, "--quiet", "--simulate").ends(0).out().length() > 0);
        assertEquals(2, server.getRequestCount(), "a simulated run reaches nothing");
    }

    @Test
    void whatNoNodeNamesIsAskedAboutToo() throws IOException {
        Path flow = Path.of(flow());
        Files.writeString(flow, Files.readString(flow).replace("\"tool\": \"rate\", \"arguments\": { \"to\": \"USD\" }",
                "\"tool\": \"calculator\", \"arguments\": { \"expression\": \"1\" }"));
        grant();
        String sheet = typed.type("tools", "try", "rate", "--file", flow.toString(), "--args", "{\"to\":\"USD\"}")
                .ends(4)
                .err();
        assertTrue(sheet.contains("rate (reads)"), sheet);
        assertEquals(0, server.getRequestCount());
    }

    private void grant() throws IOException {
        Path settings = Files.createDirectories(folder.resolve("home")).resolve("settings.json");
        Files.writeString(settings, "{ \"localServers\": [\"localhost:" + server.getPort() + "\"] }");
    }

    @Test
    void toolsAreImported() throws IOException {
        String flow = flow();
        Path api = Files.writeString(folder.resolve("api.yaml"), """
                openapi: 3.1.0
                info: { title: Desk, version: "1" }
                servers: [ { url: "https://desk.example" } ]
                security: [ { token: [] } ]
                paths:
                  /tickets/{id}:
                    get:
                      operationId: getTicket
                      parameters: [ { name: id, in: path, required: true, schema: { type: integer } } ]
                    delete: { operationId: dropTicket, parameters: [ { name: id, in: path, required: true, schema: { type: integer } } ] }
                components: { securitySchemes: { token: { type: http, scheme: bearer } } }
                """);
        assertTrue(typed.type("tools", "import", api.toString()).ends(2).err().contains("--into"));
        String said = typed.type("tools", "import", api.toString(), "--only", "getTicket", "--into", flow).ends(0)
                .err();
        assertTrue(said.contains("get-ticket") && said.contains("flowbench secrets set DESK_TOKEN"), said);
        assertTrue(typed.type("tools", "list", flow).ends(0).out().contains("get-ticket (reads): id"));
        typed.type("check", flow).ends(0);
        assertTrue(Files.readString(Path.of(flow)).contains("https://desk.example/tickets/{{id}}"));
        assertTrue(typed.type("tools", "import", api.toString(), "--only", "no", "--into", flow).ends(2).err()
                .contains("called so: no"));
    }

    @Test
    void whereArgumentsSayTheHostAKeyGoesOnlyWhereItWasBound() throws Exception {
        String file = Files.writeString(folder.resolve("open.flow.json"), """
                {"flowbench": 1, "id": "open",
                 "tools": {"get": {"description": "gets", "effect": "read",
                   "parameters": {"type": "object", "required": ["host"], "properties": {"host": {"type": "string"}}},
                   "http": {"method": "GET", "address": "https://{{host}}/x", "secret": "SOME_KEY"}}},
                 "nodes": [{"id": "c", "kind": "tool", "tool": "get", "arguments": {"host": "a.example"}}],
                 "wires": ["c.result -> out.r"]}
                """).toString();
        typed.secrets.put("SOME_KEY", "canary-0606-open");
        String[] call = {"tools", "try", "get", "--file", file, "--args", "{\"host\": \"a.example\"}"};
        assertTrue(
                typed.type(call).ends(4).err().contains("SOME_KEY, sent only to the hosts that you have bound it to"));
        String[] trusted = Arrays.copyOf(call, call.length + 1);
        trusted[call.length] = "--trust";
        String refused = typed.type(trusted).ends(4).err();
        assertTrue(refused.contains("Only if you trust a.example with it, bind it with"), refused);
        assertTrue(refused.contains("secrets bind SOME_KEY a.example"), refused);
        assertFalse(typed.type("secrets", "list").ends(0).out().contains("a.example"));
    }
}
