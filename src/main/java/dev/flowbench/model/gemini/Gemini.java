package dev.flowbench.model.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.model.wire.AnswerShape;
import dev.flowbench.model.wire.Ask;
import dev.flowbench.model.wire.Conversation;
import dev.flowbench.model.wire.Dialect;
import dev.flowbench.model.wire.Families;
import dev.flowbench.model.wire.Feature;
import dev.flowbench.model.wire.Images;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.model.wire.Reading;
import dev.flowbench.model.wire.Target;
import dev.flowbench.model.wire.Usages;
import dev.flowbench.net.Credential;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
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
 * Gemini by {@code streamGenerateContent}. Thinking goes by a budget up to version 2.5 and by a level from 3 on; a name
 * without a version counts as the newest.
 */
public final class Gemini implements Dialect {
    private static final String BASE = "https://generativelanguage.googleapis.com/v1beta";
    private static final String SECRET = "GEMINI_API_KEY";
    private static final int NEWEST = 9_900;
    private static final int THINKS_SINCE = 205;
    private static final int LEVELS_SINCE = 300;
    /** Ids that the provider did not give but we. */
    private static final Pattern OUR_ID = Pattern.compile("call_\\d+_\\d+");
    private static final long EXTRA = 64;

    @Override
    public String provider() { return "gemini"; }

    @Override
    public Target target(Target.Wish wish) throws ModelException {
        return Target.of(wish, BASE, Credential.in("x-goog-api-key", wish.secret() == null ? SECRET : wish.secret()),
                Map.of());
    }

    @Override
    public StreamingChatModel library(HttpClientBuilder wire) {
        return GoogleAiGeminiStreamingChatModel.builder().httpClientBuilder(wire)
                .apiKey("none").modelName("none").returnThinking(false).sendThinking(false).build();
    }

    @Override
    public String path(String model) { return "/models/" + bare(model) + ":streamGenerateContent?alt=sse"; }

    private static String bare(String model) {
        return model.startsWith("models/") ? model.substring("models/".length()) : model;
    }

    private static int version(String model) {
        return Families.version(model, "gemini").orElse(NEWEST);
    }

    @Override
    public Set<Feature> lacks(String model) {
        // Its cap has one name, and it always says what was used.
        Set<Feature> lacks = EnumSet.of(Feature.USUAL_CAP, Feature.STREAM_USAGE);
        if (version(model) < THINKS_SINCE) lacks.add(Feature.EFFORT);
        return lacks;
    }

    @Override
    public AnswerShape shape(ModelRequest request, Set<Feature> without) {
        JsonNode schema = request.schema();
        if (schema == null) return new AnswerShape.Text();
        // Before version 3 a schema and tools do not go together.
        boolean both = request.tools().isEmpty() || version(request.model()) >= LEVELS_SINCE;
        return without.contains(Feature.SCHEMA) || !both
                ? new AnswerShape.Prompted(schema)
                : new AnswerShape.Schema(schema, false);
    }

    @Override
    public Conversation.Manner manner() { return new Conversation.Manner(false, true, true); }

