package dev.flowbench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images, reasoning effort and prompt cache, from the document to what a model is asked. */
class PromptImagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Node LOOK = new Node("look", new Llm("m", List.of(new Message(Message.Role.USER,
            new TemplateSource("What is it, {{who}}?"),
            List.of(new ExpressionSource("photo"), new ExpressionSource("more.pages")), Extras.NONE)), 100, null,
            null));

    @Test
    void theNamesOfImagesAreInputs() {
        assertEquals(List.of("who", "photo", "more"), new Ports().inputs(LOOK).stream().map(Port::name).toList());
    }

    @Test
    void imagesEffortAndCacheReachTheModel() throws Exception {
        String large = "data:image/png;base64," + "A".repeat(3_000_000);
        Workflow flow = Flows.workflow(Flows.graph(List.of(LOOK), "in.who -> look.who", "in.photo -> look.photo",
                "in.more -> look.more", "look.result -> out.result"))
                .withModels(
                        Map.of("m", new ModelSpec("anthropic", "claude", null, null, null, ReasoningEffort.LOW, true,
                                List.of(), Extras.NONE)));
        JsonNode more = JSON
                .readTree("{\"pages\":[\"https://example.com/1.png\",\"https://example.com/2.png\",\"\"]}");
        var asked = new ArrayList<ModelRequest>();
        TestRun.of(flow).in("who", "Ada").in("photo", large).in("more", more).with((request, _) -> {
            asked.add(request);
            return FakeModel.says("A cat.");
        }).run();
        ModelRequest request = asked.getFirst();
        assertEquals(List.of(large, "https://example.com/1.png", "https://example.com/2.png"),
                request.messages().getFirst().images());
        assertEquals(ReasoningEffort.LOW, request.reasoningEffort());
        assertEquals(true, request.promptCache());
    }
}
