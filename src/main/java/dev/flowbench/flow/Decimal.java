package dev.flowbench.flow;

import java.math.BigDecimal;

/**
 * A number with the text it was written in, so that {@code 0.70} stays {@code 0.70} in the file.
 *
 * @param text a JSON number
 */
public record Decimal(String text) {
    /** @throws NumberFormatException if the text is no number */
    public Decimal {
        new BigDecimal(text);
    }

    public static Decimal of(double value) {
        return new Decimal(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
    }

    public BigDecimal value() {
        return new BigDecimal(text);
    }

    public double asDouble() {
        return value().doubleValue();
    }
}
