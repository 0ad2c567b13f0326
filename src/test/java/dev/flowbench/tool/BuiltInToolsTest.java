package dev.flowbench.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.schema.JsonSchema;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInToolsTest extends ToolTest {
    @Override
    Tools tools() {
        return new BuiltInTools(Grants.NONE);
    }

    @Test
    void everyToolSaysWhatItDoesToTheWorld() {
        Function<Tool, EffectClass> effect = tool -> tool.definition().effect();
        assertEquals(Map.of("calculator", EffectClass.PURE, "clock", EffectClass.READ, "json-query", EffectClass.PURE,
                "search-texts", EffectClass.READ, "list-files", EffectClass.READ, "read-file", EffectClass.READ,
                "write-file", EffectClass.IDEMPOTENT, "append-file", EffectClass.NON_IDEMPOTENT, "send-message",
                EffectClass.NON_IDEMPOTENT),
                tools().all().stream().collect(Collectors.toMap(tool -> tool.definition().name(), effect)));
    }

    @Test
    void everyDefinitionIsOneThatAModelCanUse() throws Exception {
        for (Tool tool : tools().all()) {
            var definition = tool.definition();
            assertTrue(definition.description().length() > 40, definition.name());
            assertEquals("object", definition.parameters().path("type").asText());
            assertEquals(false, definition.parameters().path("additionalProperties").booleanValue());
            JsonSchema.of(definition.parameters());
            JsonSchema.of(definition.result());
        }
    }

    @Test
    void theClockTellsTheRunsTime() throws Exception {
        var utc = call("clock", object(), TestCall.bare());
        assertEquals("2025-03-01T23:30:00Z", utc.path("utc").asText());
        assertEquals("UTC", utc.path("zone").asText());
        assertEquals("Saturday", utc.path("weekday").asText());
        assertEquals(1_740_871_800L, utc.path("epochSeconds").longValue());
        var berlin = call("clock", object().put("zone", "Europe/Berlin"), TestCall.bare());
        assertEquals("2025-03-01T23:30:00Z", berlin.path("utc").asText());
        assertEquals("2025-03-02T00:30:00+01:00", berlin.path("local").asText());
        assertEquals("2025-03-02", berlin.path("date").asText());
        assertEquals("00:30:00", berlin.path("time").asText());
        assertEquals("Sunday", berlin.path("weekday").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Atlantis", "", "Europe/", "../etc/localtime"})
    void anUnknownZoneIsNamed(String zone) {
        assertEquals(ErrorCode.BAD_ARGUMENTS, code("clock", object().put("zone", zone).put("more", 1),
                TestCall.bare().nowCancelled()));
    }

    private static final String SHOP = """
            {"shop": {"name": "Corner", "orders": [
              {"id": 1, "total": 10.10, "tags": ["a", "b"]},
              {"id": 2, "total": 7},
              {"id": 3, "total": 1e400, "odd key": {"id": 4}}]}}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "$.shop.name | [`Corner`]", "$.shop.orders[*].id | [1,2,3]", "$.shop.orders[0].total | [10.1]",
        "$.shop.orders[-1].id | [3]", "$.shop.orders[5] | []", "$.shop.orders[1:].id | [2,3]",
        "$.shop.orders[:2].id | [1,2]", "$.shop.orders[::-1].id | [3,2,1]", "$.shop.orders[0:3:2].id | [1,3]",
        "$.shop.orders[-2:].id | [2,3]", "$.shop.orders[2:0:-1].id | [3,2]", "$.shop.orders[::0].id | []",
        "$..id | [1,2,3,4]", "$['shop']['name'] | [`Corner`]", "$[`shop`][`name`] | [`Corner`]",
        "$.shop.orders[2]['odd key'].id | [4]", "$.shop.orders[0]['id', 'tags'] | [1,[`a`,`b`]]",
        "$.shop.orders[0, 2].id | [1,3]", "$.nothing | []", "$.shop.name.deeper | []", "$.shop.name[0] | []",
        "$..tags[*] | [`a`,`b`]", "$..[0].id | [1]", "$.shop['\\u006eame'] | [`Corner`]",
        "$.shop.orders[2].total | [1E+400]"})
    void pathsPickWhatRfc9535Says(String path, String expected) throws Exception {
        var result = call("json-query", object().put("value", SHOP).put("path", path.replace('`', '"')),
                TestCall.bare());
        assertEquals(expected.replace('`', '"'), result.path("values").toString());
        assertEquals(result.path("values").size(), result.path("count").intValue());
        assertEquals(result.path("values").path(0).isMissingNode() ? "null" : result.path("values").get(0).toString(),
                result.path("value").toString());
    }

    @Test
    void aValueNeedNotBeText() throws Exception {
        var arguments = object().put("path", "$..*");
        arguments.set("value", json("{`a`: [1, {`b`: 2}], `c`: null}"));
        assertEquals(json("[[1,{`b`:2}],null,1,{`b`:2},2]"),
                call("json-query", arguments, TestCall.bare()).path("values"));
        arguments.put("path", "$").put("value", "7");
        assertEquals(7, call("json-query", arguments, TestCall.bare()).path("value").intValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "name | 1", "~~ | 1", "$name | 2", "$. | 3", "$.1a | 3", "$[ | 3", "$[1 | 4", "$['a | 3", "$['a'b] | 6",
        "$[?@.a > 1] | 3", "$[99999999999] | 3", "$['\\q'] | 5", "$['\\u00g0'] | 5", "$.a.. | 6", "$[-] | 3",
        "$.a[] | 5", "$[1,] | 5"})
    void aPathThatIsNoneSaysWhere(String path, int position) {
        var fault = fault("json-query", object().put("value", "{}").put("path", path), TestCall.bare());
        assertEquals(ErrorCode.BAD_ARGUMENTS, fault.code());
        assertTrue(fault.getMessage().contains("character " + position + " ") || position == 1, fault::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{\"a\": ", "[1] [2]", "{'a': 1}", "NaN"})
    void textThatIsNoJsonIsNoValue(String text) {
        assertEquals(ErrorCode.BAD_ARGUMENTS, code("json-query", object().put("value", text).put("path", "$"),
                TestCall.bare()));
    }

    @Test
    void aQueryWithoutEndIsCutShort() {
        String deep = "[".repeat(150) + "]".repeat(150);
        assertEquals(ErrorCode.TOO_LARGE, code("json-query",
                object().put("value", deep).put("path", "$..*..*..*..*..*..*"), TestCall.bare()));
        assertEquals(ErrorCode.BAD_ARGUMENTS, code("json-query",
                object().put("value", "1").put("path", "$" + "[0]".repeat(60)), TestCall.bare()));
    }

    @Test
    void onlyProperNamesCanBeGranted() {
        for (String name : new String[]{"", "Notes", "../x", "a b", "-a", "a".repeat(65), "nül"}) {
            assertThrows(IllegalArgumentException.class, () -> new Grants(Map.of(name, Path.of("x"))), name);
        }
        assertTrue(new Grants(Map.of("my-notes_2", Path.of("x"))).folders().get("my-notes_2").isAbsolute());
    }
}
