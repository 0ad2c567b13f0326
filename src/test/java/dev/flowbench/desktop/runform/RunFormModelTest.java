package dev.flowbench.desktop.runform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.SimFault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFormModelTest {
    private static RunFormModel model(Map<String, JsonNode> known) throws Exception {
        return new RunFormModel(Workflow.empty("x", "X").withInputs(new ObjectMapper().readTree("""
                {"type":"object","required":["commits","limit"],"properties":{
                  "commits":{"type":"string","maxLength":20000},
                  "audience":{"type":"string","enum":["users","developers"],"default":"users"},
                  "limit":{"type":"integer","minimum":1},
                  "draft":{"type":"boolean"},
                  "tags":{"type":"array"}}}""")), known);
    }

    @Test
    void eachTypeIsAskedForInItsWay() throws Exception {
        assertEquals(List.of(InputModel.Way.AREA, InputModel.Way.CHOICE, InputModel.Way.LINE, InputModel.Way.SWITCH,
                InputModel.Way.JSON), model(Map.of()).inputs().stream().map(InputModel::way).toList());
    }

    @Test
    void whatIsMissingOrWrongIsSaidAtItsInput() throws Exception {
        RunFormModel model = model(Map.of());
        model.inputs().get(2).textProperty().set("0");
        assertTrue(model.values().isEmpty());
        assertEquals("This input is required.", model.inputs().getFirst().errorProperty().get());
        assertFalse(model.inputs().get(2).errorProperty().get().isEmpty());
    }

    @Test
    void valuesComeOutTypedWithDefaultsAndWhatWasKnown() throws Exception {
        RunFormModel model = model(Map.of("commits", TextNode.valueOf("fix: a")));
        model.inputs().get(2).textProperty().set("12");
        model.inputs().get(4).textProperty().set("[1]");
        Map<String, JsonNode> values = model.values().orElseThrow();
        assertEquals("fix: a", values.get("commits").asText());
        assertEquals("users", values.get("audience").asText());
        assertTrue(values.get("limit").isInt());
        assertTrue(values.get("tags").isArray());
    }

    @Test
    void schemasAsLibrariesWriteThemAreAskedForToo() throws Exception {
        RunFormModel model = new RunFormModel(Workflow.empty("x", "X").withInputs(new ObjectMapper().readTree("""
                {"type":"object","required":["colour","place"],"$defs":{
                   "Colour":{"type":"string","enum":["red","blue"]},"Tag":{"type":"string","minLength":2},
                   "Place":{"type":"object","required":["x"],"properties":{"x":{"type":"number"},"tag":{"$ref":"#/$defs/Tag"}}}},
                 "properties":{
                   "colour":{"$ref":"#/$defs/Colour","description":"Which"},
                   "place":{"$ref":"#/$defs/Place"},
                   "name":{"anyOf":[{"type":"string"},{"type":"null"}],"default":null},
                   "count":{"anyOf":[{"type":"integer","minimum":1},{"type":"null"}],"default":null},
                   "more":{"anyOf":[{"$ref":"#/$defs/Place"},{"type":"null"}]},
                   "list":{"type":["array","null"],"items":{"$ref":"#/$defs/Tag"}},
                   "lost":{"$ref":"#/$defs/Nowhere"}}}""")), Map.of());
        assertEquals(List.of(InputModel.Way.CHOICE, InputModel.Way.JSON, InputModel.Way.AREA, InputModel.Way.LINE,
                InputModel.Way.JSON, InputModel.Way.JSON, InputModel.Way.AREA),
                model.inputs().stream().map(InputModel::way).toList());
        assertEquals("Which", model.inputs().getFirst().description());
        model.inputs().getFirst().textProperty().set("red");
        model.inputs().get(1).textProperty().set("{\"x\": 1, \"tag\": \"a\"}");
        assertTrue(model.values().isEmpty());
        assertTrue(model.inputs().get(1).errorProperty().get().contains("tag"),
                model.inputs().get(1).errorProperty()::get);
        model.inputs().get(1).textProperty().set("{\"x\": 1, \"tag\": \"ab\"}");
        assertEquals(List.of("colour", "place"), List.copyOf(model.values().orElseThrow().keySet()));
        model.inputs().get(2).textProperty().set("12");
        model.inputs().get(3).textProperty().set("12");
        Map<String, JsonNode> values = model.values().orElseThrow();
        assertTrue(values.get("name").isTextual() && values.get("count").isInt());
    }

    @Test
    void faultsAreReadAsTheyAreTypedAndNonsenseIsSaid() {
        FaultsModel faults = new RunFormModel(Workflow.empty("x", "X"), Map.of()).faults();
        assertEquals("", faults.chosen().orElseThrow().faults().toString());
        faults.add();
        faults.rows().getFirst().faultProperty().set(SimFault.MALFORMED);
        faults.rows().getFirst().percentProperty().set("2.5 %");
        faults.add();
        faults.rows().getLast().nodeProperty().set("draft");
        faults.rows().getLast().percentProperty().set("50");
        faults.seedProperty().set("7");
        FaultsModel.Chosen chosen = faults.chosen().orElseThrow();
        assertEquals("malformed=0.025,draft.unreachable=0.5", chosen.faults().toString());
        assertEquals(7, chosen.seed());
        for (String wrong : List.of("", "0", "-1", "101", "many")) {
            faults.rows().getFirst().percentProperty().set(wrong);
            assertTrue(faults.chosen().isEmpty(), wrong);
            assertFalse(faults.errorProperty().get().isEmpty());
        }
    }
}
