package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workflows remember: whose it is, who is asked before it is read, how it is found, and how it is deleted. */
class MemoryCommandTest {
    @TempDir Path folder;

    private Typed typed;

    @BeforeEach
    void begin() {
        typed = new Typed(folder.resolve("home"));
    }

    @AfterEach
    void end() {
        typed.close();
    }

    private String remembers(String id, String text, String scope) throws IOException {
        return file(id, "\"kind\": \"remember\", \"text\": \"" + text + "\", \"k\": 1" + scope);
    }

    private String recalls(String id, String query, String scope) throws IOException {
        return file(id, "\"kind\": \"recall\", \"query\": \"" + query + "\", \"k\": 3" + scope);
    }

    private String file(String id, String node) throws IOException {
        return Files.writeString(folder.resolve(id + ".flow.json"), """
                { "flowbench": 1, "id": "%s",
                  "nodes": [ { "id": "n", "title": "N", %s, "maxChars": 500 } ],
                  "wires": [ "n.result -> out.found" ] }
                """.formatted(id, node)).toString();
    }

    @Test
    void aWorkflowsOwnMemoryGoesByItsId() throws IOException {
        typed.type("run", remembers("birds", "Herons fish at the pond.", ""), "--trust").ends(0);
        var scopes = new ObjectMapper().readTree(typed.type("memory", "list", "--json").ends(0).out());
        assertEquals("birds", scopes.path(0).path("scope").asText());
        assertEquals(1, scopes.path(0).path("entries").asInt());
        String own = recalls("fish", "herons", "");
        assertFalse(typed.type("run", own, "--trust").ends(0).out().contains("Herons"));
        String theirs = recalls("spy", "herons", ", \"scope\": \"birds\"");
        String sheet = typed.type("run", theirs).ends(4).err();
        assertTrue(sheet.contains("reads the memory birds, which other workflows may use"), sheet);
        assertTrue(typed.type("run", theirs, "--trust").ends(0).out().contains("Herons"));
    }

    @Test
    void theSheetNamesEachScope() throws IOException {
        String own = typed.type("run", remembers("birds", "x", "")).ends(4).err();
        assertTrue(own.contains("writes to its own memory (birds)"), own);
        String users = typed.type("run", recalls("birds", "x", ", \"scope\": \"user\"")).ends(4).err();
        assertTrue(users.contains("reads your memory that all workflows may name (user)"), users);
    }

    @Test
    void simulatedRunsTouchNothing() throws IOException {
        typed.type("run", remembers("birds", "Herons fish.", ""), "--simulate").ends(0);
        assertTrue(typed.type("memory", "list").ends(0).err().contains("Nothing is remembered"));
    }

    @Test
    void entriesAreListedShownAndDeleted() throws IOException {
        typed.type("run", remembers("birds", "Herons fish at the pond.", ""), "--trust").ends(0);
        typed.type("run", remembers("birds", "Owls hunt at night.", ""), "--trust").ends(0);
        assertEquals(2, typed.type("memory", "list", "birds").ends(0).out().lines().count());
        var found = new ObjectMapper().readTree(typed.type("memory", "list", "birds", "--find", "owl", "--json").ends(0)
                .out());
        assertEquals(1, found.path("all").asInt());
        String id = found.path("entries").path(0).path("id").asText();
        assertEquals("Owls hunt at night.\n", typed.type("memory", "show", "birds", id).ends(0).out());
        typed.type("memory", "delete", "birds", id).ends(0);
        assertTrue(typed.type("memory", "delete", "birds", id).ends(2).err().contains(id));
        assertTrue(typed.type("memory", "show", "birds", id).ends(2).err().contains("memory list birds"));
        assertTrue(typed.type("memory", "clear", "birds").ends(4).err().contains("memory clear birds --yes"));
        typed.watched = true;
        typed.standardInput = "n\n";
        assertTrue(typed.type("memory", "clear", "birds").ends(0).err().contains("Nothing was forgotten"));
        assertEquals(1, typed.type("memory", "list", "birds").ends(0).out().lines().count());
        typed.standardInput = "y\n";
        assertTrue(typed.type("memory", "clear", "birds").ends(0).err().contains("one entry is"));
        typed.watched = false;
        assertTrue(typed.type("memory", "clear", "birds", "--yes").ends(0).err().contains("nothing was there"));
        assertEquals("", typed.type("memory", "list").ends(0).out());
        typed.type("memory").ends(2);
        typed.type("memory", "list", "birds", "--count", "many").ends(2);
    }

    @Test
    void aServersEmbeddingsFindWhatMeansTheSameAndItsFailureIsSaid() throws IOException {
        try (var server = new MockWebServer()) {
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    try {
                        var input = new ObjectMapper().readTree(request.getBody().utf8()).path("input");
                        var data = new StringBuilder();
                        input.forEach(one -> data.append(data.isEmpty() ? "" : ",").append("{\"embedding\": ")
                                .append(one.asText().contains("eron") || one.asText().contains("wader")
                                        ? "[1, 0]}"
                                        : "[0, 1]}"));
                        return new MockResponse.Builder().body("{\"data\": [" + data + "]}").build();
                    } catch (IOException e) {
                        return new MockResponse.Builder().code(400).body(String.valueOf(e)).build();
                    }
                }
            });
            server.start();
            typed.secrets.put("EMBED_KEY", "sk-embed-canary-4711");
            typed.type("settings", "allow", "localhost:" + server.getPort()).ends(0);
            typed.type("settings", "embeddings", "openai-compatible", "--model", "tiny").ends(2);
            typed.type("settings", "embeddings", "openai-compatible", "--model", "tiny", "--secret", "EMBED_KEY",
                    "--base-url", server.url("/v1").toString()).ends(0);
            assertTrue(typed.type("settings").ends(0).out().contains("tiny"));
            typed.type("run", remembers("birds", "Herons fish at the pond.", ""), "--trust").ends(0);
            typed.type("run", remembers("birds", "Owls hunt at night.", ""), "--trust").ends(0);
            String found = typed.type("run", recalls("birds", "wader", ""), "--trust").ends(0).out();
            assertTrue(found.contains("Herons") && !found.contains("Owls"), found);
            assertEquals(1, server.getRequestCount());
        }
        String found = typed.type("run", recalls("birds", "owls", ""), "--trust").ends(0).out();
        assertTrue(found.contains("Owls") && found.contains("by words alone"), found);
        assertFalse(found.contains("canary"), found);
        typed.type("settings", "embeddings", "words").ends(0);
        found = typed.type("run", recalls("birds", "owls", ""), "--trust").ends(0).out();
        assertTrue(found.contains("Owls") && !found.contains("by words alone"), found);
        assertTrue(typed.type("settings", "embeddings").ends(0).out().contains("words alone"));
        assertTrue(Files.readString(folder.resolve("home/settings.json")).contains("embeddings"));
        typed.type("settings", "embeddings", "--model", "tiny").ends(2);
        typed.type("settings", "embeddings", "default").ends(0);
        assertTrue(typed.type("settings", "embeddings").ends(0).out().contains("on this machine"));
        assertFalse(Files.readString(folder.resolve("home/settings.json")).contains("embeddings"));
    }
}
