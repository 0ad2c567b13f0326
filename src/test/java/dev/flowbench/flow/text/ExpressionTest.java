package dev.flowbench.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final String VALUES = """
            {'score': 0.9, 'whole': 1, 'kind': 'bug', 'yes': true, 'none': null, 'items': [{'t': 'a', 's': 1}, {'t': 'b', 's': 3}],
             'o': {'a': {'b': 2}}, 'empty': [], 'type': 'x', 'state.tone': 'dry'}""";

    private static JsonNode eval(String text) throws TextException {
        return Expression.parse(text).eval(Values.of(VALUES));
    }

    private static String failure(String text) {
        var e = assertThrows(TextException.class, () -> eval(text), text);
        assertFalse(e.getMessage().isBlank());
        return e.code() + " " + e.line() + ":" + e.column();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"score >= 0.8 | true", "whole >= 0.8 | true",
        "whole == 1.0 | true", "kind == 'bug' && !(score < 0.5) | true", "none == null | true", "items.size() | 2",
        "items.map(i, i.t) | ['a','b']", "items.filter(i, i.s > 1) | [{'t':'b','s':3}]", "items[1].t | 'b'",
        "o.a.b + 1 | 3", "double(whole) + 1.5 | 2.5", "10 / 4 | 2",
        "{'k': kind, 'n': [1, 2.0, null]} | {'k':'bug','n':[1,2.0,null]}",
        "kind in ['bug', 'ask'] | true", "yes ? kind : 'no' | 'bug'", "type == 'x' | true",
        "state.tone == 'dry' | true",
        "has(o.a) | true", "has(o.z) | false", "has(state.tone) | true", "kind.startsWith('b') | true",
        "kind.matches('^b.g$') | true", "empty.exists(x, true) | false", "'a' + kind | 'abug'",
        "items.all(i, has(i.t)) | true", "string(whole) | '1'", "2147483648 | 2147483648", "5 | 5", "'it' | 'it'"})
    void expressionsGiveJson(String text, String expected) throws TextException {
        assertEquals(Values.json(expected), eval(text));
    }

    @Test
    void aPathGivesTheVeryValueItLeadsTo() throws TextException {
        JsonNode exact = DecimalNode.valueOf(new BigDecimal("0.70"));
        JsonNode object = JsonNodeFactory.instance.objectNode().set("price", exact);
        Function<String, @Nullable JsonNode> values = Map.of("a", object)::get;
        assertSame(object, Expression.parse(" a ").eval(values));
        assertSame(exact, Expression.parse("a.price").eval(values));
        assertEquals(0.7, Expression.parse("a.price + 0.0").eval(values).doubleValue());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"a + b.c | [a, b] | [a, b]", "a | [a] | [a]",
        "has(a.b) | [a] | []", "has(a.b.c) && a.b.c > 1 | [a] | []", "a != null | [a] | []",
        "!(null == a) && b | [a, b] | [b]",
        "a != null ? a : b | [a, b] | [b]", "items.all(i, i > a) | [items, a] | [items, a]",
        "items.map(a, a.b).size() + size(a) | [items, a] | [items, a]",
        "state.x + state.y.z | [state.x, state.y] | [state.x, state.y]",
        "has(state.x) ? state.x : b | [state.x, b] | [b]", "has(state.x.y) | [state.x] | []",
        "state.x == null | [state.x] | []",
        "a.b == null | [a] | [a]", "'a' | [] | []", "size([1]) == 1 | [] | []", "{'a': b} | [b] | [b]",
        "items.exists(state, state.x) | [items] | [items]"})
    void namesAreThoseTakenFromOutsideAndRequiredUnlessTested(String text, String names, String required)
            throws TextException {
        var expression = Expression.parse(text);
        assertEquals(names, expression.names().toString());
        assertEquals(required, expression.required().toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"has(gone.x) | false", "gone == null | true",
        "gone != null && gone.x > 1 | false",
        "has(gone.x) && gone.x > 1 | false", "has(gone.x) ? gone.x : 'no' | 'no'", "has(none.x) | false",
        "gone != null ? gone : kind | 'bug'", "has(state.gone) | false", "has(state.gone.x) | false",
        "state.gone == null | true",
        "has(state.gone) ? state.gone : 1 | 1", "[has(gone.x)] | [false]", "[gone == null] | [true]"})
    void aTestedNameMayHaveNoValue(String text, String expected) throws TextException {
        assertEquals(Values.json(expected), eval(text));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"`` | EXPRESSION_EMPTY 1:1",
        "1 + | EXPRESSION_ENDS_EARLY 1:4",
        "kind ==\\n 'bug' && && yes | EXPRESSION_UNEXPECTED 2:11", "yes && foo(1) | EXPRESSION_NO_FUNCTION 1:11",
        "'a' + 1 | EXPRESSION_NO_FIT 1:5", "size(items) + 1.5 | EXPRESSION_MIXED_NUMBERS 1:13",
        "1 == 1.0 | EXPRESSION_NO_FIT 1:3",
        "if | EXPRESSION_BAD_NAME 1:1", "this == 1 | EXPRESSION_BAD_NAME 1:1",
        "'é😀' == kind + if | EXPRESSION_BAD_NAME 1:17",
        "state == 1 | EXPRESSION_BARE_STATE 1:1", "A{b: 1} | EXPRESSION_STRUCT 1:2", "'open | EXPRESSION_OPEN_TEXT 1:1",
        "now() | EXPRESSION_NO_FUNCTION 1:4", "kind.getClass() | EXPRESSION_NO_FUNCTION 1:14"})
    void whatCannotWorkIsRefusedAtOnceWithItsPlace(String text, String expected) {
        var e = assertThrows(TextException.class, () -> Expression.parse(text.replace("\\n", "\n")));
        assertEquals(expected, e.code() + " " + e.line() + ":" + e.column(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"gone > 1 | EXPRESSION_NO_VALUE 1:1",
        "yes && o.z == 1 | EXPRESSION_NO_FIELD 1:9",
        "kind.x | EXPRESSION_NO_OBJECT 1:5", "kind.class | EXPRESSION_NO_OBJECT 1:5", "items[7] | EXPRESSION_INDEX 1:6",
        "whole / 0 | EXPRESSION_DIVIDE_BY_ZERO 1:7", "whole + 1.5 | EXPRESSION_NO_ARITHMETIC 1:7",
        "score + 1 | EXPRESSION_NO_ARITHMETIC 1:7", "kind > 1 | EXPRESSION_WRONG_KIND 1:6",
        "!kind | EXPRESSION_WRONG_KIND 1:1",
        "kind && yes | EXPRESSION_NOT_A_CONDITION 1:1", "whole + 9223372036854775807 | EXPRESSION_OVERFLOW 1:7",
        "1.0 / 0.0 | EXPRESSION_NOT_FINITE 1:1", "type(1) | EXPRESSION_NOT_JSON 1:1",
        "kind.matches('(') | EXPRESSION_PATTERN 1:13",
        "int(kind) | EXPRESSION_FAILED 1:4"})
    void whatDoesNotFitTheValuesIsAnErrorWithItsPlace(String text, String expected) {
        assertEquals(expected, failure(text));
    }

    @Test
    void mixedNumbersAreToldHowToMeet() {
        var e = assertThrows(TextException.class, () -> Expression.parse("size(items) + 1.5"));
        assertTrue(e.getMessage().contains("double(attempts) + 1.5"), e.getMessage());
    }

    @Test
    void testSaysWhatCameInsteadOfYesOrNo() throws TextException {
        assertTrue(Expression.parse("score > 0.5").test(Values.of(VALUES)));
        assertFalse(Expression.parse("!yes").test(Values.of(VALUES)));
        var e = assertThrows(TextException.class, () -> Expression.parse("kind").test(Values.of(VALUES)));
        assertEquals("EXPRESSION_NOT_BOOLEAN", e.code());
        assertTrue(e.getMessage().contains("the text bug"), e.getMessage());
    }

    private static ArrayNode numbers(int size) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < size; i++) {
            list.add(i);
        }
        return list;
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "l.all(a, l.all(b, l.all(c, true))) | EXPRESSION_TOO_MUCH_WORK",
        "l.map(a, text + text) | EXPRESSION_OUTPUT_TOO_LONG", "l.map(a, text) | EXPRESSION_OUTPUT_TOO_LONG",
        "l.map(a, long) | EXPRESSION_OUTPUT_TOO_LONG", "l.map(a, long + long) | EXPRESSION_OUTPUT_TOO_LONG",
        "[long, long, long, long, long, long] | EXPRESSION_OUTPUT_TOO_LONG",
        "l.exists(a, 'x' in long) | EXPRESSION_TOO_MANY_READS",
        "text.matches('((a{1000}){1000}){1000}') | EXPRESSION_PATTERN"})
    void workAndResultAreBounded(String text, String code) throws TextException {
        var values = Map.<String, JsonNode>of("l", numbers(2_000), "long", numbers(200_000), "text",
                JsonNodeFactory.instance.textNode("x".repeat(300_000)));
        var expression = Expression.parse(text);
        assertEquals(code, assertThrows(TextException.class, () -> expression.eval(values::get)).code());
    }

    @Test
    void patternsTakeTimeInProportionToTheText() throws TextException {
        var text = JsonNodeFactory.instance.textNode("a".repeat(100_000) + "!");
        assertFalse(Expression.parse("text.matches('^(a+)+$')").test(_ -> text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "!", "-", "a.", "a+", "a?", "a&&", "{1:", "f(", "a==", "[a,"})
    void anyNestingEndsWithAnErrorOrAResult(String part) {
        for (int times : List.of(30, 300, Expression.MAX_LENGTH / part.length() - 1, Expression.MAX_LENGTH)) {
            var text = part.repeat(times);
            assertThrows(TextException.class, () -> Expression.parse(text), () -> part + " x " + times);
        }
    }

    @Test
    void aLongChainOfSignsEnds() {
        var text = "a" + "+a".repeat(Expression.MAX_LENGTH / 2 - 1);
        try {
            assertEquals(2_000, Expression.parse(text).eval(Values.of("{'a': 1}")).intValue());
        } catch (TextException e) {
            assertEquals("EXPRESSION_TOO_DEEP", e.code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"T(java.lang.Runtime).getRuntime().exec('id')", "@java.lang.Runtime@getRuntime()",
        "new java.io.File('/')",
        "kind.getClass().forName('x')", "''.__class__.__mro__", "constructor.constructor('return 1')()", "${7*7}",
        "#{7*7}",
        "$now()", "`x`", "kind.class.forName('x')", "#this.x", "import('x')", "(() => 1)()"})
    void payloadsOfOtherLanguagesAreErrors(String text) {
        assertThrows(TextException.class, () -> eval(text));
    }
}
