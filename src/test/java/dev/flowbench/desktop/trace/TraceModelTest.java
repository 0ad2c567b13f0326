package dev.flowbench.desktop.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.RunListener;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.TraceFlows;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceModelTest {
    private final TraceModel model = new TraceModel();
    private final RunTrace notes = TraceRuns.fold(TraceRuns.notes(true));

    @Test
    void selectingARowSelectsItsNodeAndTheOtherWayRound() {
        model.show(notes);
        model.select(notes.visits("judge").getFirst());
        assertEquals("judge", model.selectedNodeProperty().get());
        model.selectedNodeProperty().set("draft");
        assertEquals(notes.lastVisit("draft"), model.selected());
        model.selectedNodeProperty().set("polish");
        assertEquals(notes.lastVisit("polish"), model.selected());
        model.selectedNodeProperty().set(null);
        assertEquals(TraceModel.NONE, model.selected());
    }

    @Test
    void aVisitStaysSelectedWhenItsNodeIsSelectedAgain() {
        model.show(notes);
        int first = notes.visits("draft").getFirst();
        model.select(first);
        List<String> told = new ArrayList<>();
        model.selectedNodeProperty().subscribe((_, node) -> told.add(node));
        model.selectedNodeProperty().set("draft");
        assertEquals(first, model.selected());
        model.select(notes.visits("draft").get(1));
        assertEquals(List.of(), told, "it is the same node");
    }

    @Test
    void aRoundBelongsToItsLoop() {
        model.show(notes);
        model.select(notes.firstChild(notes.lastVisit("polish")));
        assertEquals("polish", model.selectedNodeProperty().get());
        model.select(0);
        assertNull(model.selectedNodeProperty().get());
    }

    @Test
    void arrowsWalkTheTree() {
        model.show(notes);
        model.move(1);
        assertEquals(0, model.selected());
        model.move(1);
        int polish = notes.lastVisit("polish");
        assertEquals(polish, model.selected());
        model.outward();
        assertTrue(model.rows().isFolded(polish));
        assertEquals(3, model.size());
        model.inward();
        assertFalse(model.rows().isFolded(polish));
        model.inward();
        assertEquals(notes.firstChild(polish), model.selected());
        model.outward();
        model.outward();
        assertEquals(polish, model.selected());
        model.move(1_000);
        assertEquals(notes.lastVisit("publish"), model.selected());
    }

    @Test
    void foldingAboveTheSelectionTakesItAlong() {
        model.show(notes);
        model.select(notes.visits("judge").getFirst());
        model.fold(notes.lastVisit("polish"), true);
        assertEquals(notes.lastVisit("polish"), model.selected());
        model.select(notes.visits("judge").getFirst());
        assertTrue(model.rows().place(model.selected()) >= 0, "unfolded again to show it");
        model.foldAll(true);
        assertTrue(model.rows().place(model.selected()) >= 0);
    }

    @Test
    void nextErrorGoesRound() {
        RunTrace wide = TraceRuns.fold(TraceRuns.wide(300));
        model.show(wide);
        List<Integer> seen = new ArrayList<>();
        while (model.nextError() && !seen.contains(model.selected())) {
            seen.add(model.selected());
        }
        assertEquals(wide.summary().errors(), seen.size());
        int first = seen.getFirst();
        assertEquals(first, model.selected());
        model.previousError();
        assertEquals(seen.getLast(), model.selected());
        model.show(notes);
        assertFalse(model.nextError());
    }

    @Test
    void aFilterKeepsWhatStandsAboveAndASelectionOutsideItClearsIt() {
        model.show(notes);
        model.filterTextProperty().set("commit log");
        assertTrue(model.size() > 0 && model.size() < notes.size());
        assertTrue(model.rows().place(0) >= 0);
        model.select(notes.lastVisit("publish"));
        assertEquals("", model.filterTextProperty().get());
        assertTrue(model.rows().place(notes.lastVisit("publish")) >= 0);
    }

    @Test
    void zoomKeepsTheMomentUnderThePointerAndStaysInTheRun() {
        model.show(notes);
        assertTrue(model.isWholeInView());
        double about = model.windowTo() / 4;
        double share = about / model.windowTo();
        model.zoomTime(about, 0.5);
        assertEquals(share, (about - model.windowFrom()) / (model.windowTo() - model.windowFrom()), 1e-9);
        model.panTime(-1e12);
        assertEquals(0, model.windowFrom());
        model.zoomTime(about, 100);
        assertTrue(model.isWholeInView());
        model.select(notes.visits("judge").get(1));
        model.showSelectedTime();
        assertTrue(model.windowFrom() < notes.start(model.selected()) - notes.start(0));
        assertTrue(model.windowTo() > notes.end(model.selected(), 0) - notes.start(0));
    }

    @Test
    void aRunUnderWayGrows() {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> 0);
        model.show(live);
        assertTrue(model.isRunning());
        assertEquals(0, model.size());
        var events = TraceRuns.notes(true).events();
        RunListener listener = live.listener();
        events.subList(0, 10).forEach(listener::event);
        live.catchUp();
        int before = model.size();
        assertTrue(before > 2);
        events.subList(10, events.size()).forEach(listener::event);
        live.catchUp();
        assertEquals(notes.size(), model.size());
        assertFalse(model.isRunning());
        model.clear();
        assertEquals(0, model.size());
    }

    @Test
    void ticksAreRound() {
        assertEquals("0", TimeScale.tick(0, 1e6));
        assertEquals("250 ms", TimeScale.tick(250_000, 50_000));
        assertEquals("1.5 s", TimeScale.tick(1_500_000, 500_000));
        assertEquals("2 min", TimeScale.tick(120e6, 30e6));
        assertEquals("2 min 30 s", TimeScale.tick(150e6, 30e6));
        assertEquals("20 µs", TimeScale.tick(20, 5));
        TimeScale scale = new TimeScale(0, 8_300_000, 100, 600);
        assertEquals(1_000_000, scale.step(60));
        assertEquals(100, scale.x(0));
        assertEquals(4_150_000, scale.at(400), 1e-6);
    }

    @Test
    void columnsWithoutRoomAreLeftOut() {
        Columns roomy = Columns.of(1000, 260);
        assertTrue(roomy.tokens() > 0 && roomy.cost() > roomy.tokens() && roomy.time() > roomy.cost());
        Columns narrow = Columns.of(440, 260);
        assertEquals(0, narrow.cost());
        Columns tiny = Columns.of(260, 260);
        assertEquals(0, tiny.time());
        assertTrue(tiny.bars() < tiny.right());
    }
}
