package dev.flowbench.desktop.trace;

import static dev.flowbench.trace.TraceScript.amount;
import static dev.flowbench.trace.TraceScript.object;
import static dev.flowbench.trace.TraceScript.request;
import static dev.flowbench.trace.TraceScript.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.TraceScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a row says of where its result comes from, and how it stands. */
class RowMarksTest {
    private final TraceModel model = new TraceModel();
    private final RowWords words = new RowWords(Words.beside(TraceView.class));
    private final TraceScript script = new TraceScript("01JD9-marks").runStarted("Marks", Map.of(), true);

    private long draft() {
        long draft = script.step(1, "draft", "llm", "", 0, Map.of());
        script.call(draft, request("writer", "gpt-4.1-mini", "You write.", "Write."), amount(900, 800, 4_000_000));
        return draft;
    }

    private RunTrace shown() {
        RunTrace trace = TraceRuns.fold(script);
        model.show(trace);
        return trace;
    }

    private static int row(RunTrace trace, String node) {
        return trace.lastVisit(node);
    }

    private void mark(String mark, String source) {
        RunTrace trace = shown();
        int row = row(trace, "draft");
        assertEquals(mark, words.mark(model, trace, row));
        assertTrue(words.sources(model, trace, row).stream().anyMatch(said -> said.contains(source)),
                words.sources(model, trace, row).toString());
        assertEquals("", words.mark(model, trace, 0), "the run itself came from nowhere");
    }

    @Test
    void anAnswerFromTheCacheSaysWhatItSaved() {
        long draft = draft();
        ModelReply reply = new ModelReply("Notes", new ModelReply.Usage(900, 300), ModelReply.Finish.STOP, "m", null,
                0).saving(new ModelReply.Saved(new ModelReply.Usage(900, 300), 12_300_000));
        script.add(draft, new What.EffectCompleted(reply, Amount.ZERO, 40)).done(draft,
                Map.of("result", text("Notes")));
        mark("cached", "saved $0.0123");
    }

    @Test
    void aPinnedStepIsMarked() {
        long draft = script.step(1, "draft", "llm", "", 0, Map.of());
        script.add(draft, new What.Decided(What.Choice.PIN, object())).done(draft, Map.of("result", text("Notes")));
        mark("pinned", "Pinned");
    }

    @Test
    void whatWasTakenFromAnotherRunIsMarked() {
        long draft = draft();
        ModelReply reply = new ModelReply("Notes", new ModelReply.Usage(900, 300), ModelReply.Finish.STOP, "m", null,
                0);
        script.add(draft, new What.EffectCompleted(reply, amount(900, 300, 12_300_000), 0, true))
                .done(draft, Map.of("result", text("Notes")));
        mark("reused", "another run");
    }

    @Test
    void aFaultThatWasMetOnPurposeIsMarkedOnceItIsTold() {
        long draft = draft();
        script.answered(draft, "{", 900, 300, 0, 40).done(draft, Map.of("result", text("{")));
        RunTrace trace = shown();
        int row = row(trace, "draft");
        assertEquals("", words.mark(model, trace, row));
        long before = model.revisionProperty().get();
        model.met(Map.of(trace.span(row), List.of("Broken JSON")));
        assertTrue(model.revisionProperty().get() > before, "rows are painted again");
        assertEquals("fault", words.mark(model, trace, row));
        assertTrue(words.sources(model, trace, row).contains("Met on purpose: Broken JSON"));
        model.show(TraceRuns.fold(TraceRuns.notes(true)));
        assertEquals(List.of(), model.met(row), "another run met nothing of it");
    }

    @Test
    void whatStandsWhileTheRunIsPausedIsNotRunning() {
        long frame = script.step(1, "polish", "evaluator-optimizer", "", 0, Map.of());
        long draft = script.step(frame, "draft", "llm", "generator", 0, Map.of());
        script.call(draft, request("writer", "gpt-4.1-mini", "You write.", "Write."), amount(900, 800, 4_000_000));
        script.add(1, new What.Paused("breakpoint"));
        script.add(draft, new What.Stood(true, Map.of(), true));
        RunTrace flying = TraceRuns.fold(script);
        assertEquals(StatusMark.RUNNING, Marks.of(flying, row(flying, "draft")), "its call is under way");
        assertEquals(StatusMark.RUNNING, Marks.of(flying, row(flying, "polish")));
        script.answered(draft, "Notes", 900, 300, 0, 40);
        RunTrace paused = TraceRuns.fold(script);
        assertEquals(StatusMark.PAUSED, Marks.of(paused, row(paused, "draft")));
        assertEquals(StatusMark.PAUSED, Marks.of(paused, row(paused, "polish")));
        assertEquals(StatusMark.PAUSED, Marks.of(paused, 0));
        script.add(1, new What.Continued("run"));
        RunTrace on = TraceRuns.fold(script);
        assertEquals(StatusMark.RUNNING, Marks.of(on, row(on, "polish")));
    }
}
