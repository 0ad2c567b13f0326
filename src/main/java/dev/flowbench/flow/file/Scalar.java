package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.TemplateSource;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type that is one JSON scalar in the file.
 *
 * @param expected what to call it in a message, a key of the bundle
 * @param read gives null for what it is not
 */
record Scalar<T>(
        String expected, Function<JsonNode, @Nullable T> read, Function<T, JsonNode> written,
        Function<T, JsonNode> meaning)
        implements
            Codec {
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    static final Codec TEXT = new Scalar<>("text", JsonNode::textValue, TextNode::valueOf);
    static final Codec TEMPLATE = new Scalar<TemplateSource>("text",
            json -> json.isTextual() ? new TemplateSource(json.textValue()) : null,
            source -> TextNode.valueOf(source.text()));
    static final Codec EXPRESSION = new Scalar<ExpressionSource>("text",
            json -> json.isTextual() ? new ExpressionSource(json.textValue()) : null,
            source -> TextNode.valueOf(source.text()));
    static final Codec BOOLEAN = new Scalar<Boolean>("boolean",
            json -> json.isBoolean() ? json.booleanValue() : null, BooleanNode::valueOf);
    static final Codec INT = new Scalar<Integer>("whole",
            json -> json.isInt() ? json.intValue() : null, IntNode::valueOf);
    static final Codec LONG = new Scalar<Long>("whole",
            json -> json.isInt() || json.isLong() ? json.longValue() : null, LongNode::valueOf);
    static final Codec DURATION = new Scalar<Duration>("duration", Scalar::duration,
            duration -> TextNode.valueOf(duration.toString()));
    static final Codec DECIMAL = new Scalar<Decimal>("number",
            json -> json.isNumber() ? new Decimal(json.asText()) : null,
            decimal -> NumberText.of(numberText(decimal)),
            decimal -> TextNode.valueOf(decimal.value().stripTrailingZeros().toString()));
    static final Codec ANY = new Codec() {
        @Override
        public Decoded decode(JsonNode json, At at, Report report) {
            return new Decoded(json, null);
        }

        @Override
        public JsonNode encode(Object value, Style style) {
            return (JsonNode) value;
        }
    };

    Scalar(String expected, Function<JsonNode, @Nullable T> read, Function<T, JsonNode> written) {
        this(expected, read, written, written);
    }

    /** The name of an enum's constant in the file. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Codec ofEnum(Class<?> type) {
        Enum<?>[] constants = (Enum<?>[]) type.getEnumConstants();
        return new Codec() {
            @Override
            public Decoded decode(JsonNode json, At at, Report report) {
                for (Enum<?> constant : constants) {
                    if (name(constant).equals(json.textValue())) {
                        return new Decoded(constant, null);
                    }
                }
                report.error(at, "NOT_ONE_OF", at.key(), Report.described(json),
                        Arrays.stream(constants).map(Scalar::name).collect(Collectors.joining(", ")));
                return new Decoded(null, json);
            }

            @Override
            public JsonNode encode(Object value, Style style) {
                return TextNode.valueOf(name((Enum<?>) value));
            }
        };
    }

    private static @Nullable Duration duration(JsonNode json) {
        try {
            return json.isTextual() ? Duration.parse(json.textValue()) : null;
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static String numberText(Decimal decimal) {
        return JSON_NUMBER.matcher(decimal.text()).matches() ? decimal.text() : decimal.value().toString();
    }

    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        @Nullable T value = read.apply(json);
        if (value == null) {
            report.wrongType(at, expected, json);
            return new Decoded(null, json);
        }
        return new Decoded(value, null);
    }

    @Override
    @SuppressWarnings("unchecked") // a codec is asked only for values of its own type
    public JsonNode encode(Object value, Style style) {
        return (style == Style.FILE ? written : meaning).apply((T) value);
    }
}
