package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run against a real provider becomes a test that needs no key; and simulated calls can be made to suffer. */
class RecordingTest {
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

    @Test
    void aRecordedRunIsAnsweredAgainWithoutKeyOrServer() throws IOException {
        String file;
        String recording = folder.resolve("calls.jsonl").toString();
        String first;
        try (var server = new MockWebServer()) {
            server.start();
            typed.secrets.put("TEST_KEY", "sk-test-0123456789");
            // The first is asked to wait; the recording holds that too.
            server.enqueue(new MockResponse.Builder().code(503).body("{}").build());
            server.enqueue(answer("one"));
            server.enqueue(answer("two"));
            file = file(server.url("/v1").toString());
            typed.type("settings", "allow", "localhost:" + server.getPort());
            first = typed.type("run", file, "--trust", "--record", recording).ends(0).out();
        }
        assertFalse(Files.readString(Path.of(recording)).contains("sk-test"));
        try (var elsewhere = new Typed(folder.resolve("elsewhere"))) {
            var again = elsewhere.type("run", file, "--recording", recording).ends(0);
            assertEquals(first, again.out());
            assertTrue(elsewhere.type("runs", "show", "last", "--json").ends(0).out().contains("\"simulated\" : true"));
        }
    }

    @Test
    void aKeyThatNobodyKnewAsOneWhenItWasRecordedIsNotExported() throws IOException {
        String key = "sk/late+\"4711\"-key";
        String file = file("https://models.example/v1");
        typed.type("run", file, "--simulate", "--tag", "note=it is " + key).ends(0);
        assertTrue(typed.type("runs", "export", "last").ends(0).out().contains("sk/late"));
        typed.secrets.put("TEST_KEY", key);
        String to = folder.resolve("run.jsonl").toString();
        typed.type("runs", "export", "last", "--to", to).ends(0);
        String exported = Files.readString(Path.of(to));
        assertFalse(exported.contains("sk/late"), exported);
        assertTrue(exported.contains("it is [secret]"), exported);
        try (var elsewhere = new Typed(folder.resolve("elsewhere"))) {
            elsewhere.type("runs", "import", to).ends(0);
            elsewhere.type("replay", "last").ends(0);
        }
    }

    @Test
    void whatWasNotRecordedIsNamedAndNotCalled() throws IOException {
        String recording = folder.resolve("calls.jsonl").toString();
        String file = file("https://models.example/v1");
        typed.type("run", file, "--simulate", "--record", recording).ends(0);
        String other = Files.writeString(folder.resolve("other.flow.json"),
                Files.readString(Path.of(file)).replace("Say one.", "Say something else.")).toString();
        var outcome = typed.type("run", other, "--recording", recording).ends(1);
        assertTrue(outcome.err().contains("'one'") && outcome.err().contains("--record"), outcome.err());
    }

    @Test
    void aRecordingThatIsNoneIsSaidToBe() throws IOException {
        String file = file("https://models.example/v1");
        assertTrue(typed.type("run", file, "--recording", folder.resolve("no.jsonl").toString()).ends(2).err()
                .contains("no.jsonl"));
        Path none = Files.writeString(folder.resolve("none.jsonl"), "{}\n");
        assertTrue(typed.type("run", file, "--recording", none.toString()).ends(2).err().contains("Line 1"));
        typed.type("run", file, "--recording", none.toString(), "--simulate").ends(2);
    }

    @Test
    void faultsAreMetAndTheSummarySaysWhich() throws IOException {
        String file = file("https://models.example/v1");
        var outcome = typed.type("run", file, "--simulate", "--faults", "one.server-error=1").ends(1);
        assertTrue(outcome.err().contains("3 faults met (server-error 3), 0 survived"), outcome.err());
        var survived = typed.type("run", file, "--simulate", "--faults", "slow=1").ends(0);
        assertTrue(survived.err().contains("2 faults met (slow 2), 2 survived"), survived.err());
        var none = typed.type("run", file, "--simulate", "--faults", "long-plan=1").ends(0);
        assertTrue(none.err().contains("No fault was met"), none.err());
    }

    @Test
    void faultsThatMakeNoSenseAreRefused() throws IOException {
        String file = file("https://models.example/v1");
        assertTrue(typed.type("run", file, "--simulate", "--faults", "flood=0.1").ends(2).err().contains("malformed"));
        assertTrue(typed.type("run", file, "--simulate", "--faults", "nobody.slow=0.1").ends(2).err()
                .contains("nobody"));
        assertTrue(typed.type("run", file, "--faults", "slow=0.1").ends(2).err().contains("--simulate"));
    }

    @Test
    void aRunThatGoesOnMeetsTheSameFaults() throws IOException {
        String file = file("https://models.example/v1");
        String one = typed.type("run", file, "--simulate", "--faults", "truncated=0.5", "--seed", "3").err();
        String other = typed.type("run", file, "--simulate", "--faults", "truncated=0.5", "--seed", "3").err();
        assertEquals(faults(one), faults(other));
        typed.type("replay", "last").ends(0);
    }

    @Test
    void whatCannotBeWrittenAndWhoIsNotThereIsSaidBeforeAnythingIsPaid() throws IOException {
        String file = file("https://models.example/v1");
        typed.type("run", file, "--simulate", "--record", folder.resolve("no/such/folder.jsonl").toString()).ends(2);
        assertTrue(typed.type("run", file, "--simulate", "--pin", "nono=1").ends(2).err().contains("nono"));
        assertTrue(typed.type("runs", "list").err().contains("No run was kept"));
    }

    @Test
    void aReplayWithQuiteAnotherWorkflowNamesTheDifference() throws IOException {
        typed.type("run", Typed.sample("release-notes"), "--simulate").ends(0);
        String other = file("https://models.example/v1");
        var outcome = typed.type("replay", "last", "--with", other).ends(1);
        assertTrue(!outcome.out().isBlank() && !outcome.err().contains("Something broke"), outcome.err());
    }

    private static String faults(String err) {
        return err.lines().filter(line -> line.contains("met (")).findFirst().orElse("");
    }

    private static MockResponse answer(String text) {
        return new MockResponse.Builder().setHeader("Content-Type", "text/event-stream").body("""
                data: {"id":"1","model":"gpt-test","choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}

                data: [DONE]

                """.formatted(text)).build();
    }

    private String file(String address) throws IOException {
        return Files.writeString(folder.resolve("ask.flow.json"), """
                {
                "flowbench": 1,
                "id": "ask",
                "models": { "m": { "provider": "openai-compatible", "model": "gpt-test", "baseUrl": "%s", "secret": "TEST_KEY" } },
                "nodes": [
                { "id": "one", "kind": "llm", "model": "m", "retry": { "attempts": 3, "backoff": "PT0.01S" },
                  "messages": [ { "role": "user", "text": "Say one." } ], "maxOutputTokens": 50 },
                { "id": "two", "kind": "llm", "model": "m",
                  "messages": [ { "role": "user", "text": "Say two after {{one}}." } ], "maxOutputTokens": 50 } ],
                "wires": [ "one.result -> two.one", "two.result -> out.text" ]
                }
                """.formatted(address)).toString();
    }
}
