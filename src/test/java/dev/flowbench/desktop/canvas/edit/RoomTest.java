package dev.flowbench.desktop.canvas.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.canvas.Drawings;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.Faces;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Place BODY = new Place.Child("inner", "body");
    private final Workflow start = Drawings.read("""
            {"flowbench":1,"id":"room","name":"Room","nodes":[
              {"id":"outer","kind":"chain","slots":{"body":{"nodes":[
                {"id":"inner","kind":"chain","slots":{"body":{"nodes":[{"id":"a","kind":"transform","template":"a"}]}}},
                {"id":"next","kind":"transform","template":"b"},
                {"id":"under","kind":"transform","template":"c"}]}}},
              {"id":"right","kind":"transform","template":"d"},
              {"id":"beyond","kind":"transform","template":"e"},
              {"id":"below","kind":"transform","template":"f"},
              {"id":"above","kind":"transform","template":"g"}],
             "layout":{"in":[-200,0],"out":[2000,0],"outer":[0,0],"inner":[0,0],"a":[0,0],"next":[432,0],"under":[0,224],
               "right":[960,64],"beyond":[1280,-400],"below":[0,512],"above":[0,-400]}}""");

    private static Diagram draw(Workflow workflow) {
        return Diagram.of(workflow, new Faces(Words.beside(CanvasView.class)), new Ports());
    }

    private static int x(Workflow workflow, String id) {
        return workflow.layout().box(id).orElseThrow().x();
    }

    private static int y(Workflow workflow, String id) {
        return workflow.layout().box(id).orElseThrow().y();
    }

    private static void assertNothingOverlaps(Workflow workflow) {
        var nodes = new ArrayList<NodeItem>();
        draw(workflow).nodes().forEach(nodes::add);
        for (NodeItem one : nodes) {
            for (NodeItem other : nodes) {
                if (one != other && one.place().equals(other.place()))
                    assertFalse(one.rect().meets(other.rect()), one.id() + " and " + other.id());
            }
        }
    }

    @Test
    void whatStandsBesideAFrameThatGrowsGoesAwayAndSoOnOutwards() {
        assertNothingOverlaps(start);
        Node added = NewNode.of(start, "transform");
        Workflow grown = Edits.add(start, BODY, added, new Layout.Box(480, 320));
        Workflow next = Room.made(draw(start), grown);
        assertNothingOverlaps(next);
        assertTrue(x(next, "next") > x(start, "next"), "right of the inner frame");
        assertTrue(y(next, "under") > y(start, "under"), "below the inner frame");
        assertTrue(x(next, "right") > x(start, "right"), "right of the outer frame, which grew in turn");
        assertTrue(y(next, "below") > y(start, "below"), "below the outer frame");
        assertEquals(x(next, "right") - x(start, "right"), x(next, "beyond") - x(start, "beyond"), "columns stay");
        assertEquals(start.layout().box("above"), next.layout().box("above"));
        assertEquals(start.layout().box(Graph.IN), next.layout().box(Graph.IN));
    }

    @Test
    void whereThereIsRoomNothingMoves() {
        Workflow wide = Edits.place(start, Map.of("next", new Layout.Box(1200, 0), "under", new Layout.Box(0, 900)));
        Workflow far = Edits.place(wide, Map.of("right", new Layout.Box(3000, 64), "beyond", new Layout.Box(3300, 64),
                Graph.OUT, new Layout.Box(4000, 0), "below", new Layout.Box(0, 2000)));
        Workflow grown = Edits.add(far, BODY, NewNode.of(far, "transform"), new Layout.Box(240, 0));
        assertSame(grown, Room.made(draw(far), grown));
        Workflow smaller = Edits.remove(start, java.util.Set.of("a"));
        assertSame(smaller, Room.made(draw(start), smaller));
    }
}
