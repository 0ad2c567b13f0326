package dev.flowbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** As in a run: a server on this machine costs nothing, whatever its model is called; what may stand in counts. */
    @Test
    void aModelOnThisMachineIsFreeAndTheDearestThatMayStandInCounts() throws Exception {
        assertEquals(0, cost("\"baseUrl\": \"http://localhost:11434/v1\""));
        assertEquals(0, cost("\"baseUrl\": \"http://127.0.0.1:8000\""));
        assertEquals(0, cost("\"baseUrl\": \"http://[::1]:8000/v1\""));
        assertEquals(Worst.OPEN, cost("\"baseUrl\": \"https://example.org/v1\""));
        assertEquals(2 * cost("\"x\": 1, \"fallback\": [ \"cheap\" ]", "cheap"),
                cost("\"x\": 1, \"fallback\": [ \"dear\" ]", "cheap"));
    }

    /** What a request can reach of the dearer rates counts; a token of context is three bytes, and may be three tokens. */
    @Test
    void theDearerTierCountsWhereARequestCanReachIt() throws Exception {
        String agent = """
                {"flowbench": 1, "id": "a", "models": {"m": {"provider": "openai", "model": "tiered"}}, "nodes": [
                 {"id": "a", "kind": "agent", "model": "m", "maxSteps": 1, "maxToolCalls": 0, "maxContextTokens": %d,
                  "maxOutputTokens": 10, "messages": [{"role": "user", "text": "x"}]}]}""";
        assertEquals(6 * (1_000 + 10), cost(new DocumentReader().read(agent.formatted(1_000)).workflow()));
        assertEquals(6 * (1_001 * 5 + 10 * 7), cost(new DocumentReader().read(agent.formatted(1_001)).workflow()));
    }

    private static long cost(String more) throws Exception {
        return cost(more, "unknown");
    }

    private static long cost(String more, String model) throws Exception {
        Workflow workflow = new DocumentReader().read("""
                {
                  "flowbench": 1,
                  "id": "a",
                  "models": { "m": { "provider": "p", "model": "MODEL", MORE },
                    "cheap": { "provider": "p", "model": "cheap" }, "dear": { "provider": "p", "model": "dear" } },
                  "nodes": [ { "id": "first", "kind": "llm", "model": "m", "maxOutputTokens": 50, "budget": { "tokens": 1000 },
                    "messages": [ { "role": "user", "text": "Hi" } ] } ]
                }
                """.replace("MODEL", model).replace("MORE", more)).workflow();
        return cost(workflow);
    }

    private static long cost(Workflow workflow) {
        return Preflight.of(workflow, Map.of(), new Prices() {
            @Override
            public String table() {
                return "test";
            }

            @Override
            public Optional<Price> price(String provider, String name) {
                return switch (name) {
                    case "cheap" -> Optional.of(new Price(1_000_000, 0, 0, 1_000_000));
                    case "tiered" -> Optional.of(new Price(1_000_000, 0, 0, 1_000_000, 1_000_000,
                            List.of(new Prices.Tier(3_000, new Price(5_000_000, 0, 0, 7_000_000)))));
                    case "dear" -> Optional.of(new Price(2_000_000, 0, 0, 2_000_000));
                    default -> Optional.empty();
                };
            }
        }).getFirst().worst().of(Worst.Measure.COST);
    }
}
