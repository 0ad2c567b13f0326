package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model.
 *
 * @param model alias of the model
 * @param messages the prompt; its template names are input ports
 * @param maxOutputTokens cap on the answer
 * @param temperature 0 to 2; null for the model's own
 * @param output JSON Schema the answer must satisfy; null for text
 */
@Declares(kind = "llm", group = Declares.Group.STEP, effect = EffectClass.MODEL)
public record Llm(
        @Field(required = true, editor = Editor.MODEL) @Nullable String model,
        @Field(required = true) List<Message> messages,
        @Field(required = true, cap = true, unit = Unit.TOKENS, min = 1, byDefault = "800") @Nullable Integer maxOutputTokens,
        @Field(min = 0, max = 2) @Nullable Decimal temperature,
        @Field(editor = Editor.SCHEMA) @Nullable JsonNode output)
        implements
            Kind {

    public Llm {
        messages = List.copyOf(messages);
    }

    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, output == null ? Port.Type.TEXT : Port.Type.STRUCTURED));
    }
}
