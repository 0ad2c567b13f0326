package dev.flowbench.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.schema.JsonSchema;
import java.util.List;
import java.util.Set;

/** Calls tools as the engine does: arguments and results are held against their schemas. */
abstract class ToolTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Tools with numbers that this mapper reads less exactly than the journal. */
    private static final Set<String> NUMBERS = Set.of("calculator", "json-query");

    abstract Tools tools();

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('`', '"'));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    final JsonNode call(String name, JsonNode arguments, Tool.Call call) throws Exception {
        Tool tool = tools().tool(name).orElseThrow();
        assertEquals(List.of(), JsonSchema.of(tool.definition().parameters()).validate(arguments));
        JsonNode result = tool.call(arguments, call);
        assertEquals(List.of(), JsonSchema.of(tool.definition().result()).validate(result));
        if (!NUMBERS.contains(name)) {
            assertEquals(MAPPER.readTree(result.toString()), result, "a replay reads the same from the journal");
        }
        return result;
    }

    final ToolException fault(String name, JsonNode arguments, Tool.Call call) {
        Tool tool = tools().tool(name).orElseThrow();
        var fault = assertThrows(ToolException.class, () -> tool.call(arguments, call), arguments::toString);
        assertFalse(fault.getMessage().isBlank());
        assertFalse(fault.wayOut().isBlank());
        assertFalse((fault.getMessage() + fault.wayOut()).matches("(?s).*\\{\\d}.*"), fault::getMessage);
        return fault;
    }

    final ErrorCode code(String name, JsonNode arguments, Tool.Call call) {
        return fault(name, arguments, call).code();
    }
}
