package dev.flowbench.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static String render(String template, String values) throws TextException {
        return Template.parse(template).render(Values.of(values));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "null | nothing", "false | nothing", "'' | nothing", "[] | nothing", "true | something", "0 | something",
        "0.0 | something", "1 | something", "' ' | something", "'x' | something", "{} | something",
        "{'a':1} | something",
        "[0] | something", "[null] | something", "[[]] | something"})
    void sectionsTakeNullFalseAndWhatIsEmptyForNothing(String value, String expected) throws TextException {
        var template = "{{#x}}something{{/x}}{{^x}}nothing{{/x}}";
        assertEquals(expected, render(template, "{'x': " + value + "}"));
    }

    @Test
    void aNameWithoutValueIsNothingInASection() throws TextException {
        assertEquals("nothing", render("{{#x}}something{{/x}}{{^x}}nothing{{/x}}", "{}"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "'a <b> & \\\"c\\\"' | a <b> & \"c\"", "12 | 12", "-3 | -3", "0.5 | 0.5", "true | true", "false | false",
        "[1, 'a', {'b': null}] | [1,\"a\",{\"b\":null}]", "{'a': [1, 2]} | {\"a\":[1,2]}"})
    void valuesReadAsPlainTextAndCompactJson(String value, String expected) throws TextException {
        assertEquals(expected, render("{{x}}", "{'x': " + value + "}"));
        assertEquals(expected, render("{{{x}}}", "{'x': " + value + "}"));
        assertEquals(expected, render("{{#y}}{{& x }}{{/y}}", "{'y': true, 'x': " + value + "}"));
    }

    @Test
    void listsRepeatTheirSectionWithTheItemOrItsFields() throws TextException {
        assertEquals("a,b,1,", render("{{#l}}{{.}},{{/l}}", "{'l': ['a', 'b', 1]}"));
        assertEquals("Ada 1;Bo 2;", render("{{#l}}{{name}} {{n.m}};{{/l}}", """
                {'l': [{'name': 'Ada', 'n': {'m': 1}}, {'name': 'Bo', 'n': {'m': 2}}]}"""));
        assertEquals("[12][3]", render("{{#l}}[{{#.}}{{.}}{{/.}}]{{/l}}", "{'l': [[1, 2], [3]]}"));
    }

    @Test
    void inASectionFieldsComeFirstThenOuterNamesThenNothing() throws TextException {
        var template = "{{#o}}{{a}}{{b}}{{c}}{{d.e}}{{/o}}";
        assertEquals("12", render(template, "{'o': {'a': 1}, 'a': 9, 'b': 2}"));
        assertEquals("1", render(template, "{'o': {'a': 1, 'd': {}}, 'd': {'e': 5}}"));
        assertEquals("15", render(template, "{'o': {'a': 1}, 'd': {'e': 5}}"));
    }

    @Test
    void linesThatHoldOnlyATagOfASectionLeaveNoLine() throws TextException {
        assertEquals("a\n- x\n- y\nb", render("a\n{{#l}}\n- {{.}}\n{{/l}}\n{{! remark }}\nb", "{'l': ['x', 'y']}"));
        assertEquals("a\nb", render("a\n{{! remark }}\nb", "{}"));
    }

    @Test
    void stateIsOneNamePerField() throws TextException {
        var template = Template.parse("{{state.tone}} {{state.user.name}} {{x}}");
        assertEquals(List.of("state.tone", "state.user", "x"), List.copyOf(template.names()));
        assertEquals("dry Ada 1",
                template.render(Values.of("{'state.tone': 'dry', 'state.user': {'name': 'Ada'}, 'x': 1}")));
        assertEquals("dry", render("{{#x}}{{state.tone}}{{/x}}", "{'x': 1, 'state.tone': 'dry'}"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "no names | [] | []", "{{a}} {{b}} {{a}} | [a, b] | [a, b]", "{{judge.score}} | [judge] | [judge]",
        "{{#a}}{{a}}{{/a}} | [a] | []", "{{^a}}none{{/a}} | [a] | []", "{{#a}}{{b}}{{/a}} | [a, b] | []",
        "{{#a}}{{b}}{{/a}}{{b}} | [a, b] | [b]", "{{b}}{{#a}}{{.}}{{/a}} | [b, a] | [b]",
        "{{^a}}{{b}}{{/a}}{{#a}}{{a}}{{/a}} | [a, b] | []", "{{#items}}{{t}} {{state}}{{/items}} | [items, t] | []",
        "{{! a }}{{_x1}} | [_x1] | [_x1]", "{{#a.b}}{{c.d}}{{/a.b}} | [a, c] | []"})
    void namesAreThoseTakenFromOutsideAndRequiredIfOutsideEverySection(String text, String names, String required)
            throws TextException {
        var template = Template.parse(text);
        assertEquals(names, template.names().toString());
        assertEquals(required, template.required().toString());
    }

    @Test
    void spansNameEveryTagAndItsPlace() throws TextException {
        var text = "Hi {{ a.b }}{{#c}}\n{{.}}{{/c}}{{! no }}{{^d}}{{{e}}}{{/d}}";
        var spans = Template.parse(text).spans();
        var shown = new ArrayList<String>();
        for (var span : spans) {
            shown.add(span.kind() + " " + span.name() + " " + text.substring(span.start(), span.end()));
        }
        assertEquals(List.of("VARIABLE a.b {{ a.b }}", "SECTION c {{#c}}", "VARIABLE . {{.}}", "CLOSE c {{/c}}",
                "COMMENT  {{! no }}", "SECTION d {{^d}}", "VARIABLE e {{{e}}}", "CLOSE d {{/d}}"), shown);
    }

    @Test
    void aTextWithoutVariablesIsConstant() throws TextException {
        var text = "Just { a } text }}";
        var template = Template.parse(text);
        assertTrue(template.constant());
        assertSame(text, template.render(_ -> null));
        assertTrue(Template.parse("a{{! b }}").constant());
        assertFalse(Template.parse("{{a}}").constant());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "a {{b | TEMPLATE_UNCLOSED_TAG | 1 | 3", "{{a {{b}} | TEMPLATE_UNCLOSED_TAG | 1 | 1",
        "{{}} | TEMPLATE_EMPTY_TAG | 1 | 1", "x\\n  {{#a}} {{b}} | TEMPLATE_UNCLOSED_SECTION | 2 | 3",
        "x\\ny {{/a}} | TEMPLATE_UNOPENED_SECTION | 2 | 3",
        "{{#a}}{{#b}}{{/a}}{{/b}} | TEMPLATE_CROSSED_SECTION | 1 | 13", "{{> other}} | TEMPLATE_REFUSED_TAG | 1 | 1",
        "{{=<% %>=}} | TEMPLATE_REFUSED_TAG | 1 | 1", "{{<parent}}{{/parent}} | TEMPLATE_REFUSED_TAG | 1 | 1",
        "{{$block}}{{/block}} | TEMPLATE_REFUSED_TAG | 1 | 1", "{{a-b}} | TEMPLATE_BAD_NAME | 1 | 1",
        "{{a..b}} | TEMPLATE_BAD_NAME | 1 | 1", "{{this}} | TEMPLATE_BAD_NAME | 1 | 1",
        "{{-first}} | TEMPLATE_BAD_NAME | 1 | 1", "{{a.0}} | TEMPLATE_BAD_NAME | 1 | 1",
        "{{in}} | TEMPLATE_BAD_NAME | 1 | 1", "{{ 7*7 }} | TEMPLATE_BAD_NAME | 1 | 1",
        "{{.}} | TEMPLATE_DOT_OUTSIDE | 1 | 1", "{{state}} | TEMPLATE_BARE_STATE | 1 | 1",
        "ab\\n\\n{{#}}{{/}} | TEMPLATE_BAD_NAME | 3 | 1"})
    void whatIsNotWellFormedIsRefusedWithItsPlace(String text, String code, int line, int column) {
        var e = assertThrows(TextException.class, () -> Template.parse(text.replace("\\n", "\n")));
        assertEquals(code + " " + line + ":" + column, e.code() + " " + e.line() + ":" + e.column());
        assertFalse(e.getMessage().isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n {{x}}", "a\n {{x}}{{#y}}{{/y}}"})
    void aNameWithoutValueOutsideASectionIsAnErrorAndNeverEmpty(String text) throws TextException {
        var template = Template.parse(text);
        for (var values : List.of("{}", "{'x': null}")) {
            var e = assertThrows(TextException.class, () -> template.render(Values.of(values)));
            assertEquals("TEMPLATE_NO_VALUE 2:2", e.code() + " " + e.line() + ":" + e.column());
            assertTrue(e.getMessage().contains("'x'"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"class", "bytes", "length", "size", "getClass", "value", "fuel", "empty", "hashCode",
        "node",
        "values"})
    void namesNeverReachJava(String name) throws TextException {
        for (var value : List.of("'text'", "{'a': 1}", "[1, 2]", "5", "true")) {
            var values = "{'x': " + value + ", 'y': true}";
            assertThrows(TextException.class, () -> render("{{x." + name + "}}", values), name + " of " + value);
            assertEquals("", render("{{#x}}{{" + name + "}}{{/x}}", values));
            assertEquals("", render("{{#y}}{{x." + name + "." + name + "}}{{/y}}", values));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{config.items()}}", "{{7*'7'}}",
        "{{ self._TemplateReference__context }}", "{{T(java.lang.Runtime).getRuntime().exec('id')}}",
        "{{#_memberAccess['allowStaticMethodAccess']=true}}", "{{request|attr('application')}}",
        "{{constructor.constructor('return process')()}}", "{{@java.lang.Runtime@getRuntime()}}",
        "{{#with \"s\" as |string|}}{{/with}}", "{{lookup (lookup this 'constructor') 'name'}}"})
    void payloadsOfOtherLanguagesAreErrors(String text) {
        assertThrows(TextException.class, () -> render(text, "{'x': 1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% for i in range(100000000) %}{% endfor %}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
        "$!{x.class}", "*{T(java.lang.Runtime)}", "[[${7*7}]]"})
    void textOfOtherLanguagesIsText(String text) throws TextException {
        assertEquals(text, render(text, "{}"));
    }

    @Test
    void sectionsInEachOtherOverLongListsEndWithAnError() throws TextException {
        var list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 1_000; i++) {
            list.add("");
        }
        Function<String, @Nullable JsonNode> values = _ -> list;
        var silent = Template.parse("{{#a}}{{#b}}{{#c}}{{.}}{{/c}}{{/b}}{{/a}}");
        assertEquals("TEMPLATE_TOO_MUCH_WORK", assertThrows(TextException.class, () -> silent.render(values)).code());
        var loud = Template.parse("{{#a}}{{#b}}{{#c}}0123456789{{/c}}{{/b}}{{/a}}");
        assertEquals("TEMPLATE_OUTPUT_TOO_LONG", assertThrows(TextException.class, () -> loud.render(values)).code());
    }

    @Test
    void tooMuchTextIsAnError() throws TextException {
        var half = JsonNodeFactory.instance.textNode("x".repeat(Template.MAX_LENGTH / 2));
        var fits = Template.parse("{{a}}{{a}}");
        assertEquals(Template.MAX_LENGTH, fits.render(_ -> half).length());
        var flat = Template.parse("{{a}}{{a}}.");
        assertEquals("TEMPLATE_OUTPUT_TOO_LONG",
                assertThrows(TextException.class, () -> flat.render(_ -> half)).code());
        var sections = Template.parse("{{#a}}{{a}}{{a}}.{{/a}}");
        assertEquals("TEMPLATE_OUTPUT_TOO_LONG",
                assertThrows(TextException.class, () -> sections.render(_ -> half)).code());
        var long_ = "x".repeat(Template.MAX_LENGTH + 1);
        assertEquals("TEMPLATE_TOO_LONG", assertThrows(TextException.class, () -> Template.parse(long_)).code());
    }

    @Test
    void sectionsNestToABoundedDepth() throws TextException {
        var deep = "{{#a}}".repeat(32) + "x" + "{{/a}}".repeat(32);
        assertEquals("x", render(deep, "{'a': true}"));
        var deeper = "{{#a}}".repeat(33) + "{{/a}}".repeat(33);
        assertEquals("TEMPLATE_TOO_DEEP", assertThrows(TextException.class, () -> Template.parse(deeper)).code());
    }

    @Test
    void aValueNestedDeepIsWrittenWhole() throws Exception {
        var value = JsonMapper.builder().build().readTree("[".repeat(900) + "]".repeat(900));
        assertEquals("[".repeat(900) + "]".repeat(900), Template.parse("{{a}}").render(_ -> value));
    }
}
