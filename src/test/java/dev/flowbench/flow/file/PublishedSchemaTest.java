package dev.flowbench.flow.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublishedSchemaTest {
    private static final String FLOW = """
            {"flowbench": 1, "id": "w", "x-own": 5,
             "models": {"m": {"provider": "openai", "model": "x", "temperature": 0.70}},
             "nodes": [
               {"id": "vote", "kind": "parallel", "votes": 3, "rule": "majority", "maxBranches": 5, "branchTimeout": "PT1M",
                "branches": [{"id": "one", "nodes": [
                  {"id": "judge", "kind": "llm", "model": "m", "maxOutputTokens": %s,
                   "messages": [{"role": "%s", "text": "x", "more": 1}], "output": {"type": "object"}}]}],
                "slots": {"aggregator": {"nodes": [{"id": "t", "kind": "%s", "template": "x", "maxChars": 9}]}}}],
             "wires": ["%s"], "layout": {"vote": [1, 2]}}""";

    private final JsonSchema schema = schema();

    private static JsonSchema schema() {
        try {
            return JsonSchema.of(PublishedSchema.json());
        } catch (SchemaException e) {
            throw new AssertionError(e);
        }
    }

    private boolean fits(Object... holes) throws UnreadableDocument {
        return schema.validate(Json.read(FLOW.formatted(holes))).isEmpty();
    }

    @Test
    void tellsRightFromWrong() throws UnreadableDocument {
        assertEquals(List.of(),
                schema.validate(Json.read(FLOW.formatted("800", "user", "transform", "in.a -> vote.when"))));
        assertTrue(fits("800", "user", "teleport", "in.a -> vote.when"));
        assertFalse(fits("\"many\"", "user", "transform", "in.a -> vote.when"));
        assertFalse(fits("0", "user", "transform", "in.a -> vote.when"));
        assertFalse(fits("800", "nobody", "transform", "in.a -> vote.when"));
        assertFalse(fits("800", "user", "transform", "in.a to vote.when"));
        assertFalse(schema.validate(Json.read("{\"id\": \"w\"}")).isEmpty());
    }

    @Test
    void everyKindIsDescribed() {
        JsonNode definitions = PublishedSchema.json().get("$defs");
        for (Shape kind : Shape.kinds()) {
            assertTrue(definitions.path(kind.kind()).path("description").asText().length() > 20, kind.kind());
        }
        for (JsonNode definition : definitions) {
            definition.path("properties").properties().forEach(property -> {
                assertFalse(property.getValue().path("title").asText().isEmpty(), property.getKey());
                assertFalse(property.getValue().path("description").asText().isEmpty(), property.getKey());
            });
        }
    }

    @Test
    void theSamplesFitAndAreCanonical() throws IOException, UnreadableDocument {
        Path samples = Path.of("sample-workflows");
        try (Stream<Path> files = Files.isDirectory(samples) ? Files.walk(samples) : Stream.empty()) {
            for (Path file : files.filter(path -> path.toString().endsWith(".flow.json")).toList()) {
                String text = Files.readString(file);
                assertEquals(List.of(), schema.validate(Json.read(text)), file.toString());
                assertTrue(new DocumentReader().read(text).canonical(), file + " is not canonical");
            }
        }
    }
}
