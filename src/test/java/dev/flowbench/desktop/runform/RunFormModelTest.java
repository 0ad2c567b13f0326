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
