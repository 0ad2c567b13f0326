package dev.flowbench.model.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.model.recorded.Cassette.Known;
import dev.flowbench.model.recorded.Cassette.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tools and the memory of a recorded run. What only computes is computed; everything else is taken from the recording
 * and never done. A tool that is not on this machine is known from the recording. Safe for many threads.
 */
public final class RecordedTools implements Tools, Memory {
    private final Cassette cassette;
    private final List<Tool> all;

    /** @param here the tools of this machine */
    public RecordedTools(Cassette cassette, Tools here) {
        this.cassette = cassette;
        var byName = new LinkedHashMap<String, Tool>();
        here.all().forEach(tool -> byName.put(tool.definition().name(),
                tool.definition().effect() == EffectClass.PURE ? tool : new Recorded(tool.definition())));
        cassette.tools()
                .forEach((name, known) -> byName.computeIfAbsent(name, _ -> new Recorded(definition(name, known))));
        this.all = List.copyOf(byName.values());
    }

    @Override
    public List<Tool> all() { return all; }

    private static Tool.Definition definition(String name, Known known) {
        @Nullable ToolSpec spec = known.spec();
        return new Tool.Definition(name, spec == null ? "" : spec.description(),
                spec == null ? JsonNodeFactory.instance.objectNode().put("type", "object") : spec.parameters(), null,
                known.effect(), false);
    }

    private JsonNode result(String step, ToolRequest request) throws ToolException {
        Optional<Outcome> outcome = cassette.take(step, 0, request);
        if (outcome.isEmpty()) {
            throw new ToolException(ErrorCode.DIVERGENCE, Texts.text("miss.tool", step, request.tool()),
                    Texts.text("miss.out"));
        }
        return switch (outcome.get()) {
            case Outcome.Answered(ToolReply reply, long _) -> reply.value();
            case Outcome.Answered(ModelReply _, long _) -> throw new IllegalStateException("an answer for " + step);
            case Outcome.Failed(RunError error, String _) -> throw new ToolException(error.code(), error.message(),
                    error.wayOut(), error.retryAfterMillis() > 0 ? 0 : -1, null);
        };
    }

    private final class Recorded implements Tool {
        private final Definition definition;

        Recorded(Definition definition) {
            this.definition = definition;
        }

        @Override
        public Definition definition() { return definition; }

        @Override
        public JsonNode call(JsonNode arguments, Call call) throws ToolException {
            return result(call.stepKey(), new ToolRequest(definition.name(), arguments, call.config(),
                    call.idempotencyKey()));
        }
    }

    @Override
    public List<Entry> recall(String scope, String query, int k) throws ToolException {
        var entries = new ArrayList<Entry>();
        JsonNode arguments = JsonNodeFactory.instance.objectNode().put("scope", scope).put("query", query).put("k", k);
        for (JsonNode entry : result("", new ToolRequest(ToolRequest.RECALL, arguments, null, ""))) {
            entries.add(new Entry(entry.path("id").asText(), entry.path("text").asText(),
                    entry.path("score").asDouble(), entry.path("at").asLong()));
        }
        return entries;
    }

    /** Nothing is kept: the recording was. */
    @Override
    public void remember(String scope, String id, String text, long at) {}
}
