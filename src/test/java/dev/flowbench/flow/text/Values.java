package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values for tests, written as JSON with single quotes. */
final class Values {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Values() {
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static Function<String, @Nullable JsonNode> of(String object) {
        var values = json(object);
        return values::get;
    }
}
