package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.Optional;

/** How a server is told what the answer must look like. */
sealed interface AnswerShape {
    /** Text. */
    record Text() implements AnswerShape {}

    /** By the protocol; strict holds the model to it word by word. */
    record Schema(JsonNode schema, boolean strict) implements AnswerShape {}

    /** In the prompt. */
    record Prompted(JsonNode schema) implements AnswerShape {}

    /** What the protocol says about it. */
    default Optional<ResponseFormat> format() {
        return switch (this) {
            // The raw schema: the library's own form loses minimum and maximum.
            case Schema(JsonNode schema, boolean _) -> Optional.of(ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(JsonSchema.builder().name("answer")
                            .rootElement(JsonRawSchema.from(schema.toString())).build())
                    .build());
            case Text _,Prompted _ -> Optional.empty();
        };
    }

    default boolean strict() { return this instanceof Schema(JsonNode _, boolean strict) && strict; }

    /** What is added to the prompt; empty for nothing. */
    default String instruction() {
        return switch (this) {
            case Prompted(JsonNode schema) -> Texts.text("schema.prompt", schema.toString());
            case Text _,Schema _ -> "";
        };
    }

    /** The JSON in an answer: without the thoughts before it and the fence around it that local models like to add. */
    default String bare(String answer) {
        if (this instanceof Text) return answer;
        String text = answer.strip();
        if (text.startsWith("<think>") && text.contains("</think>")) {
            text = text.substring(text.indexOf("</think>") + "</think>".length()).strip();
        }
        if (text.startsWith("```") && text.endsWith("```") && text.indexOf('\n') > 0 && text.length() > 6) {
            text = text.substring(text.indexOf('\n') + 1, text.length() - 3).strip();
        }
        return text;
    }
}
