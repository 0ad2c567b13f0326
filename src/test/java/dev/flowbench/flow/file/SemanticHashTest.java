package dev.flowbench.flow.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SemanticHashTest {
    private static final String FLOW = """
            {"flowbench": 1, "id": "w", "name": "Name",
             "models": {"a": {"provider": "openai", "model": "x", "temperature": 0.7}, "b": {"provider": "openai", "model": "y"}},
             "nodes": [
               {"id": "one", "kind": "llm", "title": "One", "model": "a", "maxOutputTokens": 800,
                "messages": [{"role": "system", "text": "s"}, {"role": "user", "text": "u"}], "x": 1, "y": 2},
               {"id": "two", "kind": "chain", "slots": {"body": {"nodes": [{"id": "in-two", "kind": "transform",
                "template": "t", "title": "T"}]}}},
               {"id": "remark", "kind": "note", "text": "hello"}],
             "wires": ["one.result -> two.when", "two.result -> out.result"], "layout": {"one": [1, 2]}}""";

    private static String hash(String text) throws UnreadableDocument {
        return SemanticHash.of(new DocumentReader().read(text).workflow());
    }

    private static void same(String from, String to) throws UnreadableDocument {
        assertTrue(FLOW.contains(from), from);
        assertEquals(hash(FLOW), hash(FLOW.replace(from, to)), to);
    }

    private static void differs(String from, String to) throws UnreadableDocument {
        assertTrue(FLOW.contains(from), from);
        assertNotEquals(hash(FLOW), hash(FLOW.replace(from, to)), to);
    }

    @Test
    void whatOnlyPeopleSeeDoesNotCount() throws UnreadableDocument {
        same("\"Name\"", "\"Other\"");
        same("[1, 2]", "[3, 4]");
        same("\"title\": \"One\"", "\"title\": \"Uno\", \"note\": \"n\"");
        same("\"title\": \"T\"", "\"title\": \"S\"");
        same("hello", "bye");
        same("\"x\": 1, \"y\": 2", "\"y\": 2, \"x\": 1");
        same("0.7}", "0.70}");
        same("\"one.result -> two.when\", \"two.result -> out.result\"",
                "\"two.result -> out.result\", \"one.result -> two.when\"");
    }

    @Test
    void whatChangesARunCounts() throws UnreadableDocument {
        differs("800", "801");
        differs("\"template\": \"t\"", "\"template\": \"tt\"");
        differs("{\"role\": \"system\", \"text\": \"s\"}, {\"role\": \"user\", \"text\": \"u\"}",
                "{\"role\": \"user\", \"text\": \"u\"}, {\"role\": \"system\", \"text\": \"s\"}");
        differs("0.7}", "0.8}");
        differs("\"x\": 1", "\"x\": 3");
        differs("\"one.result -> two.when\", ", "");
    }

    @Test
    void itStaysTheSameFromReleaseToRelease() throws UnreadableDocument {
        assertEquals(64, hash(FLOW).length());
        assertEquals("c080d8ac42afb64e132baa102db2e5c39666b4f5ee2e9b3e846d0236c7ba4d0a", hash(FLOW));
    }
}
