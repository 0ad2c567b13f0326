package dev.flowbench.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.plan.Planner;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.UnreadableDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents mangled by seed: each is read or refused with its reason, checked, written and planned; nothing else ever gets out. */
class DocumentFuzzTest {
    private static final String WHOLE = """
            { "flowbench": 1, "id": "desk", "name": "Desk", "inputs": { "type": "object", "required": ["x"],
                "properties": { "x": { "type": "string" } } },
              "models": { "m": { "provider": "openai", "model": "gpt-4.1", "fallback": ["n"] },
                "n": { "provider": "openai-compatible", "model": "q", "baseUrl": "http://localhost:1/v1" } },
              "tools": { "look": { "parameters": { "type": "object", "required": ["id"], "properties": { "id": {} } },
                  "effect": "read", "timeout": "PT5S", "fields": ["a.b"],
                  "http": { "method": "GET", "address": "https://a.example/{{id}}?x=1", "headers": { "X-A": "{{id}}" },
                    "body": "{ \\"a\\": {{id}} }", "secret": "KEY", "result": "$.a[0]" } },
                "mine": { "mcp": { "server": "s", "tool": "t" } }, "flow": { "subflow": { "file": "b.flow.json" } } },
              "state": { "seen": { "schema": { "type": "array" }, "merge": "append", "default": [] } },
              "budget": { "tokens": 1000, "costUsd": 0.5, "wallClock": "PT1M" },
              "nodes": [
                { "id": "ask", "kind": "llm", "model": "m", "maxOutputTokens": 50, "messages": [ { "role": "user", "text": "{{x}} {{#b}}y{{/b}}" } ],
                  "output": { "type": "object" }, "retry": { "attempts": 3 }, "timeout": "PT9S" },
                { "id": "route", "kind": "router", "routes": [ { "id": "a", "when": "size(v) > 3" } ] },
                { "id": "ops", "kind": "agent", "model": "m", "messages": [ { "role": "user", "text": "Go" } ],
                  "tools": [ { "tool": "look" }, { "tool": "flow" } ], "maxSteps": 3, "maxToolCalls": 3, "maxContextTokens": 900, "maxOutputTokens": 9 },
                { "id": "call", "kind": "tool", "tool": "look", "arguments": { "id": "{{ask}}" }, "maxResultChars": 9, "callTimeout": "PT1S" },
                { "id": "all", "kind": "map", "maxItems": 3, "concurrency": 2, "slots": { "body": { "nodes": [
                    { "id": "t", "kind": "transform", "template": "{{item}}", "maxChars": 9 } ], "wires": [] } } } ],
              "wires": [ "in.x -> ask.x", "ask.result -> route.v", "ask.result -> call.ask", "ask.result -> all.items", "all.result -> out.y" ],
              "layout": { "ask": [0, 0, 10, 10] } }
            """;
    private static final List<String> PIECES = List.of("null", "7", "-1", "1e999", "\"x\"", "\"\"", "[]", "{}",
            "[null]",
            "true", "99999999999999999999", "{\"a\":{\"a\":[]}}", "\"\\u0000\\ud800\"", "[[[[[[]]]]]]", ",", ":", "{",
            "}", "[", "]",
            "\"", "\\", "{{", "}}", "{{#a}}", "\n", "\u0000", "\ufeff", "\"kind\"", "\"nodes\"", "\"in.x -> out.y\"",
            "\"a -> a\"", "\"PT-1S\"", "\"P999999999999D\"", "\"read\"", "\"../../x\"", "\"subflow\"", "\"chain\"",
            "\"file\": \"desk.flow.json\"", "\"$ref\": \"#\"", "\"pattern\": \"(a+)+$\"");

    private final DocumentReader reader = new DocumentReader();

    @Test
    void nothingThatStandsInAFileGetsOut() {
        mangle(0, 10_000);
    }

    @Test
    @Tag("slow")
    void nothingThatStandsInAFileGetsOutEver() {
        mangle(Long.getLong("flowbench.from", 1_000_000), Long.getLong("flowbench.inputs", 1_000_000));
    }

    private void mangle(long from, long count) {
        int read = 0;
        for (long seed = from; seed < from + count; seed++) {
            read += handle(mangled(new Random(seed)), "seed " + seed) ? 1 : 0;
        }
        assertTrue(read > count / 20, "only " + read + " could be read");
    }

    private static byte[] mangled(Random random) {
        var text = new StringBuilder(WHOLE);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(random.nextInt(5) == 0 ? 200 : 12));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> value(random, text, at);
                default -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Another value where one stands, so that the file stays JSON. */
    private static void value(Random random, StringBuilder text, int at) {
        int begin = text.indexOf(": ", at);
        if (begin < 0) {
            return;
        }
        int end = begin + 2;
        if (end >= text.length()) {
            return;
        }
        if (text.charAt(end) == '"') {
            end = text.indexOf("\"", end + 1) + 1;
        } else {
            while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
                end++;
            }
        }
        if (end > begin + 2) {
            text.replace(begin + 2, end, PIECES.get(random.nextInt(14)));
        }
    }

    private boolean handle(byte[] bytes, String place) {
        Document document;
        try {
            document = reader.read(bytes);
        } catch (UnreadableDocument e) {
            assertFalse(e.what().isBlank() || e.what().contains("Exception"), () -> place + ": " + e.what());
            return false;
        }
        for (Problem problem : new Checks().of(document)) {
            assertFalse(problem.message().isBlank() || problem.message().contains("Exception"),
                    () -> place + ": " + problem.message());
            document.positions().locate(problem.pointer());
        }
        new DocumentWriter().write(document.workflow());
        try {
            Planner.plan(document.workflow());
        } catch (PlanException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank(), place);
        }
        return true;
    }
}
