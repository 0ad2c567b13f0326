package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool.
 *
 * @param tool name of the tool
 * @param arguments templates by argument name; their names are input ports
 * @param config what the tool needs beside its arguments
 * @param fields what to keep of the result; empty for all
 * @param maxResultChars cap on the size of the result
 * @param callTimeout cap on the time of the call
 */
@Declares(kind = "tool", group = Declares.Group.STEP, effect = EffectClass.NON_IDEMPOTENT)
public record ToolCall(
        @Field(required = true, editor = Editor.TOOL) @Nullable String tool,
        Map<String, TemplateSource> arguments,
        @Nullable JsonNode config,
        List<String> fields,
        @Field(required = true, cap = true, unit = Unit.CHARACTERS, min = 1, byDefault = "20000") @Nullable Integer maxResultChars,
        @Field(required = true, cap = true, byDefault = "\"PT30S\"") @Nullable Duration callTimeout)
        implements
            Kind {
    public ToolCall {
        arguments = Maps.copy(arguments);
        fields = List.copyOf(fields);
    }

    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, Port.Type.ANY));
    }
}
