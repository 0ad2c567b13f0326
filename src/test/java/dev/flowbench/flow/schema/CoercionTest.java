package dev.flowbench.flow.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoercionTest {

    private static JsonNode schema(String text) throws Exception {
        return JsonMapper.builder().build().readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, value = {
        "{'type':'string'};5;\"5\"", "{'type':'string'}; a ;\" a \"", "{'type':'integer'}; 3 ;3",
        "{'type':'integer'};-7;-7",
        "{'type':'integer'};+7;7", "{'type':'integer'};9223372036854775808;9223372036854775808",
        "{'type':'number'};0.70;0.70",
        "{'type':'number'};3;3", "{'type':'boolean'};True;true", "{'type':'array'};[1, \"a\"];[1,\"a\"]",
        "{'type':'object'};{\"a\":1};{\"a\":1}", "{'type':'null'};null;null", "{'type':['string','integer']};5;5",
        "{'type':['string','integer']};five;\"five\"", "{};{\"a\":1};{\"a\":1}", "{};plain words;\"plain words\"",
        "{'enum':['1',2]};1;\"1\"",
        "{'enum':['1',2]};2;2"})
    void aTextBecomesTheValueItsSchemaAsksFor(String schema, String text, String expected) throws Exception {
        assertEquals(expected, Coercion.parseInput("f", text, schema(schema)).toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {"integer; 3.5; a whole number",
        "integer; ``; a whole number", "integer; x; a whole number",
        "number; 1e400; a number", "number; NaN; a number", "number; 1 2; a number", "boolean; yes; true or false",
        "array; {}; a JSON list",
        "object; {\"a\":; a JSON object", "object; []; a JSON object", "null; none; null"})
    void aTextOfAnotherTypeIsAnErrorThatNamesTheFieldAndTheType(String type, String text, String wanted) {
        var e = assertThrows(SchemaException.class,
                () -> Coercion.parseInput("score", text, schema("{'type':'" + type + "'}")));
        assertEquals("/score", e.pointer());
        assertTrue(e.getMessage().startsWith("'score' must be " + wanted), e.getMessage());
    }

    @Test
    void withoutANameTheTitleIsNamed() {
        var e = assertThrows(SchemaException.class,
                () -> Coercion.parseInput("x", schema("{'type':'integer','title':'Rounds'}")));
        assertTrue(e.getMessage().startsWith("'Rounds' must be"), e.getMessage());
    }
}
