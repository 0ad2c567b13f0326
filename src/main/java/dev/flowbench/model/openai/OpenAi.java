package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.model.wire.AnswerShape;
import dev.flowbench.model.wire.Ask;
import dev.flowbench.model.wire.Conversation;
import dev.flowbench.model.wire.Dialect;
import dev.flowbench.model.wire.Families;
import dev.flowbench.model.wire.Feature;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.model.wire.Reading;
import dev.flowbench.model.wire.Target;
import dev.flowbench.model.wire.Usages;
import dev.flowbench.net.Credential;
import dev.flowbench.net.Reply;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions.
 *
 * <p>A schema goes by the protocol's {@code response_format}, strictly where OpenAI's strict mode takes it (every
 * property required, no keyword it does not know). It goes into the prompt instead where the protocol cannot carry it:
 * at OpenAI if the answer is no object, at a compatible server once that has rejected {@code response_format}.
 */
public enum OpenAi implements Dialect {
    /** OpenAI. The key is in {@code OPENAI_API_KEY} unless the document names another secret. */
    ITSELF("openai"),
    /**
     * A server that speaks the same: Ollama, vLLM, LM Studio, llama.cpp, OpenRouter, Azure, … No key unless the document
     * names one.
     */
    COMPATIBLE("openai-compatible");

    private static final String BASE = "https://api.openai.com/v1";
    private static final String SECRET = "OPENAI_API_KEY";
    private static final Set<Integer> REJECTIONS = Set.of(400, 404, 415, 422, 500, 501);
    private static final Pattern TALKS = Pattern.compile("(?:ft:)?(?:gpt-3|gpt-4|chatgpt)");
    private static final Pattern THINKS = Pattern.compile("o\\d|gpt-[5-9]");
    private static final Pattern SMALL_WITH_LARGE_IMAGES = Pattern.compile("gpt-4o-mini");
    private static final long EXTRA = 32;
    /** The chat templates of local models put words of their own around a prompt. */
    private static final long TEMPLATE_EXTRA = 256;
    private static final long LARGE_IMAGE = 50_000;

    private final String provider;

    OpenAi(String provider) {
        this.provider = provider;
    }

    @Override
    public String provider() { return provider; }

    @Override
    public Target target(Target.Wish wish) throws ModelException {
        if (this == COMPATIBLE && wish.baseUrl() == null) throw wish.noAddress();
        @Nullable String secret = wish.secret() == null && this == ITSELF ? SECRET : wish.secret();
        if (Azure.is(wish)) return Azure.target(wish);
        return Target.of(wish, BASE, secret == null ? null : Credential.bearer(secret), Map.of());
    }

    @Override
    public StreamingChatModel library(HttpClientBuilder wire) {
        return new OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder().httpClientBuilder(wire).apiKey("none")
                .build();
    }

    @Override
    public String path(String model) { return "/chat/completions"; }

    @Override
    public Set<Feature> lacks(String model) {
        String name = bare(model);
        Set<Feature> lacks = EnumSet.noneOf(Feature.class);
        if (TALKS.matcher(name).lookingAt()) lacks.add(Feature.EFFORT);
        if (THINKS.matcher(name).lookingAt() && !name.contains("chat")) lacks.add(Feature.TEMPERATURE);
        return lacks;
    }