    @Override
    public void finish(ObjectNode body, Ask ask) {
        ModelRequest request = ask.request();
        ObjectNode config = body.putObject("generationConfig").put("maxOutputTokens", request.maxOutputTokens());
        Double temperature = request.temperature();
        if (temperature != null && ask.holds(Feature.TEMPERATURE)) config.put("temperature", temperature);
        if (ask.shape() instanceof AnswerShape.Schema(JsonNode schema, boolean _)) {
            config.put("responseMimeType", "application/json").set("responseJsonSchema", schema);
        }
        ReasoningEffort effort = request.reasoningEffort();
        if (effort != null && ask.holds(Feature.EFFORT)) think(config, effort, request);
        ArrayNode declared = body.path("tools").path(0).path("functionDeclarations") instanceof ArrayNode list
                ? list
                : JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < Math.min(declared.size(), request.tools().size()); i++) {
            if (declared.get(i) instanceof ObjectNode function) {
                function.remove(List.of("parameters", "parametersJsonSchema"));
                JsonNode parameters = request.tools().get(i).parameters();
                if (!parameters.path("properties").isEmpty()) function.set("parametersJsonSchema", parameters);
            }
        }
        contents(body, ask);
    }

    /** Thoughts count against the cap on the answer, so a budget is a part of it. */
    private static void think(ObjectNode config, ReasoningEffort effort, ModelRequest request) {
        ObjectNode thinking = config.putObject("thinkingConfig");
        String name = bare(request.model()).toLowerCase(Locale.ROOT);
        int version = version(name);
        if (version >= LEVELS_SINCE) {
            thinking.put("thinkingLevel", level(effort, name, version));
            return;
        }
        int most = request.maxOutputTokens();
        boolean pro = name.contains("pro");
        int least = pro ? 128 : name.contains("lite") ? 512 : 0;
        int largest = pro ? 32_768 : 24_576;
        thinking.put("thinkingBudget", switch (effort) {
            case MINIMAL -> pro ? least : 0;
            case LOW -> Math.clamp(most / 4, least, largest);
            case MEDIUM -> Math.clamp(most / 2, least, largest);
            case HIGH -> Math.clamp(most - most / 4, least, largest);
        });
    }

    /** Not every model knows every level: the nearest that it knows. */
    private static String level(ReasoningEffort effort, String name, int version) {
        boolean flash = name.contains("flash");
        boolean least = flash && (name.contains("lite") || version < 307);
        if (effort == ReasoningEffort.MINIMAL && !least) return "low";
        if (effort == ReasoningEffort.MEDIUM && !flash && version == LEVELS_SINCE) return "high";
        return effort.name().toLowerCase(Locale.ROOT);
    }

    /**
     * One turn after the other: the results of calls that were made together belong into one. What was thought about goes
     * back exactly as it came, and no id that we made up.
     */
    private static void contents(ObjectNode body, Ask ask) {
        if (!(body.path("contents") instanceof ArrayNode written)) return;
        Iterator<ModelRequest.Turn> said = Conversation.said(ask.request()).stream()
                .filter(turn -> turn.role() == Message.Role.ASSISTANT).iterator();
        var contents = new ArrayList<ObjectNode>();
        for (JsonNode each : written) {
            if (!(each instanceof ObjectNode content)) continue;
            boolean model = content.path("role").asText().equals("model");
            JsonNode thoughts = model && said.hasNext() ? said.next().thoughts() : null;
            if (thoughts != null && ask.holds(Feature.THOUGHTS)
                    && thoughts.path("of").asText().equals(of(ask.request()))) {
                content.set("parts", thoughts.path("parts"));
            }
            content.path("parts").forEach(Gemini::mended);
            if (model && signs(ask.request())) sign(content.path("parts"));
            ObjectNode last = contents.isEmpty() ? null : contents.getLast();
            if (last != null && !model && last.path("role").equals(content.path("role"))) {
                last.withArray("/parts").addAll((ArrayNode) content.withArray("/parts"));
            } else {
                contents.add(content);
            }
        }
        written.removeAll();
        contents.forEach(written::add);
        if (body.path("systemInstruction") instanceof ObjectNode system) system.remove("role");
    }

    /** From 3 on, calls are refused that come back without the signature they were made with. */
    private static boolean signs(ModelRequest request) {
        return Families.version(request.model(), "gemini").filter(version -> version >= LEVELS_SINCE).isPresent();
    }

    /** Calls that another model made have no signature; for these Google has a word to be said in its place. */
    private static void sign(JsonNode parts) {
        @Nullable ObjectNode first = null;
        for (JsonNode part : parts) {
            if (part.has("thoughtSignature")) return;
            if (first == null && part.has("functionCall") && part instanceof ObjectNode call) first = call;
        }
        if (first != null) first.put("thoughtSignature", "skip_thought_signature_validator");
    }

    private static void mended(JsonNode part) {
        for (String field : new String[]{"functionCall", "functionResponse"}) {
            if (part.path(field) instanceof ObjectNode call && OUR_ID.matcher(call.path("id").asText()).matches()) {
                call.remove("id");
            }
        }
        if (part instanceof ObjectNode object) {
            Images.address(object.path("inlineData")).ifPresent(address -> {
                object.remove("inlineData");
                object.putObject("fileData").put("fileUri", address).put("mimeType", type(address));
            });
        }
    }

    /** By its ending: Google wants to be told. */
    private static String type(String address) {
        String path = address.replaceFirst("[?#].*$", "").toLowerCase(Locale.ROOT);
        return path.endsWith(".png")
                ? "image/png"
                : path.endsWith(".webp") ? "image/webp" : path.endsWith(".gif") ? "image/gif" : "image/jpeg";
    }

    /** Whose thoughts they are: nobody else can read them. */
    static String of(ModelRequest request) {
        return "gemini " + bare(request.model());
    }

    @Override
    public Reading reading(Ask ask) { return new GeminiReading(of(ask.request())); }

    @Override
    public List<String> requestIds() { return List.of("x-goog-request-id", "x-request-id"); }

    @Override
    public long extraInput(ModelRequest request) { return EXTRA; }

    @Override
    public String modelsPath() { return "/models?pageSize=1000"; }

    @Override
    public Optional<ModelPage> models(JsonNode page) {
        if (!page.path("models").isArray()) return Optional.empty();
        var models = new ArrayList<ModelPage.Entry>();
        for (JsonNode model : page.get("models")) {
            String id = bare(model.path("name").asText());
            boolean answers = !model.has("supportedGenerationMethods")
                    || model.get("supportedGenerationMethods").toString().contains("\"generateContent\"");
            if (!id.isBlank() && answers) {
                models.add(new ModelPage.Entry(id, model.path("displayName").asText(id),
                        Usages.count(model.path("inputTokenLimit")), Usages.count(model.path("outputTokenLimit"))));
            }
        }
        String next = page.path("nextPageToken").asText("");
        return Optional.of(new ModelPage(models, next.isEmpty() ? "" : "pageToken=" + next));
    }
}
