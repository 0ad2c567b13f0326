package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.flow.Settings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Events with values drawn by chance; the same seed draws the same. */
final class RandomEvents {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final String ODD = "aZ09 {}[]\"\\/\n\r\t\u0001é€—\u2028😀,:";

    private final Random random;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    Event event(EventNames.Type type) {
        return new Event(random.nextLong(1L << 40), random.nextLong(1L << 60),
                new Where(text(), random.nextLong(1 << 20), random.nextLong(1 << 20), maybe(this::text), text(), text(),
                        random.nextInt(100), 1 + random.nextInt(5)),
                what(type));
    }

    private What what(EventNames.Type type) {
        return switch (type) {
            case RUN_STARTED -> new What.RunStarted(text(), text(), text(), values(), random.nextBoolean(),
                    random.nextLong(), text(), text(), random.nextBoolean());
            case STEP_STARTED -> new What.StepStarted(text(), values());
            case EFFECT_STARTED ->
                new What.EffectStarted(one(EffectClass.values()), random.nextBoolean() ? request() : call(), amount());
            case EFFECT_COMPLETED -> new What.EffectCompleted(
                    random.nextBoolean() ? reply() : new ToolReply(value(3), random.nextInt(3), random.nextBoolean()),
                    amount(),
                    random.nextLong(1 << 30), random.nextBoolean(), random.nextLong(9));
            case EFFECT_FAILED -> new What.EffectFailed(error(), amount(), random.nextBoolean(), text(),
                    random.nextLong(1 << 30), random.nextLong(9));
            case OUTPUT_REJECTED -> new What.OutputRejected(list(this::text), random.nextBoolean());
            case SCORED -> new What.Scored(random.nextInt(9), random.nextDouble(), maybe(() -> value(3)),
                    random.nextBoolean(), random.nextBoolean());
            case DECIDED -> new What.Decided(one(What.Choice.values()), value(3));
            case CAP_TRIPPED -> new What.CapTripped(random.nextLong(1 << 20), text(), text(), text(), text());
            case STEP_COMPLETED -> new What.StepCompleted(values(), maybe(this::partial), maybe(this::leave));
            case STEP_SKIPPED -> new What.StepSkipped(text(), maybe(this::leave));
            case STEP_FAILED -> new What.StepFailed(error());
            case CANCEL_REQUESTED -> new What.CancelRequested(text());
            case RUN_FINISHED -> new What.RunFinished(one(RunStatus.values()), values(), maybe(() -> value(3)),
                    maybe(this::partial), maybe(this::error), amount());
            case EFFECT_HELD -> new What.EffectHeld(text(), one(EffectClass.values()), call(), text(), value(3));
            case STATE_WRITTEN -> new What.StateWritten(text(), value(3));
            case APPROVAL_REQUESTED -> new What.ApprovalRequested(text(),
                    one(What.ApprovalRequested.About.values()), value(3), text(), text(), text(),
                    random.nextBoolean(), random.nextLong(1 << 20) - 1,
                    one(Settings.ApprovalPolicy.OnTimeout.values()));
            case APPROVAL_DECIDED -> new What.ApprovalDecided(text(), one(What.ApprovalDecided.Verdict.values()),
                    maybe(() -> value(3)), text(), text(), text());
            case STOOD -> new What.Stood(random.nextBoolean(), values(), random.nextBoolean());
            case PAUSED -> new What.Paused(text());
            case CONTINUED -> new What.Continued(text());
            case SUSPENDED -> new What.Suspended(text());
            case RESUMED -> new What.Resumed(random.nextInt(9), text());
        };
    }

    private ToolRequest call() {
        return new ToolRequest(text(), value(3), maybe(() -> value(3)), text());
    }

    private Leave leave() {
        return new Leave(one(Leave.How.values()), random.nextInt(9), one(Leave.Reach.values()), text(),
                maybe(() -> value(2)));
    }

    private ToolUse use() {
        return new ToolUse(text(), text(), value(2));
    }

    private ModelRequest request() {
        return new ModelRequest(text(), text(), text(), maybe(this::text), maybe(this::text),
                list(() -> new ModelRequest.Turn(one(Message.Role.values()), text(), list(this::use),
                        maybe(this::text), list(this::text), maybe(() -> value(2)))),
                maybe(() -> value(3)),
                random.nextInt(5000), maybe(random::nextDouble), maybe(() -> one(ReasoningEffort.values())),
                random.nextBoolean(), false, list(() -> new ToolSpec(text(), text(), value(2))), null);
    }

    private ModelReply reply() {
        return new ModelReply(text(),
                maybe(() -> new ModelReply.Usage(random.nextInt(9999), random.nextInt(2), random.nextInt(2),
                        random.nextInt(9999), random.nextInt(2))),
                one(ModelReply.Finish.values()), text(), maybe(this::text), random.nextInt(3),
                list(this::use), maybe(() -> value(2)),
                maybe(() -> new ModelReply.Saved(new ModelReply.Usage(random.nextInt(9999), random.nextInt(9999)),
                        random.nextInt(99))));
    }

    private RunError error() {
        return new RunError(one(ErrorCode.values()), text(), text(), maybe(this::text), random.nextInt(4),
                maybe(this::text), random.nextBoolean() ? -1 : random.nextInt(5000));
    }

    private Partial partial() {
        return new Partial(text(), random.nextInt(99), text());
    }

    private Amount amount() {
        return new Amount(random.nextInt(9999), random.nextInt(9999), random.nextLong(1L << 40), random.nextInt(3),
                random.nextInt(2), random.nextInt(2), random.nextBoolean());
    }

    private Map<String, JsonNode> values() {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.put(text(), value(4));
        }
        return values;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 0 ? 11 : 9)) {
            case 0 -> NODES.textNode(text());
            case 1 -> NODES.numberNode(random.nextInt());
            case 2 -> NODES.numberNode(random.nextLong() | 1L << 40);
            case 3 -> NODES.numberNode(BigInteger.ONE.shiftLeft(80 + random.nextInt(99)));
            case 4 -> NODES.numberNode(random.nextGaussian() * 1e9);
            case 5 -> NODES.numberNode(new BigDecimal("0." + random.nextInt(99) + "00"));
            case 6 -> NODES.booleanNode(random.nextBoolean());
            case 7 -> NODES.nullNode();
            case 8 -> NODES.numberNode(random.nextInt(3));
            case 9 -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(), value(depth - 1));
                }
                yield object;
            }
            default -> {
                var array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int[] letters = ODD.codePoints().toArray();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private <T> List<T> list(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(item.get());
        }
        return List.copyOf(items);
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
