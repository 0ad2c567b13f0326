package dev.flowbench.model.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Requests;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static final String ROUTE = """
            {"type":"object","required":["route","confidence"],"properties":{
              "route":{"type":"string","enum":["billing","technical","general"]},"confidence":{"type":"number"}}}""";
    private static final String PLAN = """
            {"type":"object","required":["subtasks"],"properties":{"subtasks":{"type":"array","minItems":2,"maxItems":3,
              "items":{"type":"object","required":["id","task"],"properties":{"id":{"type":"string"},"task":{"type":"string"}}}}}}""";
    private static final String TIER = """
            {"type":"object","properties":{"answer":{"type":"string"},"escalateTo":{"type":["string","null"]},"reason":{"type":"string"}}}""";

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void ratesAreMetAboutAsOftenAsTheySay() {
        var faults = Faults.of("timeout=0.1, rate-limit=0.05, empty=0.2");
        var met = new EnumMap<SimFault, Integer>(SimFault.class);
        ModelRequest request = Requests.text("hello");
        for (int i = 0; i < 20_000; i++) {
            faults.at(7, "draft~" + i, "draft", 1, request).ifPresent(fault -> met.merge(fault, 1, Integer::sum));
        }
        assertEquals(EnumSet.of(SimFault.TIMEOUT, SimFault.RATE_LIMIT, SimFault.EMPTY), met.keySet());
        Map<SimFault, Double> expected = Map.of(SimFault.TIMEOUT, 0.1, SimFault.RATE_LIMIT, 0.05, SimFault.EMPTY, 0.2);
        expected.forEach((fault, rate) -> assertEquals(rate,
                Objects.requireNonNull(met.get(fault)) / 20_000.0, 0.01, fault.id()));
    }

    @Test
    void theSameSeedMeetsTheSameFaults() {
        var faults = Faults.of("timeout=0.5");
        ModelRequest request = Requests.text("hello");
        boolean other = false;
        for (int i = 0; i < 100; i++) {
            assertEquals(faults.at(1, "a~" + i, "a", 1, request), faults.at(1, "a~" + i, "a", 1, request));
            other |= !faults.at(1, "a~" + i, "a", 1, request).equals(faults.at(2, "a~" + i, "a", 1, request));
        }
        assertTrue(other, "another seed meets others");
    }

    @Test
    void whatIsSaidOfANodeHoldsForItAlone() {
        var faults = Faults.of("timeout=0.0000001,draft.timeout=1");
        ModelRequest request = Requests.text("hello");
        assertEquals(SimFault.TIMEOUT, faults.at(1, "draft", "draft", 1, request).orElseThrow());
        assertTrue(faults.at(1, "judge", "judge", 1, request).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout", "timeout=", "timeout=x", "timeout=0", "timeout=-1", "timeout=1.5", "flood=0.1",
        "=0.5", "timeout=0.6,empty=0.6", "draft.timeout=0.9,empty=0.2"})
    void whatIsNoRateIsSaidToBeNone(String typed) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Faults.of(typed));
        assertFalse(String.valueOf(refused.getMessage()).isBlank());
    }

    @Test
    void whatWasTypedIsKept() {
        assertEquals("malformed=0.05,draft.timeout=0.5", Faults.of(" malformed=0.05 , draft.timeout=0.5,").toString());
        assertEquals(Faults.NONE, Faults.of(""));
    }

    @ParameterizedTest
    @EnumSource(SimFault.class)
    void everyFaultCanBeAskedFor(SimFault fault) {
        assertEquals(fault, Faults.of(fault.id() + "=1").rates().getFirst().fault());
    }

    @Test
    void aRouterIsMisledWithConfidence() throws ModelException, java.io.IOException {
        ModelRequest request = Requests.json("Where does this invoice go?", ROUTE);
        JsonNode right = json.readTree(answer("", request));
        JsonNode wrong = json.readTree(answer("misroute=1", request));
        assertFalse(right.path("route").equals(wrong.path("route")));
        assertTrue(wrong.path("confidence").asDouble() > 0.9);
    }

    @Test
    void aPlanGrowsTooLong() throws ModelException, java.io.IOException {
        ModelRequest request = Requests.json("Plan this.", PLAN);
        int usual = json.readTree(answer("", request)).path("subtasks").size();
        assertEquals(4 * usual, json.readTree(answer("long-plan=1", request)).path("subtasks").size());
    }

    @Test
    void aTierHandsOnTooEagerly() throws ModelException, java.io.IOException {
        JsonNode answer = json.readTree(answer("escalate=1", Requests.json("Answer this.", TIER)));
        assertTrue(answer.hasNonNull("escalateTo") && answer.hasNonNull("reason"), answer.toString());
    }

    @Test
    void usageIsLiedAbout() throws ModelException {
        ModelRequest request = Requests.text("hello");
        ModelReply reply = model("lying-usage=1").call(request, new FakeCall("draft", "draft", 1, 7));
        assertTrue(Objects.requireNonNull(reply.usage()).output() > request.maxOutputTokens());
    }

    @Test
    void whatDoesNotFitARequestIsNotMet() {
        ModelRequest text = Requests.text("hello");
        for (String fault : new String[]{"misroute", "long-plan", "escalate", "loop", "wrong-schema"}) {
            assertTrue(Faults.of(fault + "=1").at(1, "a", "a", 1, text).isEmpty(), fault);
        }
    }

    private String answer(String faults, ModelRequest request) throws ModelException {
        return model(faults).call(request, new FakeCall("draft", "draft", 1, 7)).text();
    }

    private static SimulatedModel model(String faults) {
        return new SimulatedModel(SimScript.NONE, Pace.INSTANT, Faults.of(faults));
    }
}
