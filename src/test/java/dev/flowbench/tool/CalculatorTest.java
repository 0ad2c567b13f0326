package dev.flowbench.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tools;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalculatorTest extends ToolTest {
    @Override
    Tools tools() {
        return new BuiltInTools(Grants.NONE);
    }

    private JsonNode compute(String expression) throws Exception {
        return call("calculator", object().put("expression", expression), TestCall.bare());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 + 2 * 3 | 7", "(1 + 2) * 3 | 9", "0.1 + 0.2 | 0.3", "2 ^ 10 | 1024", "2 ^ 3 ^ 2 | 512", "-2 ^ 2 | -4",
        "(-2) ^ 2 | 4", "2 ^ -2 | 0.25", "--3 | 3", "+3 - -3 | 6", "10 % 3 | 1", "-10 % 3 | -1", "5.5 % 2 | 1.5",
        "1 / 8 | 0.125", "10 / 4 * 2 | 5", "7 - 3 - 2 | 2", "sqrt(2.25) | 1.5", "min(3, -1, 2) | -1", "max(1) | 1",
        "round(2.345, 2) | 2.35", "round(-2.5) | -3", "round(1234, -2) | 1200", "abs(-7.0) | 7", "floor(-1.5) | -2",
        "ceil(1.2) | 2", "sum(1, 2, 3.5) | 6.5", "avg(1, 2) | 1.5", "SQRT( 16 ) | 4", ".5 + 1. | 1.5",
        "1.5e3 | 1500", "2E-2 | 0.02", "6 × 7 ÷ 2 − 1 | 20", "0 * -5 | 0", "1e400 / 1e398 | 100", "0 ^ 0 | 1",
        "round(129.90 * 3 * (1 - 15 / 100), 2) | 331.25", "2^64 | 18446744073709551616", "1000 * 1000 | 1000000",
        "max(1, 2) + min(3, 4) | 5", "12345678901234567890.5 * 2 | 24691357802469135781"})
    void computesExactly(String expression, String expected) throws Exception {
        var result = compute(expression);
        assertEquals(expected, result.path("text").asText());
        assertEquals(0, new BigDecimal(expected).compareTo(result.path("value").decimalValue()));
        assertTrue(result.path("exact").booleanValue());
    }

    @Test
    void whatDoesNotEndIsCutAndSaysSo() throws Exception {
        var third = compute("1 / 3");
        assertEquals("0." + "3".repeat(34), third.path("text").asText());
        assertFalse(third.path("exact").booleanValue());
        assertFalse(compute("sqrt(2)").path("exact").booleanValue());
    }

    /** So that a replay, which reads numbers from the journal, sees the same value. */
    @Test
    void wholeNumbersAreWholeAndFractionsKeepTheirText() throws Exception {
        assertEquals(IntNode.valueOf(1_000), compute("10 ^ 3").get("value"));
        assertEquals(IntNode.valueOf(Integer.MIN_VALUE), compute("-2147483648").get("value"));
        assertEquals(LongNode.valueOf(2_147_483_648L), compute("2147483648").get("value"));
        assertTrue(compute("2 ^ 63").get("value").isBigInteger());
        assertTrue(compute("0.5").get("value").isDouble());
        assertTrue(compute("1 / 3").get("value").isBigDecimal());
        assertEquals("0.3", compute("0.1 + 0.2").get("value").toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "1 + | 4 | BAD_ARGUMENTS", "`` | 1 | BAD_ARGUMENTS", "1 2 | 3 | BAD_ARGUMENTS", "(1 + 2 | 1 | BAD_ARGUMENTS",
        "1 + 2) | 6 | BAD_ARGUMENTS", "1,000 + 1 | 2 | BAD_ARGUMENTS", "200 * 15% | 9 | BAD_ARGUMENTS",
        "foo(1) | 1 | BAD_ARGUMENTS", "3 + sqrt 4 | 5 | BAD_ARGUMENTS", "sqrt() | 6 | BAD_ARGUMENTS",
        "sqrt(1, 2) | 1 | BAD_ARGUMENTS", "round(1, 2, 3) | 1 | BAD_ARGUMENTS", "round(1, 0.5) | 1 | BAD_ARGUMENTS",
        "1..2 | 3 | BAD_ARGUMENTS", "1e | 1 | BAD_ARGUMENTS", ". | 1 | BAD_ARGUMENTS", "2 ^ 0.5 | 3 | BAD_ARGUMENTS",
        "x + 1 | 1 | BAD_ARGUMENTS", "System.exit(0) | 1 | BAD_ARGUMENTS", "1 $ 2 | 3 | BAD_ARGUMENTS",
        "1 + \u0661 | 5 | BAD_ARGUMENTS", "2 ** 3 | 4 | BAD_ARGUMENTS", "max(1,) | 7 | BAD_ARGUMENTS",
        "1 / 0 | 3 | TOOL_ERROR", "5 % (2 - 2) | 3 | TOOL_ERROR", "0 ^ -1 | 3 | TOOL_ERROR",
        "sqrt(-1) | 1 | TOOL_ERROR", "9 ^ 9 ^ 9 | 3 | TOO_LARGE", "2 ^ 9999 | 3 | TOO_LARGE",
        "1e999 * 1e999 | 7 | TOO_LARGE", "1e999999999 | 1 | TOO_LARGE", "1e99999999999 | 1 | BAD_ARGUMENTS",
        "1e900 + 1e-900 | 7 | TOO_LARGE", "2 ^ -9999 | 3 | TOO_LARGE", "10 ^ 1e9 | 4 | TOO_LARGE"})
    void saysWhereAndWhy(String expression, int position, ErrorCode code) {
        var fault = fault("calculator", object().put("expression", expression), TestCall.bare());
        assertEquals(code, fault.code(), fault::getMessage);
        assertTrue(fault.getMessage().contains("At character " + position + ":"), fault::getMessage);
    }

    @Test
    void whatIsTooLongOrTooDeepIsRefused() {
        var call = TestCall.bare();
        assertEquals(ErrorCode.TOO_LARGE, code("calculator", object().put("expression", "1+".repeat(1_000) + "1"),
                call));
        assertEquals(ErrorCode.TOO_LARGE, code("calculator",
                object().put("expression", "(".repeat(300) + "1" + ")".repeat(300)), call));
        assertEquals(ErrorCode.TOO_LARGE, code("calculator", object().put("expression", "-".repeat(1_500) + "1"),
                call));
        assertEquals(ErrorCode.TOO_LARGE, code("calculator", object().put("expression", "2^".repeat(900) + "1"),
                call));
        assertEquals(ErrorCode.BAD_ARGUMENTS, code("calculator", object(), call));
        assertEquals(ErrorCode.BAD_ARGUMENTS, code("calculator", object().put("expression", 7), call));
    }
}
