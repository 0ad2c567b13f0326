package dev.flowbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static Worst worst(String budget) throws Exception {
        Workflow workflow = new DocumentReader().read("""
                {
                  "flowbench": 1,
                  "id": "a",
                  BUDGET
                  "models": { "m": { "provider": "openai", "model": "gpt-4.1-mini" } },
                  "nodes": [
                    { "id": "pick", "kind": "router", "routes": [ { "id": "one", "when": "value == '1'" } ] },
                    { "id": "first", "kind": "llm", "model": "m", "messages": [ { "role": "user", "text": "{{x}}" } ],
                      "maxOutputTokens": 50, "retry": { "attempts": 8 } },
                    { "id": "look", "kind": "tool", "tool": "read-file", "arguments": { "path": "a" },
                      "retry": { "attempts": 4 }, "maxResultChars": 100, "callTimeout": "PT1S" }
                  ],
                  "wires": [ "pick.one -> first.x" ]
                }
                """.replace("BUDGET", budget)).workflow();
        return Preflight.of(workflow, Map.of(), Prices.free("none")).getFirst().worst();
    }

    @Test
    void callsAreCountedWithEveryTryAndARouterByRulesMakesNone() throws Exception {
        assertEquals(8, worst("").of(Worst.Measure.CALLS));
        assertEquals(4, worst("").of(Worst.Measure.TOOL_CALLS));
    }

    /** A step counts once however often it is tried: with one step, all tries of the model may be made. */
    @Test
    void aCapOnStepsBoundsTheCallsOfThatManySteps() throws Exception {
        assertEquals(8, worst("\"budget\": { \"steps\": 1 },").of(Worst.Measure.CALLS));
        assertEquals(0, worst("\"budget\": { \"steps\": 0 },").of(Worst.Measure.CALLS));
        assertEquals(4, worst("\"budget\": { \"toolCalls\": 1 },").of(Worst.Measure.TOOL_CALLS));
        assertEquals(0, worst("\"budget\": { \"toolCalls\": 0 },").of(Worst.Measure.TOOL_CALLS));
    }
}
