package dev.flowbench.model.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Requests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimToolsTest {
    private static final ToolSpec CALCULATOR = new ToolSpec("calculator", "Computes.", Requests.tree("""
            {"type":"object","required":["expression"],"additionalProperties":false,
             "properties":{"expression":{"type":"string","maxLength":200}}}"""));
    private static final ToolSpec CLOCK = new ToolSpec("clock", "Tells the time.",
            Requests.tree("{\"type\":\"object\",\"additionalProperties\":false}"));

    private static ModelRequest request(List<Turn> messages) {
        return new ModelRequest("m", "openai", "gpt", null, null, messages, null, 500, null,
                List.of(CALCULATOR, CLOCK), null);
    }

    @Test
    void withoutAScriptItCallsAndThenAnswers() throws Exception {
        var model = new SimulatedModel(SimScript.NONE, Pace.INSTANT);
        for (int seed = 0; seed < 50; seed++) {
            var messages = new ArrayList<Turn>(List.of(new Turn(Role.USER, "Ask the calculator what it comes to.")));
            int calls = 0;
            ModelReply reply = model.call(request(messages), new FakeCall("ops", "ops/turn#1/model", 1, seed));
            while (!reply.toolCalls().isEmpty()) {
                ToolUse use = reply.toolCalls().getFirst();
                assertEquals(ModelReply.Finish.TOOL_CALL, reply.finish());
                assertEquals("calculator", use.tool(), "the one that the prompt speaks of");
                assertTrue(JsonSchema.of(CALCULATOR.parameters()).validate(use.arguments()).isEmpty());
                messages.add(new Turn(Role.ASSISTANT, reply.text(), reply.toolCalls(), null));
                messages.add(new Turn(Role.USER, "7", List.of(), use.id()));
                calls++;
                reply = model.call(request(messages),
                        new FakeCall("ops", "ops/turn#" + (calls + 1) + "/model", 1, seed));
            }
            assertTrue(calls >= 1 && calls <= 2, "calls: " + calls);
            assertTrue(!reply.text().isBlank());
        }
    }

    @Test
    void aScriptSaysWhatIsCalledInWhichTurn() throws Exception {
        SimScript script = SimScript.parse("x.sim.json", """
                {"answers":{"ops":[
                  {"tool":"calculator","arguments":{"expression":"6*7"}},
                  [{"tool":"clock"},{"tool":"calculator","arguments":{"expression":"1"}}],
                  {"text":"It is 42."}]}}""");
        var model = new SimulatedModel(script, Pace.INSTANT);
        var task = List.of(new Turn(Role.USER, "Go."));
        ModelReply first = model.call(request(task), new FakeCall("ops", "ops/turn#1/model", 1, 1));
        assertEquals("6*7", first.toolCalls().getFirst().arguments().path("expression").asText());
        ModelReply second = model.call(request(task), new FakeCall("ops", "ops/turn#2/model", 1, 1));
        assertEquals(List.of("clock", "calculator"), second.toolCalls().stream().map(ToolUse::tool).toList());
        assertEquals(2, second.toolCalls().stream().map(ToolUse::id).distinct().count());
        ModelReply third = model.call(request(task), new FakeCall("ops", "ops/turn#3/model", 1, 1));
        assertEquals("It is 42.", third.text());
        assertTrue(third.toolCalls().isEmpty());
    }

    @Test
    void aCallWithoutAToolIsAMistakeOfTheScript() {
        assertThrows(SimScriptException.class,
                () -> SimScript.parse("x.sim.json", "{\"answers\":{\"ops\":[{\"arguments\":{}}]}}"));
    }
}
