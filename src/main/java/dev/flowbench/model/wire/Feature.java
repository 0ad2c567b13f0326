package dev.flowbench.model.wire;

import java.util.regex.Pattern;

/** What a request may hold that some models and servers do not take. */
public enum Feature {
    /** Thoughts of earlier turns, said back. First, since what is said of them also names thinking. */
    THOUGHTS("signature|thinking[` ]+blocks?|redacted_thinking|reasoning_content|reasoning_details"),
    /** The schema of the answer, in the protocol's own way. */
    SCHEMA("response_format|json_schema|json schema|grammar|structured output|guided|output_config\\.format|output_format"
            + "|response_?json_?schema|response_?schema|response_?mime_?type|tool_choice"),
    TEMPERATURE("temperature.*(unsupported|not support|deprecat|only the default|not permitted|not allowed|cannot be"
            + "|removed|may only|not available)|(unsupported|not support|deprecat|not permitted|not allowed).*temperature"),
    /** How much the model may think. */
    EFFORT("reasoning|thinking|effort"),
    /** The cap on the answer under its usual name; there is another. */
    USUAL_CAP("max_tokens|max_completion_tokens"),
    /** That usage is to stand at the end of a stream. */
    STREAM_USAGE("stream_options|include_usage");

    private final Pattern words;

    Feature(String words) {
        this.words = Pattern.compile("(?is)" + words);
    }

    /** Whether a refusal speaks of it. */
    boolean isNamedIn(String words) {
        return this.words.matcher(words).find();
    }
}
