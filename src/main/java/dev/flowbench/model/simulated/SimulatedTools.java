package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a simulated run: what only computes, or reads on this machine what the user has granted, is the real tool;
 * of any other there is a stand-in that does nothing and makes up its result. What it gives depends on the seed, the
 * step's key and the arguments only; a {@link SimScript} may say it. Safe for many threads.
 */
public final class SimulatedTools implements Tools {
    private final List<Tool> all;

    /**
     * @param tools the real ones
     * @param script what the stand-ins answer; {@link SimScript#NONE} makes up everything
     * @param seed that of the run
     */
    public SimulatedTools(Tools tools, SimScript script, long seed) {
        var answers = new SchemaAnswers();
        this.all = tools.all().stream()
                .map(tool -> changesNothing(tool.definition())
                        ? tool
                        : new Pretended(tool.definition(), script, seed, answers))
                .toList();
    }

    private static boolean changesNothing(Tool.Definition tool) {
        return tool.local() && switch (tool.effect()) {
            case PURE, READ -> true;
            case MODEL, IDEMPOTENT, NON_IDEMPOTENT -> false;
        };
    }

    @Override
    public List<Tool> all() {
        return all;
    }

    private record Pretended(Definition definition, SimScript script, long seed, SchemaAnswers answers)
            implements
                Tool {
        @Override
        public boolean simulated() {
            return true;
        }

        @Override
        public JsonNode call(JsonNode arguments, Call call) throws ToolException {
            if (call.cancelled()) throw new ToolException(ErrorCode.CANCELLED, Texts.text("cancelled"), "");
            int agent = turn(call.stepKey());
            // Of an agent the turn counts, as for its model; its own answers stand under its id.
            String key = agent < 0 ? call.stepKey() : call.stepKey().substring(0, agent);
            String name = agent < 0 ? call.node() : call.node() + '/' + definition.name();
            StepPlace place = StepPlace.of(key);
            Optional<SimAnswer> scripted = script.answer(name, place, call.attempt(), arguments.toString());
            Optional<SimFault> fault = scripted.flatMap(SimAnswer::fault);
            if (fault.isPresent()) suffer(fault.get());
            Optional<String> content = scripted.flatMap(SimAnswer::content);
            return content.isPresent()
                    ? said(content.get())
                    : madeUp(arguments, place.round(),
                            SimulatedModel.mixed(seed + 31L * call.stepKey().hashCode()));
        }

        /** Where the call begins in the key of an agent's step, {@code ops/turn#3/tool#1}; below 0 for any other step. */
        private static int turn(String stepKey) {
            int last = stepKey.lastIndexOf('/');
            return last >= 0 && stepKey.startsWith("tool#", last + 1) ? last : -1;
        }

        private JsonNode said(String content) {
            JsonNode schema = definition.result();
            if (schema != null && schema.path("type").asText().equals("string")) return TextNode.valueOf(content);
            return SimScriptReader.value(content).orElseGet(() -> TextNode.valueOf(content));
        }

        private JsonNode madeUp(JsonNode arguments, int round, long mixed) {
            JsonNode schema = definition.result();
            if (schema == null) {
                return JsonNodeFactory.instance.objectNode().put("simulated", true).put("tool", definition.name());
            }
            var words = new StringJoiner("\n");
            arguments.forEach(value -> words.add(value.isValueNode() ? value.asText() : value.toString()));
            var phrases = new Phrases(words.toString(), definition.description(), round);
            return repeating(arguments, answers.value(schema, phrases, round, mixed), schema);
        }

        /** A field of the result that is called like an argument mostly repeats it. */
        private static JsonNode repeating(JsonNode arguments, JsonNode value, JsonNode schema) {
            if (!(value instanceof ObjectNode object)) return value;
            ObjectNode repeating = object.deepCopy();
            for (var argument : arguments.properties()) {
                if (object.has(argument.getKey())) repeating.set(argument.getKey(), argument.getValue());
            }
            try {
                return JsonSchema.of(schema).validate(repeating).isEmpty() ? repeating : value;
            } catch (SchemaException _) {
                return value;
            }
        }

        private void suffer(SimFault fault) throws ToolException {
            @Nullable ErrorCode code = switch (fault) {
                case UNREACHABLE -> ErrorCode.NET_CONNECT;
                case TIMEOUT -> ErrorCode.TIMEOUT;
                case RATE_LIMIT -> ErrorCode.RATE_LIMIT;
                case AUTH -> ErrorCode.AUTH;
                case CUT -> ErrorCode.NET_LOST;
                case MALFORMED, WRONG_SCHEMA -> ErrorCode.PROVIDER_NONSENSE;
                case SERVER_ERROR, REFUSAL, EMPTY, TRUNCATED -> ErrorCode.TOOL_ERROR;
                // Only a model can suffer these.
                case NO_USAGE, SLOW, LYING_USAGE, MISROUTE, LONG_PLAN, ESCALATE, LOOP -> null;
            };
            if (code != null) {
                throw new ToolException(code, Texts.text("fault.tool", fault.id(), definition.name()),
                        Texts.text("fault.wayOut"), fault == SimFault.RATE_LIMIT ? 0 : -1, null);
            }
        }
    }
}
