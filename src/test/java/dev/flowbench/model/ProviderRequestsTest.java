package dev.flowbench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out to each provider: its own words for effort, images, caches and forms, and what it does not take left out. */
class ProviderRequestsTest {
    private static final Turn HELLO = new Turn(Role.USER, "Hello");
    private static final JsonNode SCHEMA = Requests.tree("""
            {"type":"object","required":["score"],"properties":{"score":{"type":"number","minimum":0,"maximum":1},
            "note":{"type":"string","maxLength":9}}}""");

    private final Http http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "k-12345678")),
            Limits.USUAL, "Flowbench/test");
    private final ChatModel models = Models.of(http);
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException { server.start(); }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    /** A request that grows by what a test is about. */
    private final class Ask {
        private final Speaker speaker;
        private final String model;
        private List<Turn> turns = List.of(new Turn(Role.SYSTEM, "Be brief."), HELLO);
        private @Nullable JsonNode schema;
        private @Nullable Double temperature;
        private @Nullable ReasoningEffort effort;
        private boolean cache;
        private int most = 8_000;
        private List<ToolSpec> tools = List.of();
        private String path;

        Ask(Speaker speaker, String model) {
            this.speaker = speaker;
            this.model = model;
            this.path = speaker.path;
        }

        ModelRequest request() {
            return new ModelRequest("m", speaker.provider, model, "http://127.0.0.1:" + server.getPort() + path,
                    "MY_KEY",
                    turns, schema, most, temperature, effort, cache, false, tools, null);
        }

        ModelReply reply() throws ModelException { return models.call(request(), FakeCall.of("n")); }

        /** The body that went out, where all is well. */
        JsonNode sent() throws Exception {
            answers(speaker);
            reply();
            return Requests.tree(taken().getBody().utf8());
        }
    }

    private void answers(Speaker speaker) {
        server.enqueue(stream(String.join("", speaker.says("stop", true, "Hi"))));
    }

    private static MockResponse stream(String body) {
        return new MockResponse.Builder().code(200).setHeader("Content-Type", "text/event-stream").body(body).build();
    }

    private void refuses(int status, String words) {
        server.enqueue(new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json")
                .body("{\"error\":{\"message\":\"" + words + "\"}}").build());
    }

    private RecordedRequest taken() throws InterruptedException { return server.takeRequest(); }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"OPENAI,gpt-4.1,LOW,-", "OPENAI,gpt-5-mini,MINIMAL,minimal",
        "OPENAI,gpt-5.1,MINIMAL,low", "OPENAI,o3,MINIMAL,low", "OPENAI,o4-mini,HIGH,high", "OPENAI,gpt-6-sol,LOW,low",
        "COMPATIBLE,qwen3,MINIMAL,minimal", "COMPATIBLE,openai/gpt-4o,LOW,-", "AZURE,my-deployment,MEDIUM,medium"})
    void effortOfOpenAi(Speaker speaker, String model, ReasoningEffort effort, @Nullable String word) throws Exception {
        var ask = new Ask(speaker, model);
        ask.effort = effort;
        JsonNode said = ask.sent().path("reasoning_effort");
        assertThat(said.isMissingNode() ? null : said.asText()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"claude-3-5-haiku-20241022,HIGH,8000,,", "claude-3-7-sonnet-20250219,LOW,8000,2000,",
        "claude-sonnet-4-20250514,MEDIUM,8000,4000,", "claude-opus-4-5-20251101,HIGH,8000,6000,",
        "claude-haiku-4-5,LOW,2048,1024,", "claude-haiku-4-5,HIGH,2000,,", "claude-haiku-4-5,MINIMAL,8000,,",
        "claude-sonnet-4-6,MEDIUM,100,,medium", "claude-opus-4-7,MINIMAL,8000,,low", "claude-opus-5,HIGH,8000,,high",
        "claude-sonnet-5-5-20260901,LOW,8000,,low", "claude-fable-5-1,LOW,8000,,low", "claude-next,LOW,8000,,low"})
    void effortOfAnthropic(String model, ReasoningEffort effort, int most, @Nullable Integer budget,
            @Nullable String word) throws Exception {
        var ask = new Ask(Speaker.ANTHROPIC, model);
        ask.effort = effort;
        ask.most = most;
        JsonNode sent = ask.sent();
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(most);
        assertThat(sent.at("/output_config/effort").asText(null)).isEqualTo(word);
        assertThat(sent.at("/thinking/type").asText(null))
                .isEqualTo(word != null ? "adaptive" : budget != null ? "enabled" : null);
        JsonNode said = sent.at("/thinking/budget_tokens");
        assertThat(said.isMissingNode() ? null : said.asInt()).isEqualTo(budget);
    }

    @ParameterizedTest
    @CsvSource({"gemini-2.0-flash,HIGH,,", "gemini-2.5-flash,MINIMAL,0,", "gemini-2.5-pro,MINIMAL,128,",
        "gemini-2.5-pro,HIGH,6000,", "gemini-2.5-flash-lite,LOW,2000,", "gemini-3-flash-preview,MINIMAL,,minimal",
        "gemini-3-pro-preview,MINIMAL,,low", "gemini-3-pro-preview,MEDIUM,,high",
        "gemini-3.1-pro-preview,MEDIUM,,medium",
        "gemini-3.8-flash,MINIMAL,,low", "models/gemini-3.5-flash-lite,MINIMAL,,minimal",
        "gemini-flash-latest,LOW,,low"})
    void effortOfGemini(String model, ReasoningEffort effort, @Nullable Integer budget, @Nullable String word)
            throws Exception {
        var ask = new Ask(Speaker.GEMINI, model);
        ask.effort = effort;
        JsonNode config = ask.sent().path("generationConfig");
        assertThat(config.path("maxOutputTokens").asInt()).isEqualTo(8_000);
        assertThat(config.at("/thinkingConfig/thinkingLevel").asText(null)).isEqualTo(word);
        JsonNode said = config.at("/thinkingConfig/thinkingBudget");
        assertThat(said.isMissingNode() ? null : said.asInt()).isEqualTo(budget);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,gpt-4.1,true", "OPENAI,o3-mini,false", "OPENAI,gpt-5-mini,false",
        "OPENAI,gpt-5-chat-latest,true",
        "COMPATIBLE,qwen3,true", "ANTHROPIC,claude-sonnet-4-5,true", "ANTHROPIC,claude-opus-4-7,false",
        "ANTHROPIC,claude-sonnet-5,false", "GEMINI,gemini-2.5-pro,true"})
    void aTemperatureIsLeftOutWhereTheModelTakesNone(Speaker speaker, String model, boolean taken) throws Exception {
        var ask = new Ask(speaker, model);
        ask.temperature = 1.5;
        JsonNode sent = ask.sent();
        JsonNode said = speaker == Speaker.GEMINI ? sent.at("/generationConfig/temperature") : sent.path("temperature");
        assertThat(said.isMissingNode()).isEqualTo(!taken);
        if (speaker == Speaker.ANTHROPIC && taken) assertThat(said.asDouble()).isEqualTo(1.0);
    }

    @Test
    void whatAModelRefusesIsLeftOutFromThenOnAndCostsNothing() throws Exception {
        var ask = new Ask(Speaker.OPENAI, "gpt-next");
        ask.temperature = 0.5;
        ask.effort = ReasoningEffort.LOW;
        refuses(400,
                "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.");
        refuses(400, "Unrecognized request argument supplied: reasoning_effort");
        answers(Speaker.OPENAI);
        assertThat(ask.reply().text()).isEqualTo("Hi");
        JsonNode first = Requests.tree(taken().getBody().utf8());
        assertThat(first.has("temperature") && first.has("reasoning_effort")).isTrue();
        JsonNode second = Requests.tree(taken().getBody().utf8());
        assertThat(second.has("temperature")).isFalse();
        assertThat(second.has("reasoning_effort")).isTrue();
        taken();
        JsonNode later = ask.sent();
        assertThat(later.has("temperature") || later.has("reasoning_effort")).isFalse();
    }

    @Test
    void aCapMayHaveTheOtherNameAndUsageMayNotBeAskedFor() throws Exception {
        var ask = new Ask(Speaker.AZURE, "gpt-5");
        refuses(400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
        refuses(400, "Unrecognized request argument supplied: stream_options");
        answers(Speaker.AZURE);
        ask.reply();
        assertThat(Requests.tree(taken().getBody().utf8()).path("max_tokens").asInt()).isEqualTo(8_000);
        taken();
        JsonNode third = Requests.tree(taken().getBody().utf8());
        assertThat(third.path("max_completion_tokens").asInt()).isEqualTo(8_000);
        assertThat(third.has("max_tokens") || third.has("stream_options")).isFalse();
    }

    @Test
    void aRefusalForAnotherReasonIsToldAtOnce() {
        refuses(400, "prompt is too long: 210000 tokens > 200000 maximum");
        ModelException e = assertThrows(ModelException.class,
                () -> new Ask(Speaker.ANTHROPIC, "claude-opus-5").reply());
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(server.getRequestCount()).isEqualTo(1);
        refuses(400, "max_tokens: 200000 > 128000, which is the maximum allowed number of output tokens");
        assertThat(assertThrows(ModelException.class, () -> new Ask(Speaker.ANTHROPIC, "claude-opus-5").reply()).code())
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(server.getRequestCount()).isEqualTo(2);
        refuses(400, "Your credit balance is too low to access the Anthropic API.");
        assertThat(assertThrows(ModelException.class, () -> new Ask(Speaker.ANTHROPIC, "claude-opus-5").reply()).code())
                .isEqualTo(ErrorCode.AUTH);
    }

    @Test
    void instructionsAndToolsAreMarkedForAnthropicsCache() throws Exception {
        var ask = new Ask(Speaker.ANTHROPIC, "claude-opus-5");
        ask.tools = List.of(new ToolSpec("a", "A.", Speaker.calculator()),
                new ToolSpec("b", "B.", Speaker.calculator()));
        assertThat(ask.sent().toString()).doesNotContain("cache_control");
        ask.cache = true;
        JsonNode sent = ask.sent();
        assertThat(sent.at("/tools/0").has("cache_control")).isFalse();
        assertThat(sent.at("/tools/1/cache_control/type").asText()).isEqualTo("ephemeral");
        assertThat(sent.at("/system/0/cache_control/type").asText()).isEqualTo("ephemeral");
        assertThat(sent.path("messages").toString()).doesNotContain("cache_control");
    }

    @ParameterizedTest
    @EnumSource(Speaker.class)
    void imagesStandBehindTheText(Speaker speaker) throws Exception {
        var ask = new Ask(speaker, speaker.model);
        ask.turns = List.of(new Turn(Role.USER, "What is it?",
                List.of("data:image/png;base64,aGk=", "https://example.com/cat.webp?x=1")));
        JsonNode sent = ask.sent();
        switch (speaker) {
            case OPENAI, COMPATIBLE, AZURE -> {
                assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("What is it?");
                assertThat(sent.at("/messages/0/content/1/image_url/url").asText())
                        .isEqualTo("data:image/png;base64,aGk=");
                assertThat(sent.at("/messages/0/content/2/image_url/url").asText())
                        .isEqualTo("https://example.com/cat.webp?x=1");
            }
            case ANTHROPIC -> {
                assertThat(sent.at("/messages/0/content/1/source")).isEqualTo(
                        Requests.tree("{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"aGk=\"}"));
                assertThat(sent.at("/messages/0/content/2/source")).isEqualTo(
                        Requests.tree("{\"type\":\"url\",\"url\":\"https://example.com/cat.webp?x=1\"}"));
            }
            case GEMINI -> {
                assertThat(sent.at("/contents/0/parts/1/inlineData")).isEqualTo(
                        Requests.tree("{\"mimeType\":\"image/png\",\"data\":\"aGk=\"}"));
                assertThat(sent.at("/contents/0/parts/2/fileData")).isEqualTo(Requests.tree(
                        "{\"fileUri\":\"https://example.com/cat.webp?x=1\",\"mimeType\":\"image/webp\"}"));
            }
        }
        assertThat(models.inputBound(ask.request())).isGreaterThan(2 * ChatModel.IMAGE_TOKENS);
    }

    @ParameterizedTest
    @EnumSource(value = Speaker.class, names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void aLargeImageGoesOut(Speaker speaker) throws Exception {
        var ask = new Ask(speaker, speaker.model);
        ask.turns = List.of(new Turn(Role.USER, "?", List.of("data:image/png;base64," + "A".repeat(21_000_000))));
        answers(speaker);
        assertThat(ask.reply().text()).isEqualTo("Hi");
        assertThat(taken().getBodySize()).isGreaterThan(21_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat.png", "http://example.com/cat.png", "file:///etc/passwd", "data:text/html;base64,aGk=",
        "data:image/png,hi", "data:image/png;base64,", "https://", "{\"a\":1}"})
    void whatIsNoImageIsNotSent(String image) {
        for (Speaker speaker : Speaker.values()) {
            var ask = new Ask(speaker, speaker.model);
            ask.turns = List.of(new Turn(Role.USER, "What is it?", List.of(image)));
            assertThat(assertThrows(ModelException.class, ask::reply).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        }
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aFormIsAToolWhereTheProtocolHasNoWordForIt() throws Exception {
        var ask = new Ask(Speaker.ANTHROPIC, "claude-3-7-sonnet-latest");
        ask.schema = SCHEMA;
        List<String> calls = Speaker.ANTHROPIC.calls().stream().map(event -> event.replace("calculator", "answer")
                .replace("expres", "sco").replace("sion", "re").replace("\\\"1+2\\\"", "0.5")).toList();
        server.enqueue(stream(String.join("", calls)));
        ModelReply reply = ask.reply();
        assertThat(reply.text()).isEqualTo("{\"score\":0.5}");
        assertThat(reply.finish()).isEqualTo(Finish.STOP);
        assertThat(reply.toolCalls()).isEmpty();
        JsonNode sent = Requests.tree(taken().getBody().utf8());
        assertThat(sent.at("/tools/0/input_schema")).isEqualTo(SCHEMA);
        assertThat(sent.path("tool_choice")).isEqualTo(Requests.tree("{\"type\":\"tool\",\"name\":\"answer\"}"));
    }

    @Test
    void whatAnthropicCannotHoldAnAnswerToStandsInTheDescription() throws Exception {
        var ask = new Ask(Speaker.ANTHROPIC, "claude-opus-5");
        ask.schema = SCHEMA;
        JsonNode format = ask.sent().at("/output_config/format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/schema/additionalProperties").asBoolean(true)).isFalse();
        assertThat(format.at("/schema/properties/score").has("maximum")).isFalse();
        assertThat(format.at("/schema/properties/score/description").asText()).contains("maximum 1");
        ask.schema = Requests.tree("{\"type\":\"array\",\"items\":{\"type\":\"string\"}}");
        assertThat(ask.sent().at("/system/0/text").asText()).contains("JSON Schema", "array");
    }

    @Test
    void azureHasItsOwnAddressesAndHeader() throws Exception {
        for (String[] each : new String[][]{
            {"/openai/deployments/mine", "/openai/deployments/mine/chat/completions?api-version=2024-10-21"},
            {"/openai/deployments/mine/chat/completions?api-version=2025-01-01-preview",
                "/openai/deployments/mine/chat/completions?api-version=2025-01-01-preview"}}) {
            var ask = new Ask(Speaker.AZURE, "gpt-4.1");
            ask.path = each[0];
            answers(Speaker.AZURE);
            ask.reply();
            RecordedRequest taken = taken();
            assertThat(taken.getUrl().encodedPath() + '?' + taken.getUrl().query()).isEqualTo(each[1]);
            assertThat(taken.getHeaders().get("api-key")).isEqualTo("k-12345678");
            assertThat(taken.getHeaders().get("Authorization")).isNull();
        }
        assertThat(Provider.secret("openai-compatible", "https://mine.openai.azure.com", null))
                .contains("AZURE_OPENAI_API_KEY");
        assertThat(Provider.secret("openai-compatible", "http://localhost:11434/v1", null)).isEmpty();
        assertThat(Provider.OPENAI.address()).contains("https://api.openai.com/v1");
    }

    @Test
    void keysGoIntoEachProvidersOwnHeader() throws Exception {
        answers(Speaker.ANTHROPIC);
        new Ask(Speaker.ANTHROPIC, "claude-opus-5").reply();
        RecordedRequest anthropic = taken();
        assertThat(anthropic.getUrl().encodedPath()).isEqualTo("/v1/messages");
        assertThat(anthropic.getHeaders().get("x-api-key")).isEqualTo("k-12345678");
        assertThat(anthropic.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
        answers(Speaker.GEMINI);
        new Ask(Speaker.GEMINI, "models/gemini-2.5-flash").reply();
        RecordedRequest gemini = taken();
        assertThat(gemini.getUrl().encodedPath()).isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent");
        assertThat(gemini.getHeaders().get("x-goog-api-key")).isEqualTo("k-12345678");
        assertThat(gemini.getHeaders().values("Authorization")).isEmpty();
    }

    @Test
    void resultsOfCallsMadeTogetherBelongTogether() throws Exception {
        List<ToolUse> both = List.of(new ToolUse("call_1_0", "a", Requests.tree("{\"x\":1}")),
                new ToolUse("call_1_1", "b", Requests.tree("[\"not an object\"]").get(0)));
        for (Speaker speaker : List.of(Speaker.GEMINI, Speaker.ANTHROPIC)) {
            var ask = new Ask(speaker, speaker.model);
            ask.turns = List.of(HELLO, new Turn(Role.ASSISTANT, "", both, null),
                    new Turn(Role.USER, "one", List.of(), "call_1_0"),
                    new Turn(Role.USER, "two", List.of(), "call_1_1"));
            JsonNode sent = ask.sent();
            JsonNode turns = speaker == Speaker.GEMINI ? sent.path("contents") : sent.path("messages");
            assertThat(turns).hasSize(3);
            JsonNode results = turns.get(2).path(speaker == Speaker.GEMINI ? "parts" : "content");
            assertThat(results).hasSize(2);
            if (speaker == Speaker.GEMINI) {
                assertThat(results.at("/1/functionResponse/name").asText()).isEqualTo("b");
                assertThat(turns.toString()).doesNotContain("call_1_");
            }
        }
    }

    @Test
    void thoughtsOfAnotherModelAreNotSaidAndRefusedOnesAreLeftOut() throws Exception {
        server.enqueue(stream(String.join("", Speaker.ANTHROPIC.calls())));
        var ask = new Ask(Speaker.ANTHROPIC, "claude-opus-5");
        ModelReply reply = ask.reply();
        taken();
        List<Turn> turns = List.of(HELLO,
                new Turn(Role.ASSISTANT, reply.text(), reply.toolCalls(), null, List.of(), reply.thoughts()),
                new Turn(Role.USER, "3", List.of(), "c7"));
        var other = new Ask(Speaker.ANTHROPIC, "claude-sonnet-5");
        other.turns = turns;
        assertThat(other.sent().toString()).doesNotContain("signature").contains("tool_use");
        var openai = new Ask(Speaker.OPENAI, "gpt-4.1");
        openai.turns = turns;
        assertThat(openai.sent().toString()).doesNotContain("signature").doesNotContain("thinking");
        ask.turns = turns;
        refuses(400, "messages.1.content.0: Invalid `signature` in `thinking` block");
        answers(Speaker.ANTHROPIC);
        assertThat(ask.reply().text()).isEqualTo("Hi");
        assertThat(taken().getBody().utf8()).contains("signature");
        assertThat(taken().getBody().utf8()).doesNotContain("signature");
        assertThat(ask.sent().toString()).as("only that time").contains("signature");
    }

    @Test
    void callsThatAnotherModelMadeAreSignedForGemini() throws Exception {
        List<ToolUse> both = List.of(new ToolUse("c7", "a", Requests.tree("{}")),
                new ToolUse("c8", "b", Requests.tree("{}")));
        List<Turn> turns = List.of(HELLO, new Turn(Role.ASSISTANT, "", both, null),
                new Turn(Role.USER, "one", List.of(), "c7"), new Turn(Role.USER, "two", List.of(), "c8"));
        var three = new Ask(Speaker.GEMINI, "gemini-3.6-flash");
        three.turns = turns;
        JsonNode parts = three.sent().at("/contents/1/parts");
        assertThat(parts.at("/0/thoughtSignature").asText()).isEqualTo("skip_thought_signature_validator");
        assertThat(parts.get(1).has("thoughtSignature")).isFalse();
        var older = new Ask(Speaker.GEMINI, "gemini-2.5-flash");
        older.turns = turns;
        assertThat(older.sent().toString()).doesNotContain("thoughtSignature");
        // Its own come back as they came.
        three.turns = List.of(HELLO, new Turn(Role.ASSISTANT, "", both, null, List.of(), Requests.tree("""
                {"of":"gemini gemini-3.6-flash","parts":[{"functionCall":{"name":"a"},"thoughtSignature":"c2ln"},
                {"functionCall":{"name":"b"}}]}""")), turns.get(2), turns.get(3));
        assertThat(three.sent().toString()).contains("c2ln").doesNotContain("skip_");
    }

    @ParameterizedTest
    @CsvSource({"STOP,STOP", "MAX_TOKENS,LENGTH", "SOMETHING_OF_NEXT_YEAR,OTHER", "MALFORMED_FUNCTION_CALL,OTHER",
        "UNEXPECTED_TOOL_CALL,OTHER"})
    void aReasonThatGeminiHasNotSaidBeforeThrowsNothing(String word, Finish finish) throws Exception {
        server.enqueue(stream("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"},"
                + "{\"text\":\"hm\",\"thought\":true},{\"newKind\":{}}]},\"finishReason\":\"" + word
                + "\"}],\"newField\":1}\n\n"));
        ModelReply reply = new Ask(Speaker.GEMINI, "gemini-3-pro-preview").reply();
        assertThat(reply.finish()).isEqualTo(finish);
        assertThat(reply.text()).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SAFETY", "RECITATION", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "SPII", "LANGUAGE"})
    void whatGeminiFiltersIsRefused(String word) {
        server.enqueue(stream("data: {\"candidates\":[{\"finishReason\":\"" + word
                + "\"}],\"usageMetadata\":{\"promptTokenCount\":9,\"totalTokenCount\":9}}\n\n"));
        ModelException e = assertThrows(ModelException.class,
                () -> new Ask(Speaker.GEMINI, "gemini-3-pro-preview").reply());
        assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(e.usage()).isEqualTo(new Usage(9, 0));
    }

    @Test
    void googleSaysInTheBodyHowLongToWait() {
        server.enqueue(new MockResponse.Builder().code(429).setHeader("Content-Type", "application/json").body("""
                {"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}""").build());
        ModelException e = assertThrows(ModelException.class, () -> new Ask(Speaker.GEMINI, "gemini-2.5-pro").reply());
        assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMIT);
        assertThat(e.retryAfterMillis()).isEqualTo(34_500);
    }

    @Test
    void aTotalBeyondItsPartsIsBooked() throws Exception {
        server.enqueue(stream("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":40}}\n\n"));
        // Some leave what was thought out of the output, and have it in the total.
        assertThat(new Ask(Speaker.COMPATIBLE, "grok").reply().usage()).isEqualTo(new Usage(10, 0, 0, 30, 25));
        server.enqueue(stream("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":3,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":99}}}\n\n"));
        assertThat(new Ask(Speaker.COMPATIBLE, "odd").reply().usage()).isEqualTo(new Usage(10, 10, 0, 5, 0));
    }

    @Test
    void anAnswerInOnePieceIsUnderstood() throws Exception {
        whole("""
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
                {"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"Hello"},
                {"type":"tool_use","id":"c7","name":"calculator","input":{"expression":"1+2"}}],
                "stop_reason":"tool_use","usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":7}}""");
        var anthropic = new Ask(Speaker.ANTHROPIC, "claude-opus-5");
        ModelReply reply = anthropic.reply();
        assertThat(reply.text()).isEqualTo("Hello");
        assertThat(reply.model()).isEqualTo("claude-x");
        assertThat(reply.finish()).isEqualTo(Finish.TOOL_CALL);
        assertThat(reply.usage()).isEqualTo(new Usage(7, 2, 0, 7, 0));
        assertThat(reply.toolCalls()).containsExactly(
                new ToolUse("c7", "calculator", Requests.tree("{\"expression\":\"1+2\"}")));
        assertThat(reply.thoughts().at("/content/2/input/expression").asText()).isEqualTo("1+2");
        // Google sends a list where a proxy drops the question for events.
        whole("""
                [{"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"finishReason":"STOP"}],
                "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":7,"totalTokenCount":12}}]""");
        ModelReply gemini = new Ask(Speaker.GEMINI, "gemini-2.5-flash").reply();
        assertThat(gemini.text()).isEqualTo("Hello");
        assertThat(gemini.usage()).isEqualTo(new Usage(5, 7));
        for (Speaker speaker : List.of(Speaker.ANTHROPIC, Speaker.GEMINI)) {
            whole("{\"status\":\"ok\"}");
            assertThat(assertThrows(ModelException.class, () -> new Ask(speaker, speaker.model).reply()).code())
                    .isEqualTo(ErrorCode.PROVIDER_NONSENSE);
        }
    }

    private void whole(String body) {
        server.enqueue(new MockResponse.Builder().code(200).setHeader("Content-Type", "application/json").body(body)
                .build());
    }

    @Test
    void onlyInstructionsAreSaidByTheUser() throws Exception {
        for (Speaker speaker : Speaker.values()) {
            var ask = new Ask(speaker, speaker.model);
            ask.turns = List.of(new Turn(Role.SYSTEM, "Write a poem."));
            JsonNode sent = ask.sent();
            switch (speaker) {
                case OPENAI, COMPATIBLE, AZURE -> assertThat(sent.at("/messages/0/role").asText()).isEqualTo("system");
                case ANTHROPIC -> assertThat(sent.at("/messages/0/role").asText()).isEqualTo("user");
                case GEMINI -> assertThat(sent.at("/contents/0/role").asText()).isEqualTo("user");
            }
        }
    }

    @Test
    void aServerOfTheFamilyThatThinksAloudHearsItAgainWithItsCalls() throws Exception {
        server.enqueue(stream("data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"I add.\"}}]}\n\n"
                + String.join("", Speaker.COMPATIBLE.calls())));
        var ask = new Ask(Speaker.COMPATIBLE, "deepseek");
        ModelReply reply = ask.reply();
        taken();
        ask.turns = List.of(HELLO,
                new Turn(Role.ASSISTANT, reply.text(), reply.toolCalls(), null, List.of(), reply.thoughts()),
                new Turn(Role.USER, "3", List.of(), "c7"));
        assertThat(ask.sent().at("/messages/1/reasoning_content").asText()).isEqualTo("I add.");
    }
}
