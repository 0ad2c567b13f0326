package dev.flowbench.model.anthropic;

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
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.model.wire.Reading;
import dev.flowbench.model.wire.Target;
import dev.flowbench.model.wire.Usages;
import dev.flowbench.net.Credential;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Messages of Anthropic. What a model takes follows its version, which stands in its name: thinking by a budget up to 4.5,
 * by effort from 4.6 on; no temperature from 4.7 on; a schema in the protocol from 4.5 on, before that as a tool that must
 * be called. A name without a version counts as the newest.
 */
public final class Anthropic implements Dialect {
    private static final String BASE = "https://api.anthropic.com/v1";
    private static final String SECRET = "ANTHROPIC_API_KEY";
    private static final Map<String, String> HEADERS = Map.of("anthropic-version", "2023-06-01");
    private static final int NEWEST = 9_900;
    private static final int FORMAT_SINCE = 405;
    private static final int ADAPTIVE_SINCE = 406;
    private static final int WITHOUT_TEMPERATURE_SINCE = 407;
    private static final int THINKS_SINCE = 307;
    private static final int LEAST_BUDGET = 1_024;
    /** What tools put into the system prompt. */
    private static final long TOOLS_EXTRA = 1_024;
    private static final long EXTRA = 64;

    @Override
    public String provider() { return "anthropic"; }

    @Override
    public Target target(Target.Wish wish) throws ModelException {
        return Target.of(wish, BASE, Credential.in("x-api-key", wish.secret() == null ? SECRET : wish.secret()),
                HEADERS);
    }

    @Override
    public StreamingChatModel library(HttpClientBuilder wire) {
        return new AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder().httpClientBuilder(wire)
                .apiKey("none").modelName("none").returnThinking(false).build();
    }

    @Override
    public String path(String model) { return "/messages"; }

    private static int version(String model) {
        return Families.version(model, "claude").orElse(NEWEST);
    }

    @Override
    public Set<Feature> lacks(String model) {
        // Its cap has one name, and it always says what was used.
        Set<Feature> lacks = EnumSet.of(Feature.USUAL_CAP, Feature.STREAM_USAGE);
        if (version(model) >= WITHOUT_TEMPERATURE_SINCE) lacks.add(Feature.TEMPERATURE);
        if (version(model) < THINKS_SINCE) lacks.add(Feature.EFFORT);
        return lacks;
    }

    @Override
    public AnswerShape shape(ModelRequest request, Set<Feature> without) {
        JsonNode schema = request.schema();
        if (schema == null) return new AnswerShape.Text();
        if (without.contains(Feature.SCHEMA)) return new AnswerShape.Prompted(schema);
        Optional<JsonNode> taken = AnswerSchema.of(schema);
        if (taken.isPresent() && version(request.model()) >= FORMAT_SINCE) {
            return new AnswerShape.Schema(taken.get(), true);
        }
        // A tool that must be called goes with neither thinking nor other tools.
        boolean free = request.tools().isEmpty()
                && (request.reasoningEffort() == null || without.contains(Feature.EFFORT))
                && version(request.model()) < ADAPTIVE_SINCE;
        return free && schema.path("type").asText().equals("object")
                ? new AnswerShape.Tool(schema)
                : new AnswerShape.Prompted(schema);
    }

    @Override
    public Conversation.Manner manner() { return new Conversation.Manner(false, true, false); }

    @Override
    public void finish(ObjectNode body, Ask ask) {
        ModelRequest request = ask.request();
        tools(body, ask);
        boolean thinks = think(body, ask);
        body.remove("temperature");
        Double temperature = request.temperature();
        // Its scale ends at 1; what thinks by a budget takes none.
        if (temperature != null && ask.holds(Feature.TEMPERATURE) && !thinks) {
            body.put("temperature", Math.min(1, temperature));
        }
        if (ask.shape() instanceof AnswerShape.Schema(JsonNode schema, boolean _)) {
            body.withObject("/output_config").putObject("format").put("type", "json_schema").set("schema", schema);
        }
        if (ask.holds(Feature.THOUGHTS)) sayThoughts(body, request);
        if (request.promptCache()) {
            // What stands before a mark is cached: tools, then instructions.
            mark(body.path("tools"));
            mark(body.path("system"));
        }
    }

