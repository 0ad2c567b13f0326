package dev.flowbench.model.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.model.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In a simulated run no tool does anything real but read and compute. */
class SimulatedToolsTest {
    private static final JsonNode ANY = Requests.tree("{\"type\":\"object\"}");
    private static final JsonNode RECEIPT = Requests.tree("""
            {"type":"object","required":["to","number"],"properties":
             {"to":{"type":"string"},"number":{"type":"integer","minimum":100,"maximum":999}}}""");
    private static final JsonNode ARGUMENTS = Requests.tree("{\"to\":\"ann\",\"body\":\"The tent is torn.\"}");

    private final List<String> done = new ArrayList<>();

    private Tool real(String name, @Nullable JsonNode result, EffectClass effect, boolean local) {
        var definition = new Tool.Definition(name, "Does it.", ANY, result, effect, false, local);
        return new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) {
                done.add(name);
                return arguments;
            }
        };
    }

    private Tools simulated(SimScript script, long seed, Tool... tools) {
        return new SimulatedTools(() -> List.of(tools), script, seed);
    }

    @Test
    void onlyWhatChangesNothingAndStaysHereIsReal() throws Exception {
        for (EffectClass effect : EffectClass.values()) {
            for (boolean local : new boolean[]{true, false}) {
                Tool tool = simulated(SimScript.NONE, 1, real("it", null, effect, local)).tool("it").orElseThrow();
                boolean real = local && (effect == EffectClass.PURE || effect == EffectClass.READ);
                assertEquals(real, !tool.simulated());
                tool.call(ARGUMENTS, new At("n", "n", 1));
                assertEquals(real ? List.of("it") : List.of(), done, effect + " " + local);
                done.clear();
            }
        }
    }

    @Test
    void aToolOfWhichNothingIsSaidMayReachAnything() {
        var definition = new Tool.Definition("it", "", ANY, null, EffectClass.READ, false);
        assertFalse(definition.local());
    }

    @Test
    void theResultIsOfItsSchemaRepeatsTheArgumentsAndDependsOnSeedAndStepOnly() throws Exception {
        Tool send = real("send", RECEIPT, EffectClass.NON_IDEMPOTENT, true);
        JsonNode first = call(simulated(SimScript.NONE, 7, send), "each#1/send", 1);
        assertEquals("ann", first.path("to").asText());
        assertEquals(List.of(), JsonSchema.of(RECEIPT).validate(first));
        assertEquals(first, call(simulated(SimScript.NONE, 7, send), "each#1/send", 3), "whatever the attempt");
        assertNotEquals(first, call(simulated(SimScript.NONE, 7, send), "each#2/send", 1));
        assertNotEquals(first, call(simulated(SimScript.NONE, 8, send), "each#1/send", 1));
        assertEquals(List.of(), done);
    }

    @Test
    void whateverTheSchemaTheResultSatisfiesIt() throws Exception {
        for (int i = 0; i < 300; i++) {
            JsonNode schema = new RandomSchema(i).next();
            JsonNode result = call(simulated(SimScript.NONE, i, real("send", schema, EffectClass.IDEMPOTENT, true)),
                    "send", 1);
            assertEquals(List.of(), JsonSchema.of(schema).validate(result), () -> schema + " " + result);
        }
    }

    @Test
    void aScriptSaysWhatANodesToolGivesAndWhatAnAgents() throws Exception {
        SimScript script = SimScript.parse("x.sim.json", """
                {"answers":{
                  "send":[{"when":"torn","json":{"to":"torn","number":100}},{"json":{"to":"else","number":200}}],
                  "ops":[{"text":"an answer of its model"}],
                  "ops/send":[{"json":{"to":"first turn","number":300}},{"text":"second turn"}]}}""");
        Tools tools = simulated(script, 1, real("send", RECEIPT, EffectClass.NON_IDEMPOTENT, true));
        assertEquals(100, call(tools, "send", 1).path("number").asInt());
        Tool send = tools.tool("send").orElseThrow();
        assertEquals(200, send.call(Requests.tree("{}"), new At("send", "send", 1)).path("number").asInt());
        assertEquals("first turn", send.call(ARGUMENTS, new At("ops", "ops/turn#1/tool#1", 1)).path("to").asText());
        assertEquals("second turn", send.call(ARGUMENTS, new At("ops", "ops/turn#2/tool#1", 1)).asText());
        assertTrue(script.nodes().containsAll(List.of("ops", "send")) && script.nodes().size() == 2);
    }

    @Test
    void aScriptMakesAToolFailAndThenWork() throws Exception {
        SimScript script = SimScript.parse("x.sim.json", """
                {"answers":{"send":[{"fault":"server-error"},{"json":{"to":"ann","number":100}}]}}""");
        Tools tools = simulated(script, 1, real("send", RECEIPT, EffectClass.IDEMPOTENT, true));
        var failed = assertThrows(ToolException.class, () -> call(tools, "send", 1));
        assertEquals(ErrorCode.TOOL_ERROR, failed.code());
        assertTrue(failed.getMessage().contains("send"), failed.getMessage());
        assertEquals(100, call(tools, "send", 2).path("number").asInt());
    }

    private static JsonNode call(Tools tools, String step, int attempt) throws ToolException {
        return tools.tool("send").orElseThrow().call(ARGUMENTS, new At("send", step, attempt));
    }

    private record At(String node, String stepKey, int attempt) implements Tool.Call {
        @Override
        public String run() {
            return "run";
        }

        @Override
        public String idempotencyKey() {
            return "key";
        }

        @Override
        public @Nullable JsonNode config() {
            return null;
        }

        @Override
        public long epochMicros() {
            return 0;
        }

        @Override
        public Duration timeLeft() {
            return Duration.ofSeconds(30);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable hook) {}
    }
}
