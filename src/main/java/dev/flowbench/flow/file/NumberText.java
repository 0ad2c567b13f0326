package dev.flowbench.flow.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;

/** A number that Jackson's own nodes would write with another text, such as {@code 0.70} or {@code 1e3}. */
final class NumberText extends NumericNode {
    private static final long serialVersionUID = 1L;

    private static final int LONG_TEXT = 20;

    private final String text;
    private final BigDecimal value;

    private NumberText(String text, BigDecimal value) {
        this.text = text;
        this.value = value;
    }

    /** The lightest node that writes this JSON number as it came. */
    static JsonNode of(String text) {
        boolean whole = text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
        if (whole && text.length() <= LONG_TEXT && !text.equals("-0")) {
            BigInteger number = new BigInteger(text);
            if (number.bitLength() < Integer.SIZE) {
                return IntNode.valueOf(number.intValue());
            } else if (number.bitLength() < Long.SIZE) {
                return LongNode.valueOf(number.longValue());
            }
        }
        if (!whole && text.length() <= LONG_TEXT) {
            double number = Double.parseDouble(text);
            if (Double.toString(number).equals(text)) {
                return DoubleNode.valueOf(number);
            }
        }
        return new NumberText(text, new BigDecimal(text));
    }

    private Object readResolve() {
        return of(text);
    }

    @Override
    public JsonToken asToken() {
        return isWhole() ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    private boolean isWhole() {
        return text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
    }

    @Override
    public JsonParser.NumberType numberType() {
        return isWhole() ? JsonParser.NumberType.BIG_INTEGER : JsonParser.NumberType.BIG_DECIMAL;
    }

    @Override
    public boolean isBigInteger() {
        return isWhole();
    }

    @Override
    public boolean isBigDecimal() {
        return !isWhole();
    }

    @Override
    public boolean isIntegralNumber() {
        return isWhole();
    }

    @Override
    public boolean isFloatingPointNumber() {
        return !isWhole();
    }

    @Override
    public Number numberValue() {
        return isWhole() ? bigIntegerValue() : value;
    }

    @Override
    public int intValue() {
        return value.intValue();
    }

    @Override
    public long longValue() {
        return value.longValue();
    }

    @Override
    public float floatValue() {
        return value.floatValue();
    }

    @Override
    public double doubleValue() {
        return value.doubleValue();
    }

    @Override
    public BigDecimal decimalValue() {
        return value;
    }

    @Override
    public BigInteger bigIntegerValue() {
        return value.toBigInteger();
    }

    @Override
    public boolean canConvertToInt() {
        return value.compareTo(BigDecimal.valueOf(Integer.MIN_VALUE)) >= 0
                && value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
    }

    @Override
    public boolean canConvertToLong() {
        return value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
                && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    @Override
    public boolean canConvertToExactIntegral() {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    @Override
    public String asText() {
        return text;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeNumber(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberText number && number.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }
}
