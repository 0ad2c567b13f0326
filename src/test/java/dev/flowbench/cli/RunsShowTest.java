package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.store.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a run afterwards: who answered after how many tries, what failed, whether it was cut off. */
class RunsShowTest {
    private static final String ANSWER = """
            data: {"id":"1","model":"ok","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}

            data: [DONE]

            """;

    @TempDir Path folder;

    private final MockWebServer server = new MockWebServer();
    private Typed typed;
    private int okCode = 200;

    @BeforeEach
    void begin() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                boolean bad = request.getBody().utf8().contains("\"bad\"");
                int code = bad ? 500 : okCode;
                var response = new MockResponse.Builder().code(code);
                return code == 200
                        ? response.setHeader("Content-Type", "text/event-stream").body(ANSWER).build()
                        : response.body("{\"error\": {\"message\": \"broken\"}}").build();
            }
        });
        server.start();
        typed = new Typed(folder.resolve("home"));
        typed.type("settings", "allow", "localhost:" + server.getPort()).ends(0);
    }

    @AfterEach
    void end() {
        typed.close();
        server.close();
    }

    private String file(String model, String wires) throws IOException {
        return Files.writeString(folder.resolve("ask.flow.json"), """
                {"flowbench": 1, "id": "ask",
                 "models": {"m": {"provider": "openai-compatible", "model": "bad", "baseUrl": "%1$s", "fallback": ["o"]},
                  "o": {"provider": "openai-compatible", "model": "%2$s", "baseUrl": "%1$s"}},
                 "nodes": [{"id": "n", "kind": "llm", "model": "m", "maxOutputTokens": 50,
                   "retry": {"attempts": 3, "backoff": "PT0.001S"},
                   "messages": [{"role": "user", "text": "Say a."}]}],
                 "wires": [%3$s]}
                """.formatted(server.url("/v1"), model, wires)).toString();
    }

    private String file() throws IOException {
        return file("ok", "\"n.result -> out.a\"");
    }

    @Test
    void theModelThatStoodInIsNamedAndHowOftenTheOtherWasTried() throws IOException {
        typed.type("run", file(), "--trust").ends(0);
        String page = typed.type("runs", "show", "last").ends(0).out();
        assertTrue(page.contains("done, by ok, a fallback, after 3 failed tries"), page);
    }

    @Test
    void anErrorTellsItsAttemptAndWhatWasChargedAndNoNameOfAClass() throws IOException {
        okCode = 401;
        String said = typed.type("run", file(), "--trust").ends(1).err();
        assertTrue(said.contains("bad: ") && said.contains("; its fallback ok: "), said);
        var error = new ObjectMapper().readTree(typed.type("runs", "show", "last", "--json").ends(0).out())
                .path("error");
        assertEquals("n", error.path("node").asText());
        assertEquals(4, error.path("attempt").asInt());
        assertTrue(error.path("charged").path("outputTokens").asLong() > 0, error.toString());
        assertTrue(error.path("charged").path("uncertain").asBoolean(), error.toString());
        String page = typed.type("runs", "show", "last").ends(0).out();
        assertTrue(page.contains("failed, 4 tries"), page);
        server.close();
        typed.type("run", file(), "--trust").ends(1);
        String kept = typed.type("runs", "export", "last").ends(0).out();
        assertFalse(kept.contains("Exception"), kept);
    }

    @Test
    void aRunWhoseProcessIsGoneIsInterruptedInBothPlaces() throws Exception {
        typed.type("run", file(), "--simulate").ends(0);
        var journal = new SqliteJournal(folder.resolve("home/runs"));
        Journal.Header was = journal.header(journal.runs(1).getFirst().run()).orElseThrow();
        var events = new ArrayList<Event>();
        journal.read(was.run(), events::add);
        var cut = new Journal.Header("cut", was.workflow(), was.name(), was.document(), was.documents(),
                was.startedAt(), was.simulated(), was.seed(), was.semantics(), was.file(), was.origin(), was.prices(),
                was.options());
        try (Journal.Writer writer = journal.create(cut, _ -> {})) {
            writer.append(events.getFirst());
            writer.append(events.get(1));
        }
        assertTrue(typed.type("runs", "list").ends(0).out().contains("interrupted"));
        var shown = typed.type("runs", "show", "cut").ends(0);
        assertTrue(shown.out().contains("interrupted") && !shown.out().contains("running"), shown.out());
        assertTrue(shown.err().contains("flowbench resume cut"), shown.err());
        assertTrue(typed.type("runs", "show", "cut", "--json").ends(0).out().contains("\"interrupted\""));
        journal.close();
    }

    @Test
    void aListThatIsCutSaysHowManyMoreThereAre() throws IOException {
        typed.type("run", file(), "--simulate").ends(0);
        assertEquals("", typed.type("runs", "list").ends(0).err());
        typed.type("run", file(), "--simulate").ends(0);
        typed.type("run", file(), "--simulate").ends(0);
        var list = typed.type("runs", "list", "--limit", "1").ends(0);
        assertEquals(2, list.out().lines().count());
        assertEquals("2 more; --limit 3 shows all.\n", list.err());
    }

    @Test
    void preflightSpellsOutWhatSteersATerminalAndSaysWhatStandsInTheWay() throws IOException {
        Path steering = Path.of(file());
        Files.writeString(steering, Files.readString(steering).replace("\"bad\"", "\"bad\\u001b[31m\""));
        String shown = typed.type("preflight", steering.toString()).out();
        assertTrue(shown.contains("bad\u27E8U+001B\u27E9[31m") && !shown.contains("\u001b"), shown);
        typed.type("preflight", file()).ends(0);
        String wrong = file("ok", "\"n.result -> nobody.x\"");
        typed.type("check", wrong).ends(5);
        String said = typed.type("preflight", wrong).ends(2).err();
        assertTrue(said.contains("flowbench check " + wrong), said);
    }
}
