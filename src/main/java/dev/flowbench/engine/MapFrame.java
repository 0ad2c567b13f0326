package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs its body once for each item of a list, several at once. What goes wrong with one item is that item's alone. */
final class MapFrame {
    private static final String BODY = "body";
    private static final int DEFAULT_MOST = 100;
    private static final int DEFAULT_AT_ONCE = 5;
    /** Longer names of items make the step keys in every event longer than what they tell. */
    private static final int LONGEST_KEY = 200;

    private final Interpreter interpreter;

    MapFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.MapWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        MapItems kind = work.kind();
        ArrayNode items = items(kind, plan, where, inputs.get("items"));
        int size = items.size();
        int minSuccess = kind.minSuccess() == null ? 0 : kind.minSuccess();
        @Nullable List<String> keys = work.key() == null ? null : keys(work.key(), plan, where, inputs, items);
        int[] failed = {0};
        boolean[] closedEarly = {false};
        var fan = new FanOut(interpreter, where, context, minSuccess > size ? 0 : size, null,
                kind.concurrency() == null ? DEFAULT_AT_ONCE : kind.concurrency(),
                new Items(interpreter, work, where, inputs, items, keys));
        @Nullable Stop stop = fan.run((index, outcome) -> {
            closedEarly[0] |= outcome instanceof FanOut.Outcome.Failed && size - ++failed[0] < minSuccess;
            return closedEarly[0];
        });
        List<FanOut.@Nullable Outcome> outcomes = fan.outcomes();
        if (stop != null) {
            throw stop.reason() instanceof Stop.Reason.Capped capped
                    ? new Stop(capped.carrying(soFar(outcomes)))
                    : stop;
        }
        interpreter.run.tell(where, new What.Decided(What.Choice.JOIN, Details.of("succeeded", size - failed[0],
                "failed", failed[0], "closedEarly", closedEarly[0], Recording.ORDER,
                closedEarly[0] ? fan.order() : null)));
        if (size - failed[0] < minSuccess) {
            throw Stop.failed(new RunError(ErrorCode.TOO_FEW,
                    Texts.text("error.tooFewItems", plan.node().displayTitle(), failed[0], size, minSuccess,
                            firstError(outcomes)),
                    Texts.text("wayOut.tooFewItems"), where.node(), 1, null, -1));
        }
        return new StepResult(ports(outcomes), partial(plan, where, outcomes, failed[0]), FanOut.writes(outcomes));
    }

    private static ArrayNode items(MapItems kind, NodePlan plan, Where where, @Nullable JsonNode items) {
        if (!(items instanceof ArrayNode list)) {
            throw Stop.failed(new RunError(ErrorCode.OUTPUT_INVALID,
                    Texts.text("error.noItems", plan.node().displayTitle(), Details.shortened(items)),
                    Texts.text("wayOut.noItems"), where.node(), 1, null, -1));
        }
        int most = kind.maxItems() == null ? DEFAULT_MOST : kind.maxItems();
        if (list.size() > most) {
            throw Stop.failed(new RunError(ErrorCode.TOO_LARGE,
                    Texts.text("error.tooManyItems", plan.node().displayTitle(), list.size(), most),
                    Texts.text("wayOut.tooManyItems"), where.node(), 1, null, -1));
        }
        return list;
    }

    /** The items' own names, each once. */
    private static List<String> keys(Expression key, NodePlan plan, Where where, Map<String, JsonNode> inputs,
            ArrayNode items) {
        var keys = new ArrayList<String>(items.size());
        var seen = new HashMap<String, Integer>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            JsonNode index = IntNode.valueOf(i);
            JsonNode value;
            try {
                value = key.eval(name -> switch (name) {
                    case "item" -> item;
                    case "index" -> index;
                    default -> inputs.get(name);
                });
            } catch (TextException e) {
                throw TransformStep.textError(plan, where, e, "itemKey");
            }
            String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
            if (text.isBlank() || text.length() > LONGEST_KEY) {
                throw wrongKey(plan, where,
                        Texts.text("error.badItemKey", plan.node().displayTitle(), i + 1, Details.shortened(value)));
            }
            @Nullable Integer other = seen.put(text, i);
            if (other != null) {
                throw wrongKey(plan, where, Texts.text("error.sameItemKey", plan.node().displayTitle(), other + 1,
                        i + 1, text));
            }
            keys.add(text);
        }
        return keys;
    }

    private static Stop wrongKey(NodePlan plan, Where where, String message) {
        return Stop.failed(new RunError(ErrorCode.TEXT, message, Texts.text("wayOut.itemKey", plan.node().id()),
                where.node(), 1, null, -1));
    }

    private record Items(Interpreter interpreter, Work.MapWork work, Where where, Map<String, JsonNode> inputs,
            ArrayNode items, @Nullable List<String> keys)
            implements
                FanOut.Pieces {
        @Override
        public String title(int index) {
            return keys == null ? Integer.toString(index + 1) : keys.get(index);
        }

        @Override
        public GraphPlan plan(int index) {
            return work.body();
        }

        @Override
        public Context context(int index, Context within) {
            var in = new LinkedHashMap<>(inputs);
            in.put("item", items.get(index));
            in.put("index", IntNode.valueOf(index));
            return keys == null
                    ? interpreter.child(within, where, BODY, index, in)
                    : interpreter.child(within, where, BODY, index, keys.get(index), in);
        }
    }

    private static Map<String, JsonNode> ports(List<FanOut.@Nullable Outcome> outcomes) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        int succeeded = 0;
        int failed = 0;
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            results.add(entry(outcome));
            succeeded += outcome instanceof FanOut.Outcome.Given ? 1 : 0;
            failed += outcome instanceof FanOut.Outcome.Failed ? 1 : 0;
        }
        Map<String, JsonNode> ports = Details.ports("results", results, "succeeded", IntNode.valueOf(succeeded));
        ports.put("failed", IntNode.valueOf(failed));
        return ports;
    }

    private static ObjectNode entry(FanOut.@Nullable Outcome outcome) {
        return switch (outcome) {
            case FanOut.Outcome.Given given -> Details.of("status", "succeeded", "value", given.value());
            case FanOut.Outcome.Failed failed -> Details.of("status", "failed", "error", failed.error().message(),
                    "code", failed.error().code().name());
            case FanOut.Outcome.Cut cut -> Details.of("status", "partial", "value", cut.soFar());
            case null -> Details.of("status", "skipped");
        };
    }

    /** On the way out by a cap, what is finished goes along, each in its place. */
    private static @Nullable GraphResult soFar(List<FanOut.@Nullable Outcome> outcomes) {
        if (outcomes.stream().noneMatch(outcome -> outcome instanceof FanOut.Outcome.Given
                || outcome instanceof FanOut.Outcome.Cut)) {
            return null;
        }
        Map<String, JsonNode> ports = ports(outcomes);
        return new GraphResult(ports.get("results"), ports, null, FanOut.writes(outcomes));
    }

    private static @Nullable Partial partial(NodePlan plan, Where where, List<FanOut.@Nullable Outcome> outcomes,
            int failed) {
        if (failed > 0) {
            return new Partial("items", where.span(), Texts.text("partial.items", plan.node().displayTitle(), failed,
                    outcomes.size(), firstError(outcomes)));
        }
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof FanOut.Outcome.Given(var _, Partial partial, var _) && partial != null) {
                return partial;
            }
        }
        return null;
    }

    private static String firstError(List<FanOut.@Nullable Outcome> outcomes) {
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof FanOut.Outcome.Failed failed) {
                return failed.error().message();
            }
        }
        return "";
    }
}
