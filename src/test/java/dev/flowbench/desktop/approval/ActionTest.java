package dev.flowbench.desktop.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested.About;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The action on the screen is made of the very bytes whose hash is approved. */
class ActionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObjectNode call(String tool, JsonNode arguments) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("tool", tool);
        call.set("arguments", arguments);
        return call;
    }

    private static ObjectNode object(String field, String text) {
        return JsonNodeFactory.instance.objectNode().put(field, text);
    }

    private static String shown(Action action) {
        return action.parts().stream().map(part -> VisibleText.of(part.name()).shown() + '='
                + VisibleText.of(part.text()).shown()).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @MethodSource({"dev.flowbench.desktop.approval.VisibleTextTest#hostile",
        "dev.flowbench.desktop.approval.VisibleTextTest#markup"})
    void whatIsApprovedIsWhatIsShown(String text) throws Exception {
        ObjectNode sent = call("mail", object("text", text));
        Asked asked = Questionnaire.asked(About.TOOL, sent);
        Action action = Action.of(asked);
        assertEquals(List.of("tool", "text"), action.parts().stream().map(Action.Part::name).toList());
        // Half a character cannot be sent: in the bytes there is something else, and that is what is shown.
        String sentText = JSON.readTree(Canonical.bytes(sent)).path("arguments").path("text").textValue();
        assertEquals(sentText, action.parts().getLast().text());
        if (text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            assertEquals(text, sentText);
        }
        assertEquals(asked.request().sha256(), Canonical.sha256(sent));
        assertEquals(asked.request().sha256(), asked.approve("ann", "").sha256());
        ObjectNode plain = call("mail", object("text", "pay 10"));
        assertNotEquals(shown(Action.of(Questionnaire.asked(About.TOOL, plain))), shown(action));
    }

    @Test
    void namesOfFieldsHideNothingEither() {
        Action action = Action.of(Questionnaire.asked(About.TOOL, call("pay", object("am\u202Eount", "1"))));
        assertTrue(shown(action).contains("U+202E"), shown(action));
    }

    @Test
    void allFieldsOfACallAreShown() {
        ObjectNode call = call("pay", object("to", "ann"));
        call.put("key", "k1").putNull("none");
        assertEquals(List.of("tool", "to", "key"),
                Action.of(Questionnaire.asked(About.TOOL, call)).parts().stream().map(Action.Part::name).toList());
    }

    @Test
    void numbersAreShownAsTheyAreSent() throws Exception {
        JsonNode exact = JSON.readTree("{\"amount\": 12345678901234567890, \"rate\": 0.1}");
        Action action = Action.of(Questionnaire.asked(About.VALUE, exact));
        assertEquals("12345678901234567890", action.parts().getFirst().text());
        assertTrue(action.bytes().contains("12345678901234567890"));
        assertEquals(Canonical.bytes(exact).length, action.size());
    }

    @Test
    void aCallIsEditedInItsArgumentsOnly() throws Exception {
        ObjectNode call = call("pay", object("to", "ann"));
        call.put("key", "k1");
        Action action = Action.of(Questionnaire.asked(About.TOOL, call));
        assertTrue(action.isJson());
        JsonNode edited = action.edited("{\"to\": \"bob\"}");
        assertEquals(JSON.readTree("{\"tool\": \"pay\", \"arguments\": {\"to\": \"bob\"}, \"key\": \"k1\"}"), edited);
        assertNull(action.edited("{\"to\": "), "no JSON");
        assertNull(action.edited("[1]"), "arguments are an object");
        assertNull(action.edited("{} {}"), "nothing may follow");
    }

    @Test
    void aTextIsEditedAsAText() {
        Action action = Action.of(Questionnaire.asked(About.VALUE, TextNode.valueOf("Dear Ann")));
        assertEquals("Dear Ann", action.editable());
        assertEquals(TextNode.valueOf("{\"a\": 1}"), action.edited("{\"a\": 1}"), "what looks as JSON stays a text");
    }

    @Test
    void whatWasEditedIsApprovedByItsOwnBytes() {
        Asked asked = Questionnaire.asked(About.VALUE, TextNode.valueOf("10"));
        What.ApprovalDecided decided = asked.edit(TextNode.valueOf("20"), "ann", "less");
        assertEquals(Canonical.sha256(TextNode.valueOf("20")), decided.sha256());
        assertNotEquals(asked.request().sha256(), decided.sha256());
    }
}
