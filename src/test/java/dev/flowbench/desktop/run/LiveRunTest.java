package dev.flowbench.desktop.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.trace.NodeState;
import dev.flowbench.trace.TraceFlows;
import dev.flowbench.trace.TraceScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LiveRunTest {
    private long nanos = 1_000_000_000;
    private final List<String> heard = new ArrayList<>();

    @Test
    void oneRevisionForAllThatAPulseBrings() {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> nanos);
        EventPump pump = pump(live);
        live.revisionProperty().subscribe((_, now) -> heard.add("revision " + now));
        assertTrue(pump.drain());
        assertEquals(List.of(), heard, "nothing came");
        events().subList(0, 4).forEach(pump::event);
        pump.drain();
        assertEquals(List.of("revision 1"), heard);
        assertEquals(NodeState.Phase.RUNNING, live.node("draft").orElseThrow().phase());
        assertTrue(live.node("publish").isEmpty());
    }

    @Test
    void streamedTextIsGatheredBySpanAndStartsOverWithAnAttempt() {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> nanos);
        EventPump pump = pump(live);
        List<Event> events = events();
        events.subList(0, 4).forEach(pump::event);
        pump.progress(new Progress("r", 3, "draft", 1, "Hel"));
        pump.progress(new Progress("r", 3, "draft", 1, "lo"));
        pump.drain();
        assertEquals("Hello", live.text(3));
        assertEquals("Hello", live.node("draft").orElseThrow().text());
        pump.progress(new Progress("r", 3, "draft", 2, "Again"));
        pump.drain();
        assertEquals("Again", live.text("draft"));
        events.subList(4, events.size()).forEach(pump::event);
        pump.progress(new Progress("r", 3, "draft", 2, " too late"));
        pump.drain();
        assertEquals("", live.text(3), "the answer stands in the events now");
        assertEquals("", live.text("draft"));
        assertEquals(RunStatus.DONE, live.status());
    }

    @Test
    void whatACallWaitsForStandsThereUntilTextComes() {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> nanos);
        EventPump pump = pump(live);
        events().subList(0, 4).forEach(pump::event);
        pump.progress(new Progress("r", 3, "draft", 1, "Waits for a free place.",
                Progress.As.WAIT));
        pump.drain();
        assertEquals("Waits for a free place.", live.node("draft").orElseThrow().text());
        pump.progress(new Progress("r", 3, "draft", 1, "Waits for its turn.", Progress.As.WAIT));
        pump.drain();
        assertEquals("Waits for its turn.", live.text("draft"));
        pump.progress(new Progress("r", 3, "draft", 1, "Hel"));
        pump.progress(new Progress("r", 3, "draft", 1, "lo"));
        pump.drain();
        assertEquals("Hello", live.text("draft"));
    }

    @Test
    void timeGoesOnBetweenEventsAndStandsAtTheEnd() {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> nanos);
        EventPump pump = pump(live);
        List<Event> events = events();
        events.subList(0, 4).forEach(pump::event);
        pump.drain();
        long before = live.now();
        nanos += 3_000_000_000L;
        assertEquals(before + 3_000_000, live.now());
        assertEquals(3_000_000, live.node("draft").orElseThrow().micros());
        events.subList(4, events.size()).forEach(pump::event);
        pump.drain();
        nanos += 5_000_000_000L;
        assertEquals(events.getLast().at(), live.now());
    }

    @Test
    void aPulseStopsInTimeAndTheNextGoesOn() {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> nanos += 1_000_000);
        EventPump pump = pump(live);
        TraceScript script = new TraceScript("r").runStarted("Notes", Map.of(), true);
        for (int i = 0; i < 5_000; i++) {
            script.step(1, "draft", "llm", "", 0, Map.of());
        }
        script.events().forEach(pump::event);
        assertFalse(pump.drain(), "the clock runs a millisecond at each look");
        int first = live.trace().size();
        assertTrue(first > 1 && first < 5_001);
        live.catchUp();
        assertEquals(5_001, live.trace().size());
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        LiveRun live = new LiveRun(TraceFlows.notes(), () -> nanos);
        EventPump pump = pump(live);
        TraceScript script = new TraceScript("r").runStarted("Notes", Map.of(), true);
        long draft = script.step(1, "draft", "llm", "", 0, Map.of());
        script.events().forEach(pump::event);
        CountDownLatch done = new CountDownLatch(8);
        for (int t = 0; t < 8; t++) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 1_000; i++) {
                    pump.progress(new Progress("r", draft, "draft", 1, "x"));
                }
                done.countDown();
            });
        }
        while (done.getCount() > 0) {
            pump.drain();
        }
        done.await();
        pump.drain();
        assertEquals(8_000, live.text(draft).length());
    }

    private static EventPump pump(LiveRun live) {
        return live.pump();
    }

    private static List<Event> events() {
        TraceScript script = new TraceScript("r").runStarted("Notes", Map.of(), true);
        long polish = script.step(1, "polish", "evaluator-optimizer", "", 0, Map.of());
        long draft = script.step(polish, "draft", "llm", "generator", 0, Map.of());
        script.call(draft, TraceScript.request("writer", "m", "s", "u"), TraceScript.amount(1, 1, 1));
        script.pass(10).answered(draft, "Hello", 1, 1, 1, 9_000).done(draft,
                Map.of("result", TraceScript.text("Hello")));
        script.done(polish, Map.of());
        return script.finished(RunStatus.DONE, Map.of(), null, null, 1).events();
    }
}
