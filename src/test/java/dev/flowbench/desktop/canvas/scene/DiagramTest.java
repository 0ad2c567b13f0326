package dev.flowbench.desktop.canvas.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.canvas.Drawings;
import dev.flowbench.desktop.canvas.edit.Verdict;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagramTest {
    private final Words words = Words.beside(CanvasView.class);

    private Diagram of(Workflow workflow) { return Diagram.of(workflow, new Faces(words), new Ports()); }

    private Diagram of(String json) { return of(Drawings.read(json)); }

    private static PortItem port(Diagram diagram, String node, String name) {
        return diagram.node(node).orElseThrow().ports().stream().filter(port -> port.port().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void framesHoldWhatStandsInThem() {
        for (String json : new String[]{Drawings.RELEASE_NOTES, Drawings.SUPPORT, Drawings.MODERATION}) {
            Diagram diagram = of(json);
            for (NodeItem node : diagram.nodes()) {
                if (node.place() instanceof Place.Child child) {
                    AreaItem area = diagram.area(child).orElseThrow();
                    assertTrue(area.inside().contains(node.rect()), node.id());
                    assertTrue(diagram.node(child.frame()).orElseThrow().rect().contains(area.rect()), node.id());
                }
            }
        }
    }

    @Test
    void nodesWithoutAPlaceDoNotOverlap() {
        Diagram diagram = of(Drawings.MODERATION);
        for (NodeItem a : diagram.nodes()) {
            for (NodeItem b : diagram.nodes()) {
                if (a != b && a.place().equals(b.place())) assertFalse(a.rect().meets(b.rect()), a.id() + " " + b.id());
            }
        }
        assertTrue(
                diagram.node("vote").orElseThrow().rect().right() < diagram.node("very-long").orElseThrow().rect().x(),
                "wires lead to the right");
    }

    @Test
    void everyWireAndTheImpliedOnesAreDrawn() {
        Diagram diagram = of(Drawings.RELEASE_NOTES);
        assertEquals(6, diagram.wires().stream().filter(wire -> !wire.implied()).count());
        assertTrue(diagram.wires().stream()
                .anyMatch(wire -> wire.implied() && wire.wire().toString().equals("in.task -> draft.task")));
        assertTrue(diagram.wires().stream()
                .anyMatch(wire -> wire.implied() && wire.wire().toString().equals("judge.result -> out.result")));
    }

    @Test
    void aFreshWireGoesAroundTheCardsInItsWay() {
        Workflow workflow = Drawings.read("""
                {"flowbench":1,"id":"a","nodes":[{"id":"a","kind":"gate"},{"id":"b","kind":"gate"},{"id":"c","kind":"gate"}],
                 "wires":["a.pass -> c.value"],"layout":{"a":[0,0],"b":[300,0],"c":[600,0]}}""");
        Diagram diagram = of(workflow);
        WireItem wire = diagram.wire(Place.ROOT, Wire.parse("a.pass -> c.value").orElseThrow()).orElseThrow();
        assertFalse(wire.path().crosses(diagram.node("b").orElseThrow().rect()));
    }

    @Test
    void whatIsUnderThePointerIsFound() {
        Diagram diagram = of(Drawings.RELEASE_NOTES);
        NodeItem draft = diagram.node("draft").orElseThrow();
        assertEquals(draft, ((Hit.OnNode) diagram.hit(draft.rect().midX(), draft.rect().y() + 20, 1)).node());
        PortItem task = port(diagram, "draft", "task");
        assertTrue(((Hit.OnPort) diagram.hit(task.x() + 4, task.y() - 3, 1)).port().same(task));
        NodeItem polish = diagram.node("polish").orElseThrow();
        assertEquals(polish, ((Hit.OnNode) diagram.hit(polish.rect().midX(), polish.rect().y() + 10, 1)).node());
        assertTrue(((Hit.OnNode) diagram.hit(polish.rect().right() - 4, polish.rect().bottom() - 4, 1)).corner());
        AreaItem area = diagram.area(new Place.Child("polish", "generator")).orElseThrow();
        assertEquals(area, ((Hit.OnArea) diagram.hit(area.inside().x() + 6, area.inside().bottom() - 4, 1)).area());
        assertInstanceOf(Hit.OnGround.class, diagram.hit(-900, -900, 1));
        WireItem wire = diagram.wire(Place.ROOT, Wire.parse("group.result -> polish.task").orElseThrow()).orElseThrow();
        double[] middle = wire.path().at(0.5);
        assertEquals(wire, ((Hit.OnWire) diagram.hit(middle[0], middle[1] + 2, 1)).wire());
    }

    @Test
    void theInnermostGraphUnderThePointerIsTheTarget() {
        Diagram diagram = of(Drawings.SUPPORT);
        NodeItem logs = diagram.node("read-logs").orElseThrow();
        assertEquals(new Place.Child("both", "logs"),
                diagram.placeAt(logs.rect().midX(), logs.rect().midY(), Set.of()));
        assertEquals(new Place.Child("fix", "generator"),
                diagram.placeAt(logs.rect().midX(), logs.rect().midY(), Set.of("both")),
                "not into what is moved itself");
    }

    @Test
    void refusalsSayWhy() {
        Diagram diagram = of(Drawings.SUPPORT);
        Workflow workflow = diagram.workflow();
        PortItem send = port(diagram, "send", "result");
        assertEquals("refuse.cycle", Verdict.of(workflow, send, port(diagram, "triage", "value"), null).key());
        assertEquals("refuse.same", Verdict.of(workflow, send, port(diagram, "send", "answer"), null).key());
        assertEquals("refuse.frame.out",
                Verdict.of(workflow, port(diagram, "propose", "result"), port(diagram, "send", "answer"), null).key());
        assertEquals("refuse.frame.in", Verdict
                .of(workflow, port(diagram, "triage", "praise"), port(diagram, "propose", "findings"), null).key());
        assertEquals("refuse.exists",
                Verdict.of(workflow, port(diagram, "triage", "praise"), port(diagram, "thanks", "value"), null).key());
        assertEquals("refuse.outputs", Verdict.of(workflow, send, port(diagram, "thanks", "result"), null).key());
        assertEquals("hint.shared",
                Verdict.of(workflow, port(diagram, "person", "comment"), port(diagram, "send", "answer"), null).key());
        Verdict when = Verdict.of(workflow, port(diagram, "person", "comment"), port(diagram, "send", "when"), null);
        assertTrue(when.allowed());
        assertEquals("", when.key());
        Diagram moderation = of(Drawings.MODERATION);
        assertEquals("refuse.type.TEXT.LIST", Verdict.of(moderation.workflow(), port(moderation, "nothing", "result"),
                port(moderation, "list", "items"), null).key());
    }

    @Test
    void everyRefusalHasItsWords() {
        for (String key : new String[]{"itself", "outputs", "inputs", "frame.out", "frame.in", "same", "exists",
            "cycle",
            "type.TEXT.STRUCTURED", "type.TEXT.LIST", "type.LIST.STRUCTURED"}) {
            assertTrue(words.has("refuse." + key), key);
        }
    }

    @Test
    void theIndexFindsWhatALinearSearchFinds() {
        var random = new Random(3);
        var index = new GridIndex();
        var rects = new Rect[400];
        for (int i = 0; i < rects.length; i++) {
            double size = i % 40 == 0 ? 20_000 : 300;
            rects[i] = new Rect(random.nextDouble() * 9000 - 4500, random.nextDouble() * 9000 - 4500,
                    random.nextDouble() * size,
                    random.nextDouble() * size);
            index.add(rects[i]);
        }
        for (int n = 0; n < 50; n++) {
            Rect asked = new Rect(random.nextDouble() * 9000 - 4500, random.nextDouble() * 9000 - 4500, 700, 500);
            var expected = new HashSet<Integer>();
            for (int i = 0; i < rects.length; i++) if (rects[i].meets(asked)) expected.add(i);
            assertEquals(expected, new HashSet<>(index.query(asked)));
        }
    }

    @Test
    void thePointUnderThePointerStaysWhereItIsWhenZooming() {
        Viewport view = new Viewport(30, -12, 0.7);
        Viewport next = view.zoomed(1.9, 400, 300);
        assertEquals(view.worldX(400), next.worldX(400), 1e-9);
        assertEquals(view.worldY(300), next.worldY(300), 1e-9);
        assertEquals(Viewport.MAX, view.zoomed(99, 0, 0).zoom());
        assertEquals(Viewport.MIN, view.zoomed(0, 0, 0).zoom());
        Viewport fit = Viewport.fitting(new Rect(100, 100, 2000, 400), 1000, 800, 50, 1);
        assertEquals(0.45, fit.zoom(), 1e-9);
        assertEquals(500, fit.viewX(1100), 1e-9);
    }

    @Test
    void aDrawingThatCannotBeReadAsAWholeOpensAtItsBeginning() {
        Rect small = new Rect(0, 0, 800, 500);
        assertEquals(Viewport.fitting(small, 1000, 700, 48, 1),
                Viewport.opening(small, new Rect(0, 200, 100, 50), 1000, 700, 48, 0.7));
        Rect large = new Rect(-200, -100, 4000, 3000);
        Rect start = new Rect(-200, 1300, 136, 60);
        Viewport view = Viewport.opening(large, start, 1000, 700, 48, 0.7);
        assertEquals(0.7, view.zoom());
        assertEquals(48, view.viewX(-200), 0.5, "the left edge is at the left");
        assertEquals(350, view.viewY(start.midY()), 0.5, "the inputs are half way down");
        Viewport high = Viewport.opening(large, new Rect(-200, -100, 136, 60), 1000, 700, 48, 0.7);
        assertEquals(48, high.viewY(-100), 0.5, "no empty ground above the drawing");
    }

    @Test
    void noWireOfASampleCrossesACard() throws Exception {
        for (String sample : new String[]{"release-notes", "support-router", "contract-review", "moderation-vote",
            "invoice-chain", "nested-desk", "research-desk", "support-tiers", "ops-agent", "refund-approval",
            "document-batch", "runaway"}) {
            Diagram diagram = of(Files.readString(Path.of("sample-workflows", sample, sample + ".flow.json")));
            for (WireItem wire : diagram.wires()) {
                for (NodeItem node : diagram.nodes()) {
                    if (node.place().equals(wire.place()) && !node.isNote())
                        assertFalse(wire.path().crosses(node.rect().grown(-2)),
                                sample + ": " + wire.wire() + " crosses " + node.id());
                }
            }
        }
    }
}
