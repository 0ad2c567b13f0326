package dev.flowbench.flow.text;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever stands in a document, reading and running it ends with a result or a {@link TextException}. */
class FuzzTest {

    private static final int INPUTS = 10_000;
    private static final Function<String, @Nullable JsonNode> VALUES = Values
            .of("{'a': [{'b': 1}, 'x', null, []], 'b': {'c': 'text'}, 'c': 2, 'x': 'y', 'state.a': true}");
    private static final List<String> TEMPLATE_PARTS = List.of("{{", "}}", "{{{", "}}}", "{", "}", "#", "^", "/", "&",
            "!", ".", "a", "b", "c",
            "a.b", "{{a}}", "{{#a}}", "{{/a}}", "{{^b}}", "{{/b}}", "{{.}}", "{{b.c}}", "{{! x }}", "{{state.a}}", "\n",
            "\r\n", " ", "\t",
            "x", "=", ">", "<", "$", "\u0000", "é", "😀", "\uD83D", "'", "\"");
    private static final List<String> EXPRESSION_PARTS = List.of("a", "b", "c", "x", "state.a", "state", ".", "b.c",
            "(", ")", "[", "]", "{", "}",
            ",", ":", "?", "+", "-", "*", "/", "%", "!", "==", "!=", "<", ">=", "&&", "||", " in ", "1", "2.5", "1u",
            "0x1", "1e9", "'s'", "\"t\"",
            "'", "\"", "r'", "null", "true", "has(b.c)", "size(", "a.map(i, ", "a.all(i, ", "i", "int(", "string(",
            "matches(", "\\", "\n", " ",
            "\u0000", "é", "😀", "\uD83D", "@", "$", "`", "//", "type(", "duration('1s')", "timestamp(",
            "9223372036854775807", "b'x'");

    private static String random(Random random, List<String> parts) {
        var text = new StringBuilder();
        for (int length = random.nextInt(12) + 1; length > 0; length--) {
            text.append(random.nextInt(20) == 0
                    ? Character.toString(random.nextInt(0x3000))
                    : parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    @Test
    void templates() {
        templates(11, INPUTS);
    }

    @Test
    @Tag("slow")
    void aMillionTemplates() {
        templates(Long.getLong("flowbench.from", 17), Integer.getInteger("flowbench.inputs", 1_000_000));
    }

    @Test
    @Tag("slow")
    void aMillionExpressions() {
        expressions(Long.getLong("flowbench.from", 19), Integer.getInteger("flowbench.inputs", 1_000_000));
    }

    private static void templates(long seed, int inputs) {
        var random = new Random(seed);
        int rendered = 0;
        for (int i = 0; i < inputs; i++) {
            var text = random(random, TEMPLATE_PARTS);
            try {
                var template = Template.parse(text);
                assertTrue(template.names().containsAll(template.required()), text);
                template.render(VALUES);
                rendered++;
            } catch (TextException e) {
                check(text, e);
            }
        }
        assertTrue(rendered > 100, "only " + rendered + " rendered");
    }

    @Test
    void expressions() {
        expressions(13, INPUTS);
    }

    private static void expressions(long seed, int inputs) {
        var random = new Random(seed);
        int worked = 0;
        for (int i = 0; i < inputs; i++) {
            var text = random(random, EXPRESSION_PARTS);
            try {
                var expression = Expression.parse(text);
                assertTrue(expression.names().containsAll(expression.required()), text);
                expression.eval(VALUES);
                worked++;
            } catch (TextException e) {
                check(text, e);
            }
        }
        assertTrue(worked > 100, "only " + worked + " worked");
    }

    private static void check(String text, TextException e) {
        assertFalse(e.getMessage().isBlank(), text);
        assertTrue(e.line() >= 1 && e.column() >= 1 && e.offset() >= 0 && e.offset() <= text.length(), text);
        // An internal message of a library is no message.
        assertFalse(e.code().equals("TEMPLATE_UNREADABLE"), () -> text + ": " + e.getMessage());
        assertFalse(e.getMessage().contains("null") && e.code().endsWith("UNREADABLE") && !text.contains("null"),
                () -> text + ": " + e.getMessage());
    }
}
