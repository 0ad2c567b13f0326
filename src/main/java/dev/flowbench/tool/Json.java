package dev.flowbench.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** JSON as the tools read and make it. */
public final class Json {
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    private static JsonMapper mapper() {
        var limits = StreamReadConstraints.builder().maxNestingDepth(200).maxNumberLength(1_000).build();
        var mapper = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
        mapper.setNodeFactory(new Nodes());
        return mapper;
    }

    /** A new object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Reads a value; fails on anything after it. */
    public static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** A number that stays the same node when it has been written to a journal and read again. */
    static ValueNode number(BigDecimal value) {
        if (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0) {
            return whole(value.toBigInteger());
        }
        return fraction(value.stripTrailingZeros());
    }

    /** As {@link #number(BigDecimal)}. */
    static ValueNode number(long value) {
        return whole(BigInteger.valueOf(value));
    }

    private static ValueNode whole(BigInteger value) {
        var nodes = JsonNodeFactory.instance;
        return switch (value.bitLength() / 32) {
            case 0 -> nodes.numberNode(value.intValue());
            case 1 -> nodes.numberNode(value.longValue());
            default -> nodes.numberNode(value);
        };
    }

    private static ValueNode fraction(BigDecimal value) {
        double near = value.doubleValue();
        return Double.toString(near).equals(value.toString())
                ? JsonNodeFactory.instance.numberNode(near)
                : DecimalNode.valueOf(value);
    }

    /**
     * A tool's definition, which stays on this machine; its texts and schemas stand in the resource {@code NAME.json}.
     *
     * @param polling whether calling it again with the same arguments makes sense
     */
    static Tool.Definition definition(String name, EffectClass effect, boolean polling) {
        return definition(name, effect, polling, true);
    }

    /** The same of one that need not stay on this machine. */
    public static Tool.Definition definition(String name, EffectClass effect, boolean polling, boolean local) {
        try (InputStream file = Json.class.getResourceAsStream(name + ".json")) {
            JsonNode texts = MAPPER.readTree(file);
            return new Tool.Definition(name, texts.required("description").asText(), texts.required("parameters"),
                    texts.required("result"), effect, polling, local);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Tool.Definition definition(String name, EffectClass effect) {
        return definition(name, effect, false);
    }

    /**
     * A text among the arguments.
     *
     * @param byDefault when it is not there
     */
    public static String text(JsonNode arguments, String name, String byDefault) throws ToolException {
        JsonNode value = arguments.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return byDefault;
        }
        if (!value.isTextual()) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "argument.text", name);
        }
        return value.textValue();
    }

    /** A text that must be among the arguments. */
    public static String text(JsonNode arguments, String name) throws ToolException {
        if (!arguments.hasNonNull(name)) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "argument.missing", name);
        }
        return text(arguments, name, "");
    }

    /** A whole number among the arguments, within bounds. */
    public static int whole(JsonNode arguments, String name, int byDefault, int least, int most) throws ToolException {
        JsonNode value = arguments.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return byDefault;
        }
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt() || value.intValue() < least
                || value.intValue() > most) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "argument.whole", name, Integer.toString(least),
                    Integer.toString(most));
        }
        return value.intValue();
    }

    private static final class Nodes extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueNode numberNode(BigDecimal value) {
            return fraction(value);
        }
    }
}