    private static void mark(JsonNode list) {
        if (list instanceof ArrayNode array && array.size() > 0
                && array.get(array.size() - 1) instanceof ObjectNode last) {
            last.putObject("cache_control").put("type", "ephemeral");
        }
    }

    private static void tools(ObjectNode body, Ask ask) {
        for (int i = 0; i < ask.request().tools().size(); i++) {
            if (body.path("tools").path(i) instanceof ObjectNode tool) {
                tool.set("input_schema", object(ask.request().tools().get(i).parameters()));
            }
        }
        if (ask.shape() instanceof AnswerShape.Tool(JsonNode schema)) {
            ObjectNode tool = body.putArray("tools").addObject();
            tool.put("name", AnswerShape.TOOL).put("description", "Takes the answer.").set("input_schema", schema);
            body.putObject("tool_choice").put("type", "tool").put("name", AnswerShape.TOOL);
        }
    }

    /** It wants the type to be said. */
    private static JsonNode object(JsonNode schema) {
        if (schema.path("type").asText().equals("object")) return schema;
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("type", "object");
        if (schema instanceof ObjectNode given) object.setAll(given);
        return object.put("type", "object");
    }

    /** Whether it thinks by a budget. The budget is part of the cap on the answer, so the worst case stays what it was. */
    private static boolean think(ObjectNode body, Ask ask) {
        ReasoningEffort effort = ask.request().reasoningEffort();
        if (effort == null || !ask.holds(Feature.EFFORT)) return false;
        if (version(ask.request().model()) >= ADAPTIVE_SINCE) {
            body.putObject("thinking").put("type", "adaptive");
            body.withObject("/output_config").put("effort", effort == ReasoningEffort.MINIMAL
                    ? "low"
                    : effort.name().toLowerCase(Locale.ROOT));
            return false;
        }
        int most = ask.request().maxOutputTokens();
        int budget = Math.max(LEAST_BUDGET, switch (effort) {
            case MINIMAL -> 0;
            case LOW -> most / 4;
            case MEDIUM -> most / 2;
            case HIGH -> most - most / 4;
        });
        // As much again must be left for the answer itself.
        if (effort == ReasoningEffort.MINIMAL || most < 2 * LEAST_BUDGET) return false;
        body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
        return true;
    }

    /** Turns that were thought about go back exactly as they came. */
    private static void sayThoughts(ObjectNode body, ModelRequest request) {
        Iterator<ModelRequest.Turn> said = Conversation.said(request).stream()
                .filter(turn -> turn.role() == Message.Role.ASSISTANT).iterator();
        for (JsonNode message : body.path("messages")) {
            if (!message.path("role").asText().equals("assistant") || !said.hasNext()) continue;
            JsonNode thoughts = said.next().thoughts();
            if (thoughts != null && thoughts.path("of").asText().equals(of(request))
                    && message instanceof ObjectNode object) {
                object.set("content", thoughts.path("content"));
            }
        }
    }

    /** Whose thoughts they are: nobody else can read them. */
    static String of(ModelRequest request) {
        return "anthropic " + request.model();
    }

    @Override
    public Reading reading(Ask ask) { return new AnthropicReading(of(ask.request())); }

    @Override
    public List<String> requestIds() { return List.of("request-id", "x-request-id"); }

    @Override
    public long extraInput(ModelRequest request) {
        return EXTRA + (request.tools().isEmpty() && request.schema() == null ? 0 : TOOLS_EXTRA);
    }

    @Override
    public String modelsPath() { return "/models?limit=1000"; }

    @Override
    public Optional<ModelPage> models(JsonNode page) {
        if (!page.path("data").isArray()) return Optional.empty();
        var models = new ArrayList<ModelPage.Entry>();
        for (JsonNode model : page.get("data")) {
            String id = model.path("id").asText();
            if (!id.isBlank()) {
                models.add(new ModelPage.Entry(id, model.path("display_name").asText(id),
                        Usages.count(model.path("max_input_tokens")), Usages.count(model.path("max_tokens"))));
            }
        }
        String last = page.path("last_id").asText("");
        return Optional.of(new ModelPage(models,
                page.path("has_more").asBoolean() && !last.isEmpty() ? "after_id=" + last : ""));
    }
}
