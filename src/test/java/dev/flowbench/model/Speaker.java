package dev.flowbench.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ModelReply.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each provider says on the wire, as its own documentation shows it. */
enum Speaker {
    OPENAI("openai", "gpt-4.1", "/v1") {
        @Override
        List<String> says(String finish, boolean usage, String... texts) { return chunks(finish, usage, texts); }
    },
    COMPATIBLE("openai-compatible", "qwen3", "/v1") {
        @Override
        List<String> says(String finish, boolean usage, String... texts) { return chunks(finish, usage, texts); }
    },
    AZURE("openai-compatible", "gpt-4.1", "/openai/deployments/mine?api-version=2025-01-01-preview") {
        @Override
        List<String> says(String finish, boolean usage, String... texts) { return chunks(finish, usage, texts); }
    },
    ANTHROPIC("anthropic", "claude-sonnet-4-5", "/v1") {
        @Override
        List<String> says(String finish, boolean usage, String... texts) {
            var events = new ArrayList<String>();
            events.add(named("message_start",
                    """
                            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",
                            "model":"claude-sonnet-4-5","content":[],"stop_reason":null%s}}"""
                            .formatted(usage
                                    ? """
                                            ,"usage":{"input_tokens":40,"cache_creation_input_tokens":20,
                                            "cache_read_input_tokens":40,"output_tokens":1}"""
                                    : "")));
            events.add(named("content_block_start",
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"));
            events.add(named("ping", "{\"type\":\"ping\"}"));
            for (String text : texts) {
                events.add(named("content_block_delta",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                                + quoted(text) + "}}"));
            }
            events.add(named("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"));
            events.addAll(ends(finish.equals("length") ? "max_tokens" : "end_turn", usage));
            return events;
        }

        private List<String> ends(String reason, boolean usage) {
            return List.of(named("message_delta", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason
                    + "\",\"stop_sequence\":null}"
                    + (usage
                            ? ",\"usage\":{\"output_tokens\":30,\"output_tokens_details\":{\"thinking_tokens\":10}}"
                            : "")
                    + "}"), named("message_stop", "{\"type\":\"message_stop\"}"));
        }

        @Override
        List<String> calls() {
            var events = new ArrayList<>(says("stop", true).subList(0, 1));
            events.add(named("content_block_start",
                    """
                    {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"""));
            events.add(named("content_block_delta",
                    """
                            {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"I add."}}"""));
            events.add(named("content_block_delta",
                    """
                            {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}"""));
            events.add(named("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"));
            events.add(named("content_block_start",
                    """
                            {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c7","name":"calculator","input":{}}}"""));
            for (String part : List.of("", "{\"expres", "sion\":\"1+2\"}")) {
                events.add(named("content_block_delta",
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":" + quoted(part) + "}}"));
            }
            events.add(named("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":1}"));
            events.addAll(ends("tool_use", true));
            return events;
        }

        @Override
        List<String> callsTwice() {
            var events = new ArrayList<>(says("stop", true).subList(0, 1));
            for (int i = 0; i < 2; i++) {
                events.add(named("content_block_start", """
                        {"type":"content_block_start","index":%d,"content_block":{"type":"tool_use","id":"c%d",
                        "name":"%s","input":{}}}""".formatted(i, 7 + i, i == 0 ? "calculator" : "clock")));
                for (int c = 0; i == 0 && c < SUM.length(); c++) {
                    events.add(named("content_block_delta", """
                            {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta",
                            "partial_json":%s}}""".formatted(quoted(SUM.substring(c, c + 1)))));
                }
                events.add(named("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + i + "}"));
            }
            events.addAll(ends("tool_use", true));
            return events;
        }

        @Override
        List<String> refuses() {
            var events = new ArrayList<>(says("stop", true, "Well"));
            events.set(events.size() - 2, named("message_delta", """
                    {"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal",
                    "explanation":"I cannot do that."}},"usage":{"output_tokens":30}}"""));
            return events;
        }

        @Override
        String error(int status, String words) {
            return "{\"type\":\"error\",\"error\":{\"type\":\"" + (status == 529 ? "overloaded_error" : "api_error")
                    + "\",\"message\":" + quoted(words) + "},\"request_id\":\"req_011\"}";
        }

        @Override
        Usage usage() { return new Usage(100, 40, 20, 30, 10); }
    },
    GEMINI("gemini", "gemini-2.5-flash", "/v1beta") {
        @Override
        List<String> says(String finish, boolean usage, String... texts) {
            var events = new ArrayList<String>();
            for (String text : texts) events.add(chunk("{\"text\":" + quoted(text) + "}", null, usage));
            events.add(chunk("{\"text\":\"\"}", finish.equals("length") ? "MAX_TOKENS" : "STOP", usage));
            return events;
        }

        private String chunk(String parts, @Nullable String finish, boolean usage) {
            return plain("{\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"},"
                    + (finish == null ? "" : "\"finishReason\":\"" + finish + "\",") + "\"index\":0}],"
                    + (usage
                            ? """
                                    "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,
                                    "candidatesTokenCount":20,"thoughtsTokenCount":10,"totalTokenCount":130},"""
                            : "")
                    + "\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r1\"}");
        }

        @Override
        List<String> calls() {
            return List.of(
                    chunk("{\"functionCall\":{\"name\":\"calculator\",\"args\":{\"expression\":\"1+2\"}},\"thoughtSignature\":\"c2ln\"}",
                            null, true),
                    chunk("{\"text\":\"\"}", "STOP", true));
        }

        @Override
        List<String> callsTwice() {
            return List.of(chunk("{\"functionCall\":{\"name\":\"calculator\",\"args\":" + SUM
                    + ",\"id\":\"c7\"},\"thoughtSignature\":\"c2ln\"}", null, true),
                    chunk("{\"functionCall\":{\"name\":\"clock\",\"id\":\"c8\"}}", null, true),
                    chunk("{\"text\":\"\"}", "STOP", true));
        }

        @Override
        List<String> refuses() {
            return List.of(
                    plain("""
                    {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"I cannot do that."},
                    "usageMetadata":{"promptTokenCount":100,"totalTokenCount":100},"modelVersion":"gemini-2.5-flash"}"""));
        }

        @Override
        String error(int status, String words) {
            return "{\"error\":{\"code\":" + status + ",\"message\":" + quoted(words) + ",\"status\":\"UNKNOWN\"}}";
        }
    };

    private static final String SUM = "{\"expression\":\"1+2\"}";

    final String provider;
    final String model;
    final String path;

    Speaker(String provider, String model, String path) {
        this.provider = provider;
        this.model = model;
        this.path = path;
    }

    /**
     * The events of an answer, in order.
     *
     * @param finish {@code stop} or {@code length}
     * @param usage whether it says what was used
     */
    abstract List<String> says(String finish, boolean usage, String... texts);

    /** The events of a call of the calculator with 1+2. */
    List<String> calls() {
        var events = new ArrayList<String>();
        events.add(plain(
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,"
                        + "\"id\":\"c7\",\"type\":\"function\",\"function\":{\"name\":\"calculator\",\"arguments\":\"\"}}]}}]}"));
        for (String part : List.of("{\"expres", "sion\":\"1+2\"}")) {
            events.add(plain(
                    "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                            + quoted(part) + "}}]}}]}"));
        }
        events.addAll(ending("tool_calls", true));
        return events;
    }

    /** The events of two calls at once: of the calculator, its arguments letter by letter, and of the clock with none. */
    List<String> callsTwice() {
        var events = new ArrayList<String>();
        events.add(plain("""
                {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[
                {"index":0,"id":"c7","type":"function","function":{"name":"calculator","arguments":""}}]}}]}"""));
        for (int c = 0; c < SUM.length(); c++) {
            events.add(
                    plain("""
                    {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":%s}}]}}]}"""
                            .formatted(quoted(SUM.substring(c, c + 1)))));
        }
        events.add(plain("""
                {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[
                {"index":1,"id":"c8","type":"function","function":{"name":"clock","arguments":""}}]}}]}"""));
        events.addAll(ending("tool_calls", true));
        return events;
    }

    /** The events of a refusal: I cannot do that. */
    List<String> refuses() {
        var events = new ArrayList<String>();
        events.add(plain("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I cannot do that.\"}}]}"));
        events.addAll(ending("stop", true));
        return events;
    }

    /** Whether the first so many events of an answer say all that was used. */
    boolean usageBy(List<String> answer, int events) {
        String said = String.join("", answer.subList(0, events));
        return said.contains("\"completion_tokens\"") || said.contains("totalTokenCount")
                || said.contains("\"output_tokens\":30");
    }

    /** The body of an error. */
    String error(int status, String words) {
        return "{\"error\":{\"message\":" + quoted(words) + ",\"type\":\"some_error\",\"param\":null,\"code\":null}}";
    }

    /** What the answers say was used, in our meaning. */
    Usage usage() { return new Usage(100, 40, 0, 30, 10); }

    private static List<String> chunks(String finish, boolean usage, String... texts) {
        var events = new ArrayList<String>();
        events.add(plain(
                "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"));
        for (String text : texts) {
            events.add(plain(
                    "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":" + quoted(text)
                            + "},\"finish_reason\":null}]}"));
        }
        events.addAll(ending(finish, usage));
        return events;
    }

    private static List<String> ending(String finish, boolean usage) {
        var events = new ArrayList<String>();
        events.add(
                plain("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish + "\"}]}"));
        if (usage) {
            events.add(
                    plain("""
                    {"id":"c1","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":30,"total_tokens":130,
                    "prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":10}}}"""));
        }
        events.add("data: [DONE]\n\n");
        return events;
    }

    private static String plain(String json) { return "data: " + json.replace("\n", " ") + "\n\n"; }

    private static String named(String name, String json) { return "event: " + name + "\n" + plain(json); }

    private static String quoted(String text) { return TextNode.valueOf(text).toString(); }

    /** A tool, as a document would say it. */
    static ObjectNode calculator() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").putObject("expression").put("type", "string").put("maxLength", 200);
        schema.putArray("required").add("expression");
        return schema;
    }
}