    /** Without the vendor before it. */
    private static String bare(String model) {
        return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public AnswerShape shape(ModelRequest request, Set<Feature> without) {
        JsonNode schema = request.schema();
        if (schema == null) return new AnswerShape.Text();
        if (without.contains(Feature.SCHEMA) || this == ITSELF && !StrictSchema.isObject(schema)) {
            return new AnswerShape.Prompted(schema);
        }
        Optional<JsonNode> strict = StrictSchema.of(schema);
        return new AnswerShape.Schema(strict.orElse(schema), strict.isPresent());
    }

    @Override
    public Conversation.Manner manner() { return new Conversation.Manner(true, false, false); }

    @Override
    public void finish(ObjectNode body, Ask ask) {
        ModelRequest request = ask.request();
        body.remove(List.of("max_tokens", "max_completion_tokens", "temperature", "response_format"));
        // Reasoning models take only the new name, many other servers only the old one.
        boolean usual = !ask.without().contains(Feature.USUAL_CAP);
        body.put(usual == (this == ITSELF) ? "max_completion_tokens" : "max_tokens", request.maxOutputTokens());
        Double temperature = request.temperature();
        if (temperature != null && ask.holds(Feature.TEMPERATURE)) body.put("temperature", temperature);
        ReasoningEffort effort = request.reasoningEffort();
        if (effort != null && ask.holds(Feature.EFFORT)) body.put("reasoning_effort", effort(effort, request.model()));
        if (ask.without().contains(Feature.STREAM_USAGE)) body.remove("stream_options");
        if (ask.shape() instanceof AnswerShape.Schema(JsonNode schema, boolean strict)) {
            // The raw schema: the library's own form loses minimum and maximum.
            ObjectNode format = body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
            format.put("name", "answer").put("strict", strict).set("schema", schema);
        }
        for (int i = 0; i < request.tools().size(); i++) {
            if (body.path("tools").path(i).path("function") instanceof ObjectNode function) {
                function.set("parameters", request.tools().get(i).parameters());
            }
        }
        if (ask.holds(Feature.THOUGHTS)) sayThoughts(body, request);
    }

    /** What some compatible servers want back with the calls that came of it. */
    private void sayThoughts(ObjectNode body, ModelRequest request) {
        Iterator<ModelRequest.Turn> said = Conversation.said(request).stream()
                .filter(turn -> turn.role() == Message.Role.ASSISTANT).iterator();
        for (JsonNode message : body.path("messages")) {
            if (!message.path("role").asText().equals("assistant") || !said.hasNext()) continue;
            JsonNode thoughts = said.next().thoughts();
            if (thoughts == null || !thoughts.path("of").asText().equals(of(request))) continue;
            for (String field : OpenAiReading.THOUGHTS) {
                if (thoughts.has(field) && message instanceof ObjectNode object) object.set(field, thoughts.get(field));
            }
        }
    }

    /** Whose thoughts they are: nobody else takes them. */
    static String of(ModelRequest request) {
        return request.provider() + ' ' + request.model() + ' ' + request.baseUrl();
    }

    /** The first models that could be told knew three levels, one family a fourth. */
    private static String effort(ReasoningEffort effort, String model) {
        String name = bare(model);
        boolean fourth = !THINKS.matcher(name).lookingAt()
                || Families.version(name, "gpt").filter(version -> version == 500).isPresent();
        return effort == ReasoningEffort.MINIMAL && !fourth ? "low" : effort.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Reading reading(Ask ask) { return new OpenAiReading(this == COMPATIBLE ? of(ask.request()) : ""); }

    @Override
    public List<String> requestIds() { return List.of("x-request-id", "apim-request-id", "x-ms-request-id"); }

    @Override
    public long extraInput(ModelRequest request) {
        long images = SMALL_WITH_LARGE_IMAGES.matcher(request.model()).find()
                ? request.messages().stream().mapToLong(turn -> turn.images().size()).sum()
                        * (LARGE_IMAGE - ChatModel.IMAGE_TOKENS)
                : 0;
        return images + (this == ITSELF ? EXTRA : TEMPLATE_EXTRA);
    }

    @Override
    public boolean mayBeAskedAgain(Reply refusal) {
        return this == COMPATIBLE
                ? REJECTIONS.contains(refusal.status())
                : Dialect.super.mayBeAskedAgain(refusal);
    }

    @Override
    public String modelsPath() { return "/models"; }

    @Override
    public Optional<ModelPage> models(JsonNode page) {
        JsonNode list = page.isArray() ? page : page.path("data").isArray() ? page.get("data") : page.path("models");
        if (!list.isArray()) return Optional.empty();
        var models = new ArrayList<ModelPage.Entry>();
        for (JsonNode model : list) {
            String id = model.path("id").asText(model.path("name").asText());
            if (id.isBlank()) continue;
            long context = 0;
            for (String field : new String[]{"context_length", "max_model_len", "context_window",
                "max_context_length"}) {
                context = Math.max(context, Usages.count(model.path(field)));
            }
            models.add(new ModelPage.Entry(id, model.path("name").asText(id), context,
                    Usages.count(model.path("top_provider").path("max_completion_tokens"))));
        }
        return Optional.of(new ModelPage(models, ""));
    }
}
