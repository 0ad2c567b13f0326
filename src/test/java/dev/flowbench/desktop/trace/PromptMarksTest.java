package dev.flowbench.desktop.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptMarksTest {
    private static final String TEMPLATE = "Write for {{reader}}:\n{{task}}\n{{#feedback}}Mend: {{feedback}}{{/feedback}}";

    @Test
    void variablesAreMarkedExactly() {
        String sent = "Write for readers:\nfor readers\nMend: it";
        assertEquals(List.of("readers", "for readers", "it"), marked(TEMPLATE,
                Map.of("reader", new TextNode("readers"), "task", new TextNode("for readers"), "feedback",
                        new TextNode("it")),
                sent));
    }

    @Test
    void aSectionThatIsLeftOutMarksNothing() {
        String sent = "Write for 3:\n\n";
        assertEquals(List.of("3"), marked(TEMPLATE, Map.of("reader", IntNode.valueOf(3), "task", new TextNode(""),
                "feedback", JsonNodeFactory.instance.nullNode()), sent));
    }

    @Test
    void whatDoesNotFitTheTemplateIsNotMarked() {
        assertEquals(List.of(),
                marked(TEMPLATE, Map.of("reader", new TextNode("a"), "task", new TextNode("b")), "Something else"));
        assertEquals(List.of(), marked("{{broken", Map.of(), "{{broken"));
        assertEquals(List.of(), marked("{{x}}", Map.of("x", new TextNode("\uF8F0")), "\uF8F0"));
    }

    private static List<String> marked(String template, Map<String, JsonNode> values, String sent) {
        return PromptMarks.of(template, values, sent).stream().map(mark -> sent.substring(mark.from(), mark.to()))
                .toList();
    }
}
