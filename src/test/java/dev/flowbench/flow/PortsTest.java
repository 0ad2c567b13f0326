package dev.flowbench.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static final String FLOW = """
            {"flowbench": 1, "id": "w",
             "inputs": {"type": "object", "properties": {"commits": {}, "tone": {}}},
             "nodes": [
              {"id": "polish", "kind": "evaluator-optimizer", "slots": {
                "generator": {"nodes": [
                  {"id": "draft", "kind": "llm", "messages": [{"role": "user",
                    "text": "{{task}} {{tone}} {{#feedback}}{{feedback}}{{/feedback}} {{#hint}}{{hint}}{{/hint}} {{state.x}}"}]},
                  {"id": "deep", "kind": "chain", "slots": {"body": {"nodes": [
                    {"id": "leaf", "kind": "transform", "template": "{{audience}} {{prior}}"}]}}}],
                  "wires": ["in.readers -> deep.audience", "draft.result -> out.result"]},
                "evaluator": {"nodes": [{"id": "judge", "kind": "llm",
                    "messages": [{"role": "user", "text": "{{candidate}}"}],
                    "validate": {"assertions": [{"that": "result.score >= low && value != null"}]}}]}}},
              {"id": "sure", "kind": "gate", "condition": "value.score > limit", "endWith": "{{value}} {{tail}}"}],
             "wires": ["in.commits -> polish.task", "in.tone -> polish.tone", "polish.result -> sure.value",
                       "in.tone -> polish.readers"]}""";

    private final Ports ports = new Ports();
    private final Workflow workflow = read();

    private static Workflow read() {
        try {
            var document = new DocumentReader().read(FLOW);
            assertEquals(List.of(), document.problems());
            return document.workflow();
        } catch (UnreadableDocument e) {
            throw new AssertionError(e);
        }
    }

    private Node node(String id) {
        return workflow.node(id).orElseThrow();
    }

    private List<String> inputs(String id) {
        return ports.inputs(node(id)).stream().map(port -> port.name() + (port.required() ? "" : "?")).toList();
    }

    @Test
    void namesOfTemplatesAndExpressionsArePorts() {
        assertEquals(List.of("task", "tone", "feedback?", "hint?"), inputs("draft"));
        assertEquals(List.of("value", "limit", "tail"), inputs("sure"));
    }

    @Test
    void namesTheNodeGivesItselfAreNoPorts() {
        assertEquals(List.of("candidate", "low"), inputs("judge"));
    }

    @Test
    void aFrameTakesWhatItsChildrenTakeFromOutside() {
        assertEquals(List.of("audience", "prior"), inputs("deep"));
        assertEquals(List.of("task", "tone", "hint?", "readers", "low"), inputs("polish"));
        assertTrue(ports.mustBeWired(node("polish"), "tone"));
        assertEquals(false, ports.mustBeWired(node("polish"), "task"));
    }

    @Test
    void theInEdgeCarriesWhatTheKindGivesAndWhatReachesTheFrame() {
        assertEquals(Set.of("commits", "tone"), ports.gives(workflow, Place.ROOT));
        assertEquals(Set.of("task", "prior", "feedback", "iteration", "tone", "readers"),
                ports.gives(workflow, new Place.Child("polish", "generator")));
        assertEquals(Set.of("audience"), ports.gives(workflow, new Place.Child("deep", "body")));
    }

    @Test
    void unwiredNamesTakeTheValueOfTheSameNameButNeverIntoAFrame() {
        Graph generator = workflow.graph(new Place.Child("polish", "generator")).orElseThrow();
        Set<String> given = ports.gives(workflow, new Place.Child("polish", "generator"));
        assertEquals(List.of(new Wire("in", "task", "draft", "task"), new Wire("in", "tone", "draft", "tone"),
                new Wire("in", "feedback", "draft", "feedback")), ports.faint(generator, given));
    }

    @Test
    void theResultIsWhatIsWiredOutOrTheOnlySink() {
        assertTrue(ports.resultOf(workflow.graph()) instanceof GraphResult.Sink(Node node, Port port)
                && node.id().equals("sure") && port.name().equals("pass"));
        Graph generator = workflow.graph(new Place.Child("polish", "generator")).orElseThrow();
        assertTrue(ports.resultOf(generator) instanceof GraphResult.Wired wired && wired.isPlain());
        assertEquals(new GraphResult.Unclear(generator.nodes()), ports.resultOf(generator.withWires(List.of())));
        Graph two = generator.plus(new Wire("deep", "result", "out", "more"));
        assertTrue(ports.resultOf(two) instanceof GraphResult.Wired wired && !wired.isPlain()
                && wired.names().equals(List.of("result", "more")));
    }

    @Test
    void wiresMayBringAFrameMore() {
        Graph more = workflow.graph().plus(new Wire("in", "tone", "polish", "extra"));
        assertEquals("extra", ports.inputs(node("polish"), more).getLast().name());
        assertEquals(ports.inputs(node("sure")), ports.inputs(node("sure"), more));
    }

    @Test
    void askingAgainGivesTheSameObject() {
        assertSame(ports.inputs(node("polish")), ports.inputs(node("polish")));
    }
}
