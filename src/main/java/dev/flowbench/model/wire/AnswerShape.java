package dev.flowbench.model.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** How a model is told what its answer must look like. */
public sealed interface AnswerShape {
    /** Name of the tool that takes the answer. */
    String TOOL = "answer";

    /** Text. */
    record Text() implements AnswerShape {}

    /** By the protocol; strict holds the model to it word by word. */
    record Schema(JsonNode schema, boolean strict) implements AnswerShape {}

    /** As the arguments of a tool that it must call. */
    record Tool(JsonNode schema) implements AnswerShape {}

    /** In the prompt. */
    record Prompted(JsonNode schema) implements AnswerShape {}

    /** What is added to the prompt; empty for nothing. */
    default String instruction() {
        return switch (this) {
            case Prompted(JsonNode schema) -> Texts.text("schema.prompt", schema.toString());
            case Text _,Schema _,Tool _ -> "";
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
