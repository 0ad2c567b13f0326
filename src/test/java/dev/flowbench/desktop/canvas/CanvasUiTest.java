package dev.flowbench.desktop.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.tool.Overlay;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.palette.PaletteView;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.geometry.Point2D;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class CanvasUiTest {
    private final FlowDocument document = new FlowDocument(Drawings.read("""
            {"flowbench":1,"id":"small","name":"Small","inputs":{"type":"object","properties":{"text":{"type":"string"}}},
             "models":{"writer":{"provider":"openai","model":"gpt-4.1-mini"}},
             "nodes":[
              {"id":"ask","kind":"llm","title":"Ask","model":"writer","messages":[{"role":"user","text":"About {{text}}"}]},
              {"id":"check","kind":"gate","title":"Check","condition":"value != null"},
              {"id":"loop","kind":"evaluator-optimizer","maxIterations":2,"slots":{"generator":{"nodes":[]},"evaluator":{"nodes":[]}}}],
             "wires":["in.text -> ask.text"],
             "layout":{"in":[0,0],"out":[800,0],"ask":[192,0],"check":[480,0],"loop":[0,192]}}"""), null, false);
    private CanvasView canvas;
    private Stage window;

    @Start
    void start(Stage stage) {
        var theme = new Theme(Theme.Mode.LIGHT);
        canvas = new CanvasView(document, theme, new Ports());
        var root = new BorderPane(canvas);
        root.setLeft(new PaletteView(theme, canvas::dropTarget));
        var scene = new Scene(root, 1000, 800);
        theme.apply(scene);
        stage.setScene(scene);
        stage.show();
        window = stage;
    }

    @Stop
    void stop() {
        canvas.close();
        window.hide();
    }

    private Point2D at(double x, double y) {
        return canvas.localToScreen(canvas.view().viewX(x), canvas.view().viewY(y));
    }

    private Point2D at(PortItem port) { return at(port.x(), port.y()); }

    private PortItem port(String node, String name) {
        return item(node).ports().stream().filter(port -> port.port().name().equals(name)).findFirst().orElseThrow();
    }

    private NodeItem item(String node) { return canvas.screen().diagram().node(node).orElseThrow(); }

    private Point2D head(String node) { return at(item(node).rect().x() + 90, item(node).rect().y() + 12); }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, condition);
    }

    private Workflow now() { return document.workflow(); }

    @Test
    void aKindIsDraggedFromThePaletteOntoTheDrawing(FxRobot robot) throws Exception {
        robot.drag("#palette-transform").moveTo(at(300, -60));
        until(() -> canvas.screen().overlays().stream().anyMatch(o -> o instanceof Overlay.Ghost));
        robot.drop();
        until(() -> now().node("transform").isPresent());
        assertEquals(Set.of("transform"), document.selection().nodes());
        Rect rect = item("transform").rect();
        assertTrue(rect.contains(300, -60), rect.toString());
        robot.interact(document::undo);
        assertTrue(now().node("transform").isEmpty());
    }

    @Test
    void aKindDroppedInAFramesAreaStandsInItsGraph(FxRobot robot) throws Exception {
        Rect inside = canvas.screen().diagram().area(new Place.Child("loop", "generator")).orElseThrow().inside();
        robot.drag("#palette-llm").moveTo(at(inside.midX(), inside.midY())).drop();
        until(() -> now().node("model-call").isPresent());
        assertEquals(1, now().graph(new Place.Child("loop", "generator")).orElseThrow().nodes().size());
    }

    @Test
    void aWireIsPulledFromPortToPort(FxRobot robot) throws Exception {
        robot.drag(at(port("ask", "result"))).moveTo(at(port("check", "value"))).drop();
        until(() -> now().graph().wires().contains(Wire.parse("ask.result -> check.value").orElseThrow()));
        robot.drag(at(port("check", "pass"))).moveTo(at(port("ask", "text")));
        until(() -> said().contains("already leads"));
        robot.drop();
        assertEquals(2, now().graph().wires().size());
    }

    private String said() {
        return canvas.screen().overlays().stream().map(o -> o instanceof Overlay.Bubble b ? b.text() : "").reduce("",
                String::concat);
    }

    @Test
    void aWireIntoAFrameIsRefusedAtThePointer(FxRobot robot) throws Exception {
        robot.interact(() -> canvas.add("gate", canvas.localToScene(0, 0).getX(), 0));
        PortItem rail = canvas.screen().diagram().edges(new Place.Child("loop", "generator")).getLast().ports()
                .getFirst();
        robot.drag(at(port("ask", "result"))).moveTo(at(rail));
        until(() -> said().contains("frame"));
        robot.press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
        until(() -> canvas.screen().overlays().isEmpty());
        robot.drop();
        assertEquals(1, now().graph().wires().size());
    }

    @Test
    void aWireDroppedOnFreeGroundAsksWhatToAddAndWiresIt(FxRobot robot) throws Exception {
        robot.drag(at(port("ask", "result"))).moveTo(at(430, -40)).drop();
        until(() -> canvas.hasEditor());
        robot.write("transf").type(KeyCode.ENTER);
        until(() -> now().node("transform").isPresent());
        assertTrue(now().graph().wires().contains(Wire.parse("ask.result -> transform.result").orElseThrow()));
        assertTrue(item("transform").ports().stream()
                .anyMatch(port -> port.port().name().equals("result") && port.wired()));
    }

    @Test
    void aCardIsMovedByOneUndoableDrag(FxRobot robot) throws Exception {
        Workflow before = now();
        robot.drag(head("check")).moveBy(40, 90);
        until(() -> !canvas.screen().moving().isEmpty());
        robot.drop();
        until(() -> now() != before);
        assertTrue(now().layout().box("check").orElseThrow().y() > 32);
        robot.interact(document::undo);
        assertSame(before, now());
        assertEquals("", document.undoLabelProperty().get());
    }

    @Test
    void escapeEndsADragAsIfItHadNeverBegun(FxRobot robot) throws Exception {
        Workflow before = now();
        robot.drag(head("check")).moveBy(60, 60);
        until(() -> !canvas.screen().moving().isEmpty());
        robot.press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
        until(() -> canvas.screen().moving().isEmpty());
        robot.drop();
        assertSame(before, now());
    }

    @Test
    void aCardDroppedInAFrameGoesIntoItsGraph(FxRobot robot) throws Exception {
        Rect inside = canvas.screen().diagram().area(new Place.Child("loop", "evaluator")).orElseThrow().inside();
        robot.drag(head("check")).moveTo(at(inside.midX(), inside.midY())).drop();
        until(() -> now().graph(new Place.Child("loop", "evaluator")).orElseThrow().nodes().size() == 1);
        assertEquals(2, now().graph().nodes().size());
    }

    @Test
    void aRectangleSelectsAndDeleteDeletes(FxRobot robot) throws Exception {
        robot.drag(at(170, -60)).moveTo(at(700, 150)).drop();
        until(() -> document.selection().nodes().equals(Set.of("ask", "check")));
        robot.type(KeyCode.DELETE);
        until(() -> now().graph().nodes().size() == 1);
        assertTrue(now().graph().wires().isEmpty());
        robot.interact(document::undo);
        assertEquals(3, now().graph().nodes().size());
    }

    @Test
    void keysRenameDuplicateCopyAndPaste(FxRobot robot) throws Exception {
        robot.clickOn(head("ask"));
        until(() -> document.selection().nodes().equals(Set.of("ask")));
        robot.type(KeyCode.F2);
        until(canvas::hasEditor);
        robot.write("Ask kindly").type(KeyCode.ENTER);
        until(() -> now().node("ask").orElseThrow().displayTitle().equals("Ask kindly"));
        robot.press(KeyCode.SHORTCUT).type(KeyCode.D).release(KeyCode.SHORTCUT);
        until(() -> now().node("ask-2").isPresent());
        robot.press(KeyCode.SHORTCUT).type(KeyCode.C).type(KeyCode.V).release(KeyCode.SHORTCUT);
        until(() -> now().node("ask-3").isPresent());
        assertEquals("Ask kindly", now().node("ask-3").orElseThrow().displayTitle());
        int x = now().layout().box("ask-3").orElseThrow().x();
        robot.type(KeyCode.RIGHT).type(KeyCode.RIGHT);
        until(() -> now().layout().box("ask-3").orElseThrow().x() == x + 32);
    }

    @Test
    void tabAsksWhatToAdd(FxRobot robot) throws Exception {
        robot.clickOn(at(600, 300)).type(KeyCode.TAB);
        until(canvas::hasEditor);
        robot.write("zzz").type(KeyCode.ENTER).type(KeyCode.ESCAPE);
        until(() -> !canvas.hasEditor());
        assertEquals(3, now().graph().nodes().size());
        robot.type(KeyCode.TAB).write("approv").type(KeyCode.ENTER);
        until(() -> now().node("approval").isPresent());
    }

    @Test
    void theWheelZoomsAndTheMiddleButtonPans(FxRobot robot) throws Exception {
        // Before it is zoomed: the zoom goes on for a while, and takes the place out of the window.
        double x = canvas.view().panX();
        robot.drag(at(600, 300), MouseButton.MIDDLE).moveBy(50, 0).drop();
        until(() -> canvas.view().panX() == x + 50);
        double before = canvas.view().zoom();
        robot.moveTo(at(300, 60));
        robot.scroll(3, javafx.geometry.VerticalDirection.UP);
        until(() -> canvas.view().zoom() != before);
        robot.press(KeyCode.SHORTCUT).type(KeyCode.DIGIT0).release(KeyCode.SHORTCUT);
        until(() -> canvas.view().zoom() == 1);
    }

    @Test
    void aDoubleClickOpensANodeAndTheScreenReaderHearsWhatIsSelected(FxRobot robot) throws Exception {
        var opened = new java.util.concurrent.atomic.AtomicReference<String>();
        robot.interact(() -> canvas.onOpen(opened::set));
        robot.doubleClickOn(head("check"));
        until(() -> "check".equals(opened.get()));
        String heard = canvas.lookup(".canvas-focus").getAccessibleText();
        assertTrue(heard.contains("Check") && heard.contains("2 outputs"), heard);
        robot.interact(() -> document.select(Selection.NONE));
        assertFalse(canvas.lookup(".canvas-focus").getAccessibleText().contains("Check"));
    }

    @Test
    void aReadOnlyDocumentIsShownAndNotChanged(FxRobot robot) {
        Workflow before = now();
        var readOnly = new FlowDocument(before, null, true);
        robot.interact(() -> {
            var other = new CanvasView(readOnly, new Theme(Theme.Mode.LIGHT), new Ports());
            other.resize(500, 400);
            assertTrue(other.add("llm").isEmpty());
            other.selectAll();
            other.deleteSelection();
            other.close();
        });
        assertSame(before, readOnly.workflow());
    }
}
