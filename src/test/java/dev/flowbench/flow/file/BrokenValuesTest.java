package dev.flowbench.flow.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.check.Checks;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands where something else belongs: it opens, nothing is lost, and it is explained. */
class BrokenValuesTest {
    private static final List<String> WRONG = List.of("5", "-1", "1.5", "1E400", "null", "true", "\"\"", "\"text\"",
            "\"{{\"", "[]", "{}", "[[1]]", "{\"id\":5}", "[null]", "{\"nodes\":7,\"wires\":{}}", "{\"a\":{\"b\":[]}}",
            "\"PT1H\"");

    private final DocumentReader reader = new DocumentReader();
    private final DocumentWriter writer = new DocumentWriter();
    private final Checks checks = new Checks();

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void opensSavesAndIsChecked(long seed) throws UnreadableDocument {
        var random = new Random(seed);
        JsonNode json = Json.read(writer.write(new RandomWorkflows(seed).workflow()));
        for (int i = 0; i < 3; i++) {
            spoil((ObjectNode) json, random);
        }
        if (!json.has("flowbench") && !json.has("nodes")) {
            return;
        }
        Document document = reader.read(Json.write(json));
        String once = writer.write(document.workflow());
        Document again = reader.read(once);
        assertEquals(document.workflow(), again.workflow());
        assertEquals(once, writer.write(again.workflow()));
        for (Problem problem : checks.of(document)) {
            assertFalse(problem.message().isBlank() || problem.wayOut().isBlank(), problem.toString());
            document.positions().locate(problem.pointer());
        }
        checks.of(document.workflow());
        checks.beforeRun(document.workflow());
        SemanticHash.of(document.workflow());
    }

    private static void spoil(ObjectNode document, Random random) throws UnreadableDocument {
        var containers = new ArrayList<JsonNode>();
        collect(document, containers);
        JsonNode wrong = Json.read(WRONG.get(random.nextInt(WRONG.size())));
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, wrong);
            }
        } else if (container instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), wrong);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        containers.add(node);
        node.forEach(child -> {
            if (child.isContainerNode()) {
                collect(child, containers);
            }
        });
    }

    @Test
    void whatAnOlderVersionWroteIsBroughtUp() {
        var renamed = new Migrations(List.of(document -> {
            ObjectNode copy = document.deepCopy();
            copy.set("name", copy.remove("label"));
            return copy;
        }));
        ObjectNode old = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        old.put("flowbench", 1).put("label", "x");
        ObjectNode migrated = renamed.migrate(old, 1);
        assertEquals("{\"flowbench\":2,\"name\":\"x\"}", migrated.toString());
        assertTrue(old.has("label"), "a migration leaves its input alone");
        assertEquals(Workflow.VERSION, Migrations.ALL.steps().size() + 1, "one step for each older version");
    }
}
