package dev.flowbench.desktop.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;
import dev.flowbench.trace.TraceFlows;
import dev.flowbench.trace.TraceScript;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunsModelTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final RunsModel model = new RunsModel(journal, new Background(Runnable::run, Runnable::run));
    private final List<RunTrace> opened = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void aPastRunIsReadWithTheDocumentItHadThen() {
        Journal.Summary run = add("r1", RunStatus.DONE, new DocumentWriter().write(TraceFlows.notes()), 0);
        model.refresh();
        assertEquals(List.of(run), model.runs());
        model.open(run, opened::add, wrong::add);
        RunTrace trace = opened.getFirst();
        assertEquals("Judge", trace.title(trace.lastVisit("judge")));
        assertEquals(RunStatus.DONE, trace.status());
        assertEquals(3, trace.summary().loops().getFirst().rounds());
    }

    @Test
    void aRunWhoseDocumentCannotBeReadIsShownAllTheSame() {
        Journal.Summary run = add("r2", RunStatus.INTERRUPTED, "{broken", 6);
        model.open(run, opened::add, wrong::add);
        RunTrace trace = opened.getFirst();
        assertEquals("draft", trace.title(trace.lastVisit("draft")));
        assertEquals(RunStatus.INTERRUPTED, trace.status());
        assertEquals(SpanState.CUT, trace.state(0));
    }

    @Test
    void whatTheJournalSaysIsTold() {
        add("r3", RunStatus.DONE, "{}", 3);
        model.refresh();
        journal.broken = new JournalException("The file runs.db is damaged.", null);
        model.refresh();
        assertEquals("The file runs.db is damaged.", model.problemProperty().get());
        assertEquals(1, model.runs().size(), "what was read stays");
        model.open(model.runs().getFirst(), opened::add, wrong::add);
        model.delete(List.of(model.runs().getFirst()), wrong::add);
        assertEquals(2, wrong.size());
        assertTrue(opened.isEmpty());
    }

    @Test
    void aDeletedRunLeavesTheList() {
        add("r4", RunStatus.DONE, "{}", 3);
        Journal.Summary kept = add("r5", RunStatus.DONE, "{}", 3);
        model.refresh();
        model.delete(List.of(model.runs().getFirst()), wrong::add);
        assertEquals(List.of(kept), model.runs());
    }

    @Test
    void whyARunEndedIsSaidInWords() {
        RowWords said = new RowWords(Words.beside(TraceView.class));
        for (ErrorCode code : ErrorCode.values()) {
            assertNotEquals(code.name(), said.reason(code.name()), "words.properties lacks why." + code);
        }
        assertEquals("Cap: rounds", said.reason("iterations"));
        assertEquals("Nothing got better", said.reason("plateau"));
        assertEquals("", said.reason(""));
    }

    @Test
    void figuresStayAsLongAsTheTreeCanGiveUpRoom() {
        for (double width : new double[]{480, 560, 600, 620, 700, 1000}) {
            Columns columns = Columns.of(width, 260);
            assertTrue(columns.tokens() > 0 && columns.cost() > 0 && columns.time() > 0, width + ": " + columns);
            assertTrue(columns.right() - columns.bars() > 80, width + ": " + columns);
        }
        assertTrue(Columns.of(400, 260).time() == 0 || Columns.of(400, 260).cost() == 0, "a narrow trace is a tree");
    }

    @Test
    void startTimesAreSaidAsPeopleDo() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);
        StartTimes times = new StartTimes(clock, Words.beside(TraceView.class));
        assertEquals("Today 08:41", times.of(micros("2026-11-21T08:41:30Z")));
        assertEquals("Yesterday 23:59", times.of(micros("2026-11-20T23:59:00Z")));
        assertEquals("2026-11-19 07:00", times.of(micros("2026-11-19T07:00:00Z")));
    }

    private static long micros(String time) {
        return Instant.parse(time).toEpochMilli() * 1_000;
    }

    private Journal.Summary add(String id, RunStatus status, String document, int events) {
        TraceScript script = TraceRuns.notes(true);
        journal.headers.put(id,
                new Journal.Header(id, "flow", "Release notes", document, Map.of(), TraceScript.START, false, 7, 1, "",
                        "", "", "{}"));
        journal.events.put(id, events == 0 ? script.events() : script.events().subList(0, events));
        Journal.Summary run = new Journal.Summary(id, "flow", "Release notes", "", TraceScript.START, 8_000_000, status,
                false,
                Amount.ZERO, "");
        journal.summaries.add(run);
        return run;
    }
}
