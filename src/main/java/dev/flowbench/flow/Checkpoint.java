package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a value and the state against rules between phases; passes it on, or fails its frame.
 *
 * @param schema JSON Schema of the value
 * @param rules conditions over {@code value} and state
 */
@Declares(kind = "checkpoint", group = Declares.Group.STEP)
public record Checkpoint(
        @Field(editor = Editor.SCHEMA) @Nullable JsonNode schema, List<Settings.Assertion> rules) implements Kind {
    public Checkpoint {
        rules = List.copyOf(rules);
    }

    @Override
    public List<Port> inputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }
}
