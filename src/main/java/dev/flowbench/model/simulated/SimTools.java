package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The calls of tools that the simulated model asks for. */
final class SimTools {
    private SimTools() {}

    /**
     * A call for the first turn or two of a conversation, then none: a tool that the prompt speaks of where it speaks of
     * one, with arguments that fit its schema.
     */
    static List<ToolUse> madeUp(ModelRequest request, int round, long seed) {
        if (request.tools().isEmpty()) return List.of();
        int turns = (int) request.messages().stream().filter(turn -> !turn.toolCalls().isEmpty()).count();
        var phrases = new Phrases(request, round);
        var chance = new Random(SimulatedModel.mixed(seed + 1));
        if (turns >= 2 || turns == 1 && chance.nextBoolean()) return List.of();
        var best = new ArrayList<ToolSpec>();
        int most = 0;
        for (ToolSpec tool : request.tools()) {
            int mentions = phrases.mentions(tool.name());
            if (mentions > most) best.clear();
            if (mentions >= most) best.add(tool);
            most = Math.max(most, mentions);
        }
        ToolSpec tool = best.get(chance.nextInt(best.size()));
        return List.of(new ToolUse("", tool.name(),
                new SchemaAnswer(tool.parameters(), phrases, round, chance).value()));
    }

    /** The call of the turn before once more; at first, one that is always the same. */
    static List<ToolUse> again(ModelRequest request) {
        for (ModelRequest.Turn turn : request.messages().reversed()) {
            if (!turn.toolCalls().isEmpty()) return List.of(turn.toolCalls().getFirst());
        }
        ToolSpec tool = request.tools().getFirst();
        return List.of(new ToolUse("", tool.name(), new SchemaAnswer(tool.parameters(), new Phrases(request, 1), 1,
                new Random(1)).value()));
    }

    /** The calls with ids by which they are answered. */
    static List<ToolUse> named(List<ToolUse> calls, String answer) {
        var named = new ArrayList<ToolUse>();
        for (ToolUse call : calls) {
            named.add(new ToolUse(answer + '-' + (named.size() + 1), call.tool(), call.arguments()));
        }
        return named;
    }

    static List<ToolUse> spoilt(List<ToolUse> calls, SimFault fault) {
        return switch (fault) {
            case MALFORMED, TRUNCATED -> calls.stream().map(call -> {
                String whole = call.arguments().toString();
                return with(call, TextNode.valueOf(whole.substring(0, whole.length() / 2)));
            }).toList();
            case WRONG_SCHEMA -> calls.stream()
                    .map(call -> with(call, JsonNodeFactory.instance.objectNode().put("unexpected", true))).toList();
            case EMPTY -> List.of();
            case UNREACHABLE, TIMEOUT, RATE_LIMIT, SERVER_ERROR, AUTH, REFUSAL, CUT, NO_USAGE, SLOW, LYING_USAGE,
                    MISROUTE,
                    LONG_PLAN, ESCALATE, LOOP ->
                calls;
        };
    }

    private static ToolUse with(ToolUse call, JsonNode arguments) {
        return new ToolUse(call.id(), call.tool(), arguments);
    }

    static long tokens(List<ToolUse> calls) {
        long tokens = 0;
        for (ToolUse call : calls) {
            tokens += SimulatedModel.tokens(call.tool()) + SimulatedModel.tokens(call.arguments().toString()) + 4;
        }
        return tokens;
    }
}
