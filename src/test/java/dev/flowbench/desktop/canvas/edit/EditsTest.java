package dev.flowbench.desktop.canvas.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.canvas.Drawings;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EditsTest {
    private static final Place GENERATOR = new Place.Child("polish", "generator");
    private static final Place EVALUATOR = new Place.Child("polish", "evaluator");
    private final Workflow notes = Drawings.read(Drawings.RELEASE_NOTES);

    @Test
    void removingTakesWiresAndPlacesAlong() {
        Workflow next = Edits.remove(notes, Set.of("polish"));
        assertTrue(next.node("polish").isEmpty());
        assertTrue(next.node("draft").isEmpty());
        assertTrue(next.layout().box("polish").isEmpty());
        assertFalse(next.graph().wires().stream().anyMatch(wire -> wire.toString().contains("polish")));
        assertEquals(notes.graph().wires().size() - 2, next.graph().wires().size());
    }

    @Test
    void removingInsideAFrameLeavesTheRestAsItWas() {
        Workflow next = Edits.remove(notes, Set.of("draft"));
        assertTrue(next.graph(GENERATOR).orElseThrow().nodes().isEmpty());
        assertSame(notes.node("group").orElseThrow(), next.node("group").orElseThrow());
        assertEquals(notes.graph().wires(), next.graph().wires());
    }

    @Test
    void movingIntoAFrameCutsTheWiresThatWouldCrossItsEdge() {
        assertEquals(2, Edits.crossing(notes, Set.of("plain"), GENERATOR).size());
        Workflow next = Edits.move(notes, Set.of("plain"), GENERATOR, Map.of("plain", new Layout.Box(16, 200)));
        assertEquals(List.of("draft", "plain"),
                next.graph(GENERATOR).orElseThrow().nodes().stream().map(Node::id).toList());
        assertFalse(next.graph().wires().stream().anyMatch(wire -> wire.toString().contains("plain")));
        assertEquals(new Layout.Box(16, 200), next.layout().box("plain").orElseThrow());
    }

    @Test
    void wiresAmongMovedNodesGoWithThem() {
        Workflow next = Edits.move(notes, Set.of("enough", "plain"), EVALUATOR, Map.of());
        assertEquals(List.of(Wire.parse("enough.pass -> plain.notes").orElseThrow()),
                next.graph(EVALUATOR).orElseThrow().wires());
    }

    @Test
    void duplicatesHaveFreshIdsAtEveryDepth() {
        Edits.Made made = Edits.duplicate(notes, Set.of("polish", "enough"), 32, 32);
        assertEquals(List.of("polish-2", "enough-2"), made.ids());
        assertTrue(made.workflow().node("draft-2").isPresent());
        assertTrue(made.workflow().graph().wires()
                .contains(Wire.parse("polish-2.result -> enough-2.value").orElseThrow()));
        assertEquals(new Layout.Box(512, 128), made.workflow().layout().box("polish-2").orElseThrow());
    }

    @Test
    void aCopyAsTextIsPastedWhole() {
        Clip clip = Edits.clip(notes, Place.ROOT, Set.of("polish", "enough"));
        var text = new ClipText();
        Clip read = text.read(text.write(clip)).orElseThrow();
        Edits.Made made = Edits.paste(notes, GENERATOR, read, box -> new Layout.Box(box.x() - 480, box.y() - 96));
        assertEquals(List.of("polish-2", "enough-2"), made.ids());
        assertEquals(1, made.workflow().graph(GENERATOR).orElseThrow().wires().size());
        assertEquals(new Layout.Box(0, 0), made.workflow().layout().box("polish-2").orElseThrow());
        assertTrue(text.read("no JSON at all").isEmpty());
        assertTrue(text.read("{\"a\": 1}").isEmpty());
    }

    @Test
    void aNodePutIntoAWireStandsBetweenItsEnds() {
        Node gate = NewNode.of(notes, "gate");
        Workflow next = Edits.insert(Edits.add(notes, Place.ROOT, gate, new Layout.Box(0, 0)), Place.ROOT,
                Wire.parse("group.result -> polish.task").orElseThrow(), "gate", "value", "pass");
        assertTrue(next.graph().wires().contains(Wire.parse("group.result -> gate.value").orElseThrow()));
        assertTrue(next.graph().wires().contains(Wire.parse("gate.pass -> polish.task").orElseThrow()));
        assertFalse(next.graph().wires().contains(Wire.parse("group.result -> polish.task").orElseThrow()));
    }

    @Test
    void everyKindBeginsWithItsDefaultsAndItsRequiredChildren() {
        for (Shape shape : Shape.kinds()) {
            Node node = NewNode.of(notes, shape.kind());
            assertEquals(shape.kind(), node.kind().kindName());
            shape.childFields().stream().filter(field -> field.child().required() && !field.isBranches())
                    .forEach(field -> assertTrue(node.kind().children().containsKey(field.name()), shape.kind()));
            shape.fields().stream().filter(field -> field.declared().cap() && field.byDefault().isPresent())
                    .forEach(field -> assertTrue(field.get((Record) node.kind()) != null, shape.kind() + field.name()));
        }
        assertEquals(2, ((Parallel) NewNode.of(notes, "parallel").kind()).branches().size());
        assertEquals(2, ((Router) NewNode.of(notes, "router").kind()).routes().size());
    }

    @Test
    void aNewNodeForAWireTakesItsValue() {
        Starter llm = Starter.taking(NewNode.of(notes, "llm"), "commits", Port.Type.TEXT).orElseThrow();
        assertEquals("commits", llm.port());
        assertTrue(llm.node().kind().toString().contains("{{commits}}"));
        assertEquals("value",
                Starter.taking(NewNode.of(notes, "gate"), "commits", Port.Type.TEXT).orElseThrow().port());
        assertTrue(Starter.taking(NewNode.of(notes, "note"), "commits", Port.Type.TEXT).isEmpty());
        assertTrue(Starter.taking(NewNode.of(notes, "map"), "commits", Port.Type.TEXT).isEmpty());
    }

    @Test
    void nodesLeftOfTheirAreaBringItsOthersAlong() {
        Workflow next = Edits.place(notes, Map.of("draft", new Layout.Box(-32, 16)));
        next = Edits.tidy(next, GENERATOR);
        assertEquals(new Layout.Box(0, 16), next.layout().box("draft").orElseThrow());
    }

    @Test
    void aNewInputStandsInTheSchema() {
        Workflow next = Edits.addInput(notes, "tone", Port.Type.LIST);
        assertEquals("array", next.inputs().at("/properties/tone/type").asText());
        assertTrue(next.inputs().at("/properties/commits").isObject());
        assertSame(next, Edits.addInput(next, "tone", Port.Type.TEXT));
    }

    @Test
    void oneWireMovedOntoAnotherIsOne() {
        Graph graph = Edits.rewire(notes, Place.ROOT, Wire.parse("in.audience -> group.audience").orElseThrow(),
                Wire.parse("in.commits -> group.commits").orElseThrow()).graph();
        assertEquals(notes.graph().wires().size() - 1, graph.wires().size());
    }

    @Test
    void aNewNodesTitleAndIdSayTheSameAndNoOtherNodeHasThem() {
        Workflow workflow = notes;
        for (String expected : List.of("Model call", "Model call 2", "Model call 3")) {
            Node node = NewNode.of(workflow, "llm");
            assertEquals(expected, node.displayTitle());
            assertEquals(expected.toLowerCase(java.util.Locale.ROOT).replace(' ', '-'), node.id());
            workflow = Edits.add(workflow, Place.ROOT, node, new Layout.Box(0, 0));
        }
        for (Shape shape : Shape.kinds()) {
            assertTrue(NewNode.of(notes, shape.kind()).id().matches("[a-z][a-z0-9-]*"), shape.kind());
        }
    }
}
