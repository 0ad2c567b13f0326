package dev.flowbench.flow.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static List<Violation> validate(String schema, String value) throws SchemaException {
        return JsonSchema.of(json(schema)).validate(json(value));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {
        "{'type':'object','required':['score']}; {}; ``; required; The value has no field 'score', which is required.",
        "{'properties':{'score':{'type':'number'}}}; {'score':'high'}; /score; type; 'score' must be a number, not text.",
        "{'properties':{'a':{'type':['string','null']}}}; {'a':[]}; /a; type; 'a' must be text or null, not a list.",
        "{'properties':{'s':{'maximum':1}}}; {'s':1.2}; /s; maximum; 's' must be at most 1.",
        "{'properties':{'s':{'minimum':0}}}; {'s':-1}; /s; minimum; 's' must be at least 0.",
        "{'items':{'properties':{'k':{'enum':['a','b']}}}}; [{'k':'a'},{'k':'c'}]; /1/k; enum; '[1].k' must be one of \"a\", \"b\".",
        "{'properties':{'k':{'const':'a'}}}; {'k':'c'}; /k; const; 'k' must be a.",
        "{'additionalProperties':false}; {'z':1}; ``; additionalProperties; The value has a field 'z' that is not allowed.",
        "{'minLength':2}; 'a'; ``; minLength; The value must have at least 2 characters.",
        "{'maxLength':2}; 'abc'; ``; maxLength; The value must have at most 2 characters.",
        "{'pattern':'^a+$'}; 'b'; ``; pattern; The value must match the pattern ^a+$.",
        "{'minItems':2}; [1]; ``; minItems; The value must have at least 2 items, not 1.",
        "{'maxItems':1}; [1,2]; ``; maxItems; The value must have at most 1 items, not 2.",
        "{'uniqueItems':true}; [1,1]; ``; uniqueItems; The value must not have the same item twice.",
        "{'properties':{'a/b':{'multipleOf':2}}}; {'a/b':3}; /a~1b; multipleOf; 'a/b' must be a multiple of 2.",
        "{'$ref':'#/$defs/n','$defs':{'n':{'type':'integer'}}}; 1.5; ``; type; The value must be a whole number, not a number.",
        "{'not':{'type':'string'}}; 'a'; ``; not; The value has a form that is not allowed."})
    void aValueThatDoesNotFitIsToldWhereAndWhy(String schema, String value, String pointer, String keyword,
            String message)
            throws SchemaException {
        assertEquals(List.of(new Violation(pointer, message, keyword)), validate(schema, value));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {"true; 1", "{}; null", "{'type':'integer'}; 1.0",
        "{'type':'integer'}; 3",
        "{'format':'email'}; 'no mail'", "{'properties':{'k':{'$ref':'#'}}}; {'k':{'k':{}}}",
        "{'x-unknown':{'$ref':'http://a'}}; 1",
        "{'const':{'$ref':'http://a'}}; {'$ref':'http://a'}",
        "{'$schema':'https://json-schema.org/draft/2020-12/schema'}; 1",
        "{'$ref':'#a','$defs':{'q':{'$anchor':'a','type':'string'}}}; 'x'",
        "{'properties':{'$ref':{'type':'string'}}}; {'$ref':'x'}"})
    void aValueThatFitsHasNoViolations(String schema, String value) throws SchemaException {
        assertEquals(List.of(), validate(schema, value));
    }

    @Test
    void allViolationsAreReported() throws SchemaException {
        var found = validate("{'required':['a'],'properties':{'b':{'type':'string'},'c':{'minimum':1}}}",
                "{'b':1,'c':0}");
        assertEquals(List.of("/b", "/c", ""), found.stream().map(Violation::pointer).toList());
    }

    @Test
    void theSourceIsKept() throws SchemaException {
        var source = json("{'type':'string'}");
        assertSame(source, JsonSchema.of(source).source());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {"5; ``", "{'type':'strng'}; /type", "{'type':[]}; /type",
        "{'required':'a'}; /required",
        "{'required':[1]}; /required", "{'properties':[]}; /properties", "{'properties':{'a':5}}; /properties/a",
        "{'properties':{'a':{'minimum':'0'}}}; /properties/a/minimum", "{'items':[{}]}; /items",
        "{'maxLength':-1}; /maxLength",
        "{'maxLength':1.5}; /maxLength", "{'multipleOf':0}; /multipleOf", "{'enum':5}; /enum", "{'anyOf':[]}; /anyOf",
        "{'anyOf':[{'type':5}]}; /anyOf/0/type", "{'pattern':'('}; /pattern", "{'pattern':'(?=a)'}; /pattern",
        "{'pattern':'((a{1000}){1000}){1000}'}; /pattern", "{'patternProperties':{'(':{}}}; /patternProperties/(",
        "{'$ref':'#/$defs/a'}; /$ref",
        "{'$ref':'#name'}; /$ref", "{'$ref':'http://example.com/s'}; /$ref", "{'$ref':'file:///etc/passwd'}; /$ref",
        "{'$ref':'other.json'}; /$ref",
        "{'$ref':'classpath:draft/2020-12/schema'}; /$ref", "{'$dynamicRef':'#a'}; /$dynamicRef", "{'$ref':'#'}; ``",
        "{'$defs':{'a':{'$id':'http://x/y'}}}; /$defs/a/$id",
        "{'$schema':'http://json-schema.org/draft-07/schema#'}; /$schema",
        "{'title':5}; /title", "{'uniqueItems':'yes'}; /uniqueItems",
        "{'dependentRequired':{'a':'b'}}; /dependentRequired/a",
        "{'$ref':'#/x','x':{'type':'strng'}}; /x/type"})
    void aSchemaThatIsWrongIsToldWhere(String schema, String pointer) {
        var e = assertThrows(SchemaException.class, () -> JsonSchema.of(json(schema)));
        assertEquals(pointer, e.pointer(), e.getMessage());
        assertFalse(e.getMessage().isBlank());
    }

    @Test
    void schemasThatGoInCirclesOrMultiplyAreRefused() {
        assertThrows(SchemaException.class,
                () -> JsonSchema.of(json("{'allOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'anyOf':[{'$ref':'#'}]}}}")));
        var doubling = new StringBuilder("{'$ref':'#/$defs/s0','$defs':{");
        for (int i = 0; i < 40; i++) {
            doubling.append(
                    "'s%d':{'allOf':[{'$ref':'#/$defs/s%d'},{'$ref':'#/$defs/s%d'}]},".formatted(i, i + 1, i + 1));
        }
        doubling.append("'s40':{}}}");
        assertThrows(SchemaException.class, () -> JsonSchema.of(json(doubling.toString())));
        var deep = "{'not':".repeat(300) + "{}" + "}".repeat(300);
        assertThrows(SchemaException.class, () -> JsonSchema.of(json(deep)));
    }

    @Test
    void patternsTakeTimeInProportionToTheText() throws SchemaException {
        var schema = JsonSchema.of(json("{'pattern':'^(a+)+$'}"));
        assertEquals(1, schema.validate(JsonNodeFactory.instance.textNode("a".repeat(50_000) + "!")).size());
    }

    @Test
    void aValueNestedDeepIsValidatedOrRefused() throws SchemaException {
        var schema = JsonSchema.of(json("{'items':{'$ref':'#'},'type':'array'}"));
        assertEquals(List.of(), schema.validate(json("[".repeat(500) + "]".repeat(500))));
        JsonNode deep = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 100_000; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
        }
        assertEquals(1, schema.validate(deep).size());
    }

    @Test
    void violationsAreBounded() throws SchemaException {
        var list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 1_000; i++) {
            list.add(i);
        }
        assertEquals(JsonSchema.MAX_VIOLATIONS,
                JsonSchema.of(json("{'items':{'type':'string'}}")).validate(list).size());
    }

    @ParameterizedTest
    @ValueSource(longs = {17, 19})
    void anySchemaIsReadOrRefused(long seed) {
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            var source = random(random, 4);
            try {
                JsonSchema.of(source).validate(random(random, 3));
                read++;
            } catch (SchemaException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
        assertTrue(read > 100, "only " + read + " read");
    }

    private static JsonNode random(Random random, int depth) {
        var keywords = List.of("type", "properties", "items", "allOf", "anyOf", "$ref", "enum", "pattern", "minimum",
                "required", "not", "if",
                "then", "$defs", "a", "contains", "minItems", "prefixItems", "additionalProperties", "$anchor",
                "unevaluatedProperties", "const");
        var texts = List.of("string", "object", "a", "#", "#/$defs/a", "#/properties/a", "#a", "(a", "a+", "http://x");
        return switch (depth == 0 ? random.nextInt(4) : random.nextInt(8)) {
            case 0 -> JsonNodeFactory.instance.textNode(texts.get(random.nextInt(texts.size())));
            case 1 -> JsonNodeFactory.instance.numberNode(random.nextInt(4) - 1);
            case 2 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case 3 -> JsonNodeFactory.instance.objectNode();
            case 4 -> {
                var list = JsonNodeFactory.instance.arrayNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(random(random, depth - 1));
                }
                yield list;
            }
            default -> {
                var object = JsonNodeFactory.instance.objectNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    object.set(keywords.get(random.nextInt(keywords.size())), random(random, depth - 1));
                }
                yield object;
            }
        };
    }
}
