package dev.flowbench.model.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Requests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimScriptTest {
    @Test
    void roundsVotesAndVisitsTakeTheirTurnAndTheLastRepeats() throws Exception {
        String script = """
                {"answers":{"draft":[{"text":"one"},{"text":"two"},{"text":"three"}]}}""";
        assertEquals("one", answer(script, "polish/generator#1/draft", 1));
        assertEquals("two", answer(script, "polish/generator#2/draft", 1));
        assertEquals("three", answer(script, "polish/generator#9/draft", 1));
        assertEquals("two", answer(script, "draft~2", 1));
        // A repair turn stays in its round.
        assertEquals("one", answer(script, "polish/generator#1/draft", 2));
        // Outside of rounds it takes the next.
        assertEquals("two", answer(script, "draft", 2));
    }

    @Test
    void theInnermostRoundCounts() throws Exception {
        String script = """
                {"answers":{"draft":[{"text":"one"},{"text":"two"}]}}""";
        assertEquals("one", answer(script, "outer/body#2/inner/generator#1/draft", 1));
        assertEquals("two", answer(script, "outer/body#2/lane/draft", 1));
    }

    @Test
    void aFaultHitsTheFirstAttemptOfTheNextAnswer() throws Exception {
        String script = """
                {"answers":{"draft":[{"text":"one"},{"fault":"rate-limit"},{"text":"two"},{"text":"three"}]}}""";
        assertEquals("one", answer(script, "p/g#1/draft", 1));
        assertEquals(ErrorCode.RATE_LIMIT, assertThrows(ModelException.class, () -> answer(script, "p/g#2/draft", 1))
                .code());
        assertEquals("two", answer(script, "p/g#2/draft", 2));
        assertEquals("two", answer(script, "p/g#2/draft", 3));
        assertEquals("three", answer(script, "p/g#3/draft", 1));
    }

    @Test
    void conditionsComeFirst() throws Exception {
        String script = """
                {"answers":{"n":[
                  {"text":"else"},
                  {"when":"INVOICE","text":"billing"},
                  {"when":"/cr(ash|ashes)\\\\b/i","text":"technical"},
                  {"when":"slow","index":2,"attempt":2,"text":"both"},
                  {"branch":"legal","text":"lawyer"}]}}""";
        assertEquals("billing", answer(script, "n", 1, "Where is my invoice?"));
        assertEquals("technical", answer(script, "n", 1, "It Crashes."));
        assertEquals("else", answer(script, "n", 1, "It is slow."));
        assertEquals("both", answer(script, "f/g#2/n", 2, "It is slow."));
        assertEquals("lawyer", answer(script, "review/legal/n", 1, "It is slow."));
        assertEquals("else", answer(script, "n", 1, "Nothing of all that."));
    }

    @Test
    void conditionsLookAtWhatTheUserSays() throws Exception {
        var script = SimScript.parse("a.sim.json", """
                {"answers":{"n":[{"when":"invoice","text":"billing"},{"text":"else"}]}}""");
        var request = new ModelRequest("m", "openai", "gpt-4o", null, null,
                List.of(new ModelRequest.Turn(Role.SYSTEM, "Routes: invoice, other."),
                        new ModelRequest.Turn(Role.USER, "Hello")),
                null, 100, null);
        assertEquals("else", new SimulatedModel(script, Pace.INSTANT).call(request, FakeCall.of("n")).text());
    }

    @Test
    void jsonIsAnsweredAsWritten() throws Exception {
        String script = """
                {"answers":{"n":[{"json":{"score":0.85,"tags":["a"],"none":null}}]}}""";
        assertEquals("{\"score\":0.85,\"tags\":[\"a\"],\"none\":null}", answer(script, "n", 1));
    }

    @Test
    void anAnswerMaySetItsOwnPace() throws Exception {
        var script = SimScript.parse("a.sim.json", """
                {"pace":{"firstTokenMs":[10,20],"tokensPerSecond":1000},
                 "answers":{"n":[{"text":"x","latencyMs":5000,"tokensPerSecond":1}],"m":[{"text":"x"}]}}""");
        var slow = FakeCall.of("n");
        new SimulatedModel(script, Pace.WATCHABLE).call(Requests.text("p"), slow);
        assertTrue(slow.slept().compareTo(Duration.ofSeconds(5)) >= 0);
        var quick = FakeCall.of("m");
        new SimulatedModel(script, Pace.WATCHABLE).call(Requests.text("p"), quick);
        assertTrue(quick.slept().compareTo(Duration.ofMillis(25)) < 0);
        var none = FakeCall.of("n");
        new SimulatedModel(script, Pace.INSTANT).call(Requests.text("p"), none);
        assertEquals(Duration.ZERO, none.slept());
    }

    @Test
    void namesItsNodes() throws SimScriptException {
        assertEquals(Set.of("a", "b"), SimScript.parse("x", """
                {"answers":{"b":[{"text":""}],"a":[{"text":""}]}}""").nodes());
    }

    @Test
    void answersForANodeThatIsNotThereAreRefused() throws SimScriptException {
        var script = SimScript.parse("a.sim.json", """
                {"answers":{"draft":[{"text":""}],"jugde":[{"text":""}]}}""");
        script.requireNodes(Set.of("draft", "jugde"));
        var e = assertThrows(SimScriptException.class, () -> script.requireNodes(Set.of("draft", "judge")));
        assertEquals("a.sim.json, answers.jugde: The workflow has no node 'jugde'. Use one of its nodes: draft, judge.",
                e.getMessage());
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.sim.json"), "\uFEFF{\"answers\":{\"n\":[{\"text\":\"é\"}]}}");
        assertEquals("é", new SimulatedModel(SimScript.read(file), Pace.INSTANT)
                .call(Requests.text("p"), FakeCall.of("n")).text());
        var e = assertThrows(SimScriptException.class, () -> SimScript.read(folder.resolve("b.sim.json")));
        assertEquals("b.sim.json: The script is not there. Save it beside the workflow, or run without it.",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"answers\":          | line 1, column | not JSON",
        "{\"a\":1,\"a\":2}      | line 1, column | not JSON",
        "[]                     | a.sim.json | object is expected",
        "{\"answer\":{}}        | a.sim.json, answer | Use one of: pace, answers",
        "{\"answers\":[]}       | answers | id of a node",
        "{\"answers\":{\"n\":{\"text\":\"x\"}}}     | answers.n | list",
        "{\"answers\":{\"n\":[]}}                   | answers.n | list",
        "{\"answers\":{\"n\":[{}]}}                 | answers.n[1] | Add text, json or fault",
        "{\"answers\":{\"n\":[{\"text\":\"x\"},{\"text\":1}]}}     | answers.n[2].text | in quotes",
        "{\"answers\":{\"n\":[{\"text\":\"x\",\"json\":1}]}}       | answers.n[1] | either",
        "{\"answers\":{\"n\":[{\"txt\":\"x\"}]}}                   | answers.n[1].txt | text, json, fault",
        "{\"answers\":{\"n\":[{\"fault\":\"tmeout\"}]}}            | answers.n[1].fault | rate-limit",
        "{\"answers\":{\"n\":[{\"text\":\"\",\"index\":0}]}}       | answers.n[1].index | whole number from 1",
        "{\"answers\":{\"n\":[{\"text\":\"\",\"when\":\" \"}]}}    | answers.n[1].when | empty",
        "{\"answers\":{\"n\":[{\"text\":\"\",\"when\":\"/(/\"}]}}  | answers.n[1].when | regular expression",
        "{\"answers\":{\"n\":[{\"text\":\"\",\"latencyMs\":-1}]}}  | answers.n[1].latencyMs | from 0",
        "{\"pace\":{\"firstTokenMs\":[9]}}                         | pace.firstTokenMs | [300, 900]",
        "{\"pace\":{\"firstTokenMs\":[9,1]}}                       | pace.firstTokenMs[2] | from 9",
    })
    void aWrongScriptNamesFilePlaceAndWayOut(String json, String place, String says) {
        var e = assertThrows(SimScriptException.class, () -> SimScript.parse("a.sim.json", json));
        assertTrue(e.getMessage().startsWith("a.sim.json"), e.getMessage());
        assertTrue(e.getMessage().contains(place), e.getMessage());
        assertTrue(e.getMessage().contains(says), e.getMessage());
    }

    private static String answer(String script, String key, int attempt) throws Exception {
        return answer(script, key, attempt, "prompt");
    }

    private static String answer(String script, String key, int attempt, String prompt) throws Exception {
        var call = FakeCall.of(key);
        return new SimulatedModel(SimScript.parse("a.sim.json", script), Pace.INSTANT)
                .call(Requests.text(prompt), new FakeCall(call.node(), key, attempt, 7)).text();
    }
}
