package dev.flowbench.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain part of the language means what CEL means, on a grid of values and on generated expressions. */
class PlainExpressionTest {

    private static final List<String> VALUES = List.of("null", "true", "false", "0", "1", "-1", "2", "0.5", "1.0",
            "-0.0",
            "9007199254740993", "9007199254740992.0", "9223372036854775807", "9223372036854775807.0",
            "9223372036854775808",
            "1e300", "''", "'a'", "'b'", "'A'", "'1'", "'é'", "'\\uFFFD'", "'\\uD83D\\uDE00'", "[]", "[1]", "{}",
            "{'a': 1}", "{'a': null}");
    private static final List<String> CONSTANTS = List.of("null", "true", "false", "0", "1", "-1", "007", "0.5", "1.0",
            "-0.0",
            "9007199254740993", "''", "'a'", "\"b\"", "'é'", "'\uFFFD'", "'1'");
    private static final List<String> SIGNS = List.of("==", "!=", "<", "<=", ">", ">=");

    private static ObjectNode values(String x, String y) {
        var values = JsonNodeFactory.instance.objectNode();
        values.set("x", Values.json(x));
        values.set("y", Values.json(y));
        values.putObject("o").set("x", Values.json(x));
        values.set("state.x", Values.json(y));
        return values;
    }

    private static String outcome(CelProgram program, ObjectNode values) {
        try {
            return program.eval(values::get).toString();
        } catch (TextException e) {
            return e.code();
        }
    }

    /** {@return whether the plain way gave an answer; fails if it gave another one than CEL} */
    private static boolean agrees(String text, PlainExpression plain, CelProgram program, ObjectNode values) {
        JsonNode mine;
        try {
            mine = plain.eval(values::get);
        } catch (TextException e) {
            assertEquals(e.code(), outcome(program, values), text);
            return false;
        }
        if (mine != null && mine.isBigInteger()) {
            return true; // A path hands it on as it is; CEL makes a fraction of it.
        }
        if (mine != null) {
            assertEquals(outcome(program, values), mine.toString(), () -> text + " with " + values);
        }
        return mine != null;
    }

    @Test
    void comparisonsAgreeWithCelOnAGrid() throws TextException {
        var texts = new ArrayList<String>(
                List.of("x", "!x", "o.x", "o.x == y", "has(o.x)", "has(o.y)", "has(x.a)", "x && y",
                        "x || y", "!(x == y)", "state.x == x", "has(x.a) && x.a == 1"));
        for (var sign : SIGNS) {
            texts.add("x " + sign + " y");
            for (var constant : CONSTANTS) {
                texts.add("x" + sign + constant);
                texts.add(constant + " " + sign + " x");
            }
        }
        int answered = 0;
        for (var text : texts) {
            var plain = PlainExpression.parse(text);
            if (plain == null) {
                assertTrue(text.contains("null") && text.matches(".*[<>].*"), () -> text + " should be plain");
                continue;
            }
            var program = CelProgram.compile(text);
            assertEquals(program.uses().names(), plain.uses().names(), text);
            assertEquals(program.uses().required(), plain.uses().required(), text);
            for (var x : VALUES) {
                for (var y : text.contains("y") || text.contains("state") ? VALUES : List.of("1")) {
                    answered += agrees(text, plain, program, values(x, y)) ? 1 : 0;
                }
            }
        }
        assertTrue(answered > 5_000, "only " + answered + " answered");
    }

    @Test
    void generatedExpressionsAgreeWithCel() throws TextException {
        var random = new Random(7);
        int plainOnes = 0;
        for (int i = 0; i < 1_000; i++) {
            var text = generate(random, 3);
            var plain = PlainExpression.parse(text);
            if (plain == null) {
                continue;
            }
            plainOnes++;
            var program = CelProgram.compile(text);
            assertEquals(program.uses().names(), plain.uses().names(), text);
            assertEquals(program.uses().required(), plain.uses().required(), text);
            for (int j = 0; j < 20; j++) {
                agrees(text, plain, program, values(pick(random, VALUES), pick(random, VALUES)));
            }
            agrees(text, plain, program, JsonNodeFactory.instance.objectNode());
        }
        assertTrue(plainOnes > 300, "only " + plainOnes + " were plain");
    }

    private static String generate(Random random, int depth) {
        var blank = random.nextBoolean() ? " " : "";
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(9)) {
            case 0 -> pick(random, List.of("x", "y", "o.x", "state.x", "o.z", "x.a"));
            case 1, 2, 3 -> pick(random, List.of("x", "y", "o.x", "state.x")) + blank + pick(random, SIGNS) + blank
                    + pick(random, random.nextInt(4) == 0 ? List.of("y", "x.a") : CONSTANTS);
            case 4 -> "has(" + pick(random, List.of("o.x", "o.z", "x.a", "state.x.a")) + ")";
            case 5 -> "!" + (random.nextBoolean() ? "x" : "(" + generate(random, depth - 1) + ")");
            case 6 -> "(" + generate(random, depth - 1) + ")";
            case 7 -> generate(random, depth - 1) + blank + "&&" + blank + generate(random, depth - 1);
            default -> generate(random, depth - 1) + blank + "||" + blank + generate(random, depth - 1);
        };
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b.c", "score >= 0.8", "kind == 'bug'", "x != null",
        "a == 1 && (b == 2 || !c) && has(d.e)",
        "state.x > 3", " ( a ) ", "!a", "'x' == a", "true", "5", "a\n&&\nb"})
    void whatGatesNeedIsPlain(String text) {
        assertNotNull(PlainExpression.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a +1", "a[0]", "a.size()", "a == b == c", "a ? b : c", "1 == 1", "'a' == 'b'",
        "a < null", "'a' && b",
        "!5", "r'a' == b", "'''a''' == b", "'a\\n' == b", "a == 1u", "a == 0x1", "a == 1.", "a == 1e3", "in == 1",
        "this", "state",
        "has(state.x)", "has(a)", "a // b", "a &&", "&& a", "(a", "a)", "a b", "a.", ".a", "a..b", "a in b", "!!a",
        "-a", "a == -b",
        "a == 9223372036854775808", "has (a).b", "b'a'", "a . b", "{}", "[a]"})
    void allElseIsLeftToCel(String text) {
        assertNull(PlainExpression.parse(text));
    }
}
