package dev.flowbench.model.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedModelTest {
    private static final String SCORE = """
            {"type":"object","required":["score","feedback"],"properties":{
              "score":{"type":"number","minimum":0,"maximum":1},"feedback":{"type":"string"}}}""";

    private final SimulatedModel model = new SimulatedModel(SimScript.NONE, Pace.INSTANT);

    @Test
    void answersDependOnSeedStepAndAttemptAlone() throws ModelException {
        ModelRequest request = Requests.text("Write release notes for the scheduler and its journal.");
        String first = model.call(request, new FakeCall("draft", "draft", 1, 7)).text();

        assertEquals(first, model.call(request, new FakeCall("draft", "draft", 1, 7)).text());
        assertEquals(first, new SimulatedModel(SimScript.NONE, Pace.WATCHABLE)
                .call(request, new FakeCall("draft", "draft", 1, 7)).text());
        assertNotEquals(first, model.call(request, new FakeCall("draft", "draft", 1, 8)).text());
        assertNotEquals(first, model.call(request, new FakeCall("draft", "draft", 2, 7)).text());
        assertNotEquals(first, model.call(request, new FakeCall("draft", "draft~2", 1, 7)).text());
    }

    @Test
    void orderAndThreadsChangeNothing() throws ModelException {
        ModelRequest request = Requests.json("Judge this draft about journals.", SCORE);
        var inOrder = new ArrayList<String>();
        for (int i = 0; i < 64; i++) inOrder.add(model.call(request, FakeCall.of("vote#" + i + "/judge")).text());
        List<String> atOnce = IntStream.range(0, 64).parallel().mapToObj(i -> {
            try {
                return model.call(request, FakeCall.of("vote#" + i + "/judge")).text();
            } catch (ModelException e) {
                throw new AssertionError(e);
            }
        }).toList();
        assertEquals(inOrder, atOnce);
    }

    @Test
    void textSpeaksOfThePrompt() throws ModelException {
        String text = model.call(Requests.text("Summarise the quarterly invoices of Contoso, invoices first."),
                FakeCall.of("sum")).text();
        assertTrue(text.toLowerCase(java.util.Locale.ROOT).contains("invoices"), text);
    }

    @Test
    void streamsWhatItAnswersAtAPaceToWatch() throws ModelException {
        var call = FakeCall.of("draft");
        ModelReply reply = new SimulatedModel(SimScript.NONE, Pace.WATCHABLE).call(
                Requests.text("Write about the café, über alles 😀 and journals."), call);
        assertEquals(reply.text(), call.text());
        assertTrue(call.deltas() > 5);
        assertTrue(call.slept().compareTo(Duration.ofMillis(300)) > 0);
        assertTrue(reply.firstTokenMicros() >= 300_000 && reply.firstTokenMicros() <= 900_000);
    }

    @Test
    void usageStaysInsideTheBound() throws ModelException {
        ModelRequest request = Requests.json("Prüfe 東京 and the rest.", SCORE);
        ModelReply.Usage usage = model.call(request, FakeCall.of("judge")).usage();
        assertNotNull(usage);
        assertTrue(usage.input() > 0 && usage.input() <= model.inputBound(request));
        assertTrue(usage.output() > 0 && usage.output() <= request.maxOutputTokens());
    }

    @Test
    void anAnswerOverTheCapIsCutAndSaysSo() throws ModelException {
        ModelReply reply = model.call(Requests.of("Write much about journals, schedulers, ledgers.", null, 10),
                FakeCall.of("draft"));
        assertEquals(Finish.LENGTH, reply.finish());
        assertTrue(reply.text().length() <= 40);
        assertEquals(10, reply.usage().output());
    }

    @Test
    void scoresRiseWithRounds() throws ModelException {
        for (long seed = 0; seed < 50; seed++) {
            double before = 0;
            for (int round = 1; round <= 3; round++) {
                var call = new FakeCall("judge", "polish/evaluator#" + round + "/judge", 1, seed);
                double score = Requests.tree(model.call(Requests.json("Judge it.", SCORE), call).text())
                        .get("score").doubleValue();
                assertTrue(score > before && score <= 1, score + " after " + before);
                before = score;
            }
        }
    }

    @Test
    void aChoiceFollowsWhatTheUserWrote() throws ModelException {
        String schema = """
                {"type":"object","required":["route"],"properties":{"route":{"enum":["billing","technical","sales"]}}}""";
        for (long seed = 0; seed < 20; seed++) {
            String text = model.call(Requests.json("My billing address is wrong.", schema),
                    new FakeCall("route", "route", 1, seed)).text();
            assertEquals("billing", Requests.tree(text).get("route").asText());
        }
    }

    @Test
    void everySchemaIsHonoured() throws ModelException {
        var schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (int seed = 0; seed < 3000; seed++) {
            JsonNode schema = new RandomSchema(seed).next();
            ModelRequest request = Requests.of("Look at the harbour crane and its permit.", schema, 100_000);
            String text = model.call(request, new FakeCall("n", "n#" + (1 + seed % 4), 1, seed)).text();
            var errors = schemas.getSchema(schema).validate(Requests.tree(text));
            assertTrue(errors.isEmpty(), () -> errors + "\n" + text + "\n" + schema);
        }
    }

    @Test
    void aSchemaThatHoldsItselfEnds() throws ModelException {
        String schema = """
                {"type":"object","required":["name","children"],"properties":{"name":{"type":"string"},
                 "children":{"type":"array","items":{"$ref":"#"}}}}""";
        assertTrue(Requests.tree(model.call(Requests.json("A tree of parts.", schema), FakeCall.of("n")).text())
                .has("children"));
    }

    @Test
    void cancelledMeansCancelled() {
        var call = FakeCall.of("draft");
        call.onDelta(_ -> call.cancel());
        ModelException e = assertThrows(ModelException.class,
                () -> new SimulatedModel(SimScript.NONE, Pace.WATCHABLE).call(Requests.text("Write about journals."),
                        call));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertFalse(call.text().isEmpty());
    }

    @Test
    void faultsFailAsTheRealOnesDo() throws Exception {
        assertEquals(ErrorCode.NET_CONNECT, failure("unreachable").code());
        assertEquals(ErrorCode.TIMEOUT, failure("timeout").code());
        assertEquals(ErrorCode.PROVIDER_ERROR, failure("server-error").code());
        assertEquals(ErrorCode.AUTH, failure("auth").code());
        assertEquals(2000, failure("rate-limit").retryAfterMillis());
        assertNotNull(failure("refusal").usage());
        ModelException cut = failure("cut");
        assertEquals(ErrorCode.NET_LOST, cut.code());
        assertFalse(cut.partialText().isEmpty());
        for (SimFault fault : SimFault.values()) {
            if (fault.ordinal() < SimFault.MALFORMED.ordinal() || fault == SimFault.REFUSAL) {
                ModelException e = failure(fault.id());
                assertTrue(e.getMessage().contains(fault.id()) && e.getMessage().contains("gpt-4.1-mini"));
                assertFalse(e.wayOut().isEmpty());
            }
        }
    }

    @Test
    void faultsSpoilTheAnswer() throws Exception {
        assertThrows(AssertionError.class, () -> Requests.tree(spoilt("malformed").text() + "!"));
        assertTrue(Requests.tree(spoilt("wrong-schema").text()).isArray());
        assertEquals("", spoilt("empty").text());
        assertEquals(Finish.LENGTH, spoilt("truncated").finish());
        assertNull(spoilt("no-usage").usage());
    }

    private static ModelException failure(String fault) throws SimScriptException {
        return assertThrows(ModelException.class, () -> scripted(fault, Pace.WATCHABLE), fault);
    }

    private static ModelReply spoilt(String fault) throws Exception { return scripted(fault, Pace.INSTANT); }

    private static ModelReply scripted(String fault, Pace pace) throws Exception {
        var script = SimScript.parse("a.sim.json", "{\"answers\":{\"n\":[{\"fault\":\"" + fault + "\"}]}}");
        return new SimulatedModel(script, pace).call(Requests.json("Judge the permit.", SCORE), FakeCall.of("n"));
    }
}
