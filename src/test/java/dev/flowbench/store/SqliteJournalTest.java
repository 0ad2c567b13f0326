package dev.flowbench.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
    @TempDir Path folder;

    private final List<SqliteJournal> journals = new ArrayList<>();

    private SqliteJournal journal() {
        var journal = new SqliteJournal(folder);
        journals.add(journal);
        return journal;
    }

    @AfterEach
    void filesAreClosedBeforeTheFolderGoes() {
        journals.forEach(SqliteJournal::close);
    }

    private static final ChatModel MODEL = (request, call) -> new ModelReply("fine", new ModelReply.Usage(3, 4),
            ModelReply.Finish.STOP, "m", null, 0);

    private static Journal.Header header(String run, long at) {
        return new Journal.Header(run, "test", "Test", "{}", Map.of("sub.flow.json", "{}"), at, true, 7, 1,
                "/somewhere/test.flow.json", "parent", "[]", "{\"tags\":{}}");
    }

    private What.RunFinished run(Journal journal, String id, Workflow workflow, RunListener listener) throws Exception {
        var engine = new Engine(new EnginePorts(MODEL, Prices.free("free"), journal, new VirtualThreads()));
        Map<String, JsonNode> inputs = Map.of("x", Flows.text("hello"));
        return engine.start(new RunRequest(id, workflow, "{\"flowbench\": 1}", "hash", inputs, true, 7, ""), listener)
                .await();
    }

    private static List<Event> events(Journal journal, String run) throws JournalException {
        var events = new ArrayList<Event>();
        journal.read(run, events::add);
        return events;
    }

    @Test
    void everyEventOfARunComesBackAsItWas() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Event>());
        var journal = journal();
        run(journal, "r1", Flows.fan(20), told::add);
        assertEquals(told.stream().map(EventJson::line).toList(),
                events(journal(), "r1").stream().map(EventJson::line).toList());
        assertEquals("{\"flowbench\": 1}", journal.header("r1").orElseThrow().document());
    }

    @Test
    void whatIsSyncedIsInTheFileWhileTheRunGoesOn() throws Exception {
        var journal = journal();
        var durable = new AtomicLong();
        try (Journal.Writer writer = journal.create(header("live", 1), durable::set)) {
            writer.append(event("live", 1, new What.StepSkipped("a")));
            writer.append(event("live", 2, new What.StepSkipped("b")));
            writer.sync();
            assertEquals(2, events(journal(), "live").size());
            assertEquals(RunStatus.RUNNING, journal().runs(10).getFirst().status());
        }
        assertEquals(2, durable.get());
        assertEquals(RunStatus.INTERRUPTED, journal.runs(10).getFirst().status());
    }

    @Test
    void theListIsNewestFirstAndSurvivesTheLossOfItsIndex() throws Exception {
        var journal = journal();
        run(journal, "first", Flows.chain(3), RunListener.NONE);
        run(journal, "second", Flows.fan(2), RunListener.NONE);
        List<Journal.Summary> before = journal().runs(10);
        assertEquals(List.of("second", "first"), before.stream().map(Journal.Summary::run).toList());
        assertEquals(new Amount(6, 8, 0, 2, 0, 0, true), before.getFirst().spent());
        Files.delete(folder.resolve("index.db"));
        assertEquals(before, journal().runs(10));
        Files.writeString(folder.resolve("index.db"), "no database at all, and long enough to be looked at".repeat(40));
        assertEquals(before, journal().runs(10));
    }

    @Test
    void aDamagedFileCostsOneRunAndSaysWhere() throws Exception {
        var journal = journal();
        run(journal, "good", Flows.chain(3), RunListener.NONE);
        run(journal, "bad", Flows.chain(3), RunListener.NONE);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bad.run"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE block SET lines = CAST('{\"seq\":1,' AS BLOB)");
        }
        var fault = assertThrows(JournalException.class, () -> events(journal, "bad"));
        assertTrue(fault.getMessage().contains("bad.run"), fault.getMessage());
        assertEquals(8, events(journal, "good").size());
        Files.writeString(folder.resolve("bad.run"), "nonsense");
        Files.deleteIfExists(folder.resolve("index.db"));
        assertEquals(2, journal().runs(10).size());
    }

    @Test
    void aMissingStretchIsToldNotPassedOver() throws Exception {
        var journal = journal();
        try (Journal.Writer writer = journal.create(header("gap", 1), _ -> {})) {
            writer.append(event("gap", 1, new What.StepSkipped("a")));
            writer.sync();
            writer.append(event("gap", 2, new What.StepSkipped("b")));
            writer.sync();
            writer.append(event("gap", 3, new What.StepSkipped("c")));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("gap.run"));
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM block WHERE first = 2");
        }
        var seen = new ArrayList<Event>();
        assertThrows(JournalException.class, () -> journal.read("gap", seen::add));
        assertEquals(1, seen.size());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        var fault = assertThrows(JournalException.class,
                () -> new SqliteJournal(file.resolve("runs")).create(header("r", 1), _ -> {}));
        assertTrue(fault.getMessage().contains("FLOWBENCH_HOME"), fault.getMessage());
    }

    @Test
    void aRunWhoseFileBreaksFailsAndNothingIsReportedDone() throws Exception {
        var journal = journal();
        // Between the first call and the second somebody breaks the file.
        RunListener breaking = event -> {
            if (event.what() instanceof What.EffectCompleted && "a".equals(event.where().node())) {
                try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("broken.run"));
                        var statement = connection.createStatement()) {
                    statement.execute("DROP TABLE block");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Workflow workflow = Flows.workflow(Flows.graph(List.of(Flows.llm("a", "one"), Flows.llm("b", "{{a}}")),
                "a.result -> b.a", "b.result -> out.y"));
        What.RunFinished end = run(journal, "broken", workflow, breaking);
        assertEquals(RunStatus.FAILED, end.status());
        assertEquals(ErrorCode.STORAGE_FAILED, end.error().code());
    }

    @Test
    void aRunIsDeletedOnceItIsOver() throws Exception {
        var journal = journal();
        Journal.Writer writer = journal.create(header("gone", 1), _ -> {});
        writer.append(event("gone", 1, new What.StepSkipped("a")));
        writer.sync();
        assertThrows(JournalException.class, () -> journal.delete("gone"));
        writer.close();
        journal.delete("gone");
        assertTrue(journal.runs(10).isEmpty());
        try (var files = Files.list(folder)) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("gone")));
        }
    }

    @Test
    void severalRunsAreDeletedAndThoseThatCannotBeAreNamed() throws Exception {
        var journal = journal();
        for (String run : List.of("a", "b", "c")) {
            interrupted(journal, run);
        }
        Journal.Writer live = journal.reopen("b", _ -> {}).writer();
        var fault = assertThrows(JournalException.class, () -> journal.delete(List.of("a", "b", "nowhere", "c")));
        assertEquals(2, fault.getMessage().lines().count(), fault.getMessage());
        assertTrue(fault.getMessage().contains("\"b\"") && fault.getMessage().contains("\"nowhere\""));
        assertEquals(List.of("b"), journal.runs(10).stream().map(Journal.Summary::run).toList());
        // Having been asked about did not cost the owner its run.
        assertTrue(assertThrows(JournalException.class, () -> journal().delete("b")).getMessage()
                .contains("still running"));
        live.append(event("b", 3, new What.StepSkipped("c")));
        live.close();
        journal.close();
        assertEquals(3, events(journal, "b").size());
    }

    @Test
    void aRunThatCameBackUnderItsIdIsNotTakenForTheOneThatWentAway() throws Exception {
        var journal = journal();
        interrupted(journal, "r");
        journal.runs(10);
        journal.delete("r");
        journal.keep(header("r", 5), List.of(event("r", 1, new What.Suspended("later"))));
        assertEquals(5, journal.runs(10).getFirst().startedAt());
        assertEquals(RunStatus.INTERRUPTED, journal.runs(10).getFirst().status());
    }

    @Test
    void aCopiedFileIsListedByItsOwnName() throws Exception {
        var journal = journal();
        run(journal, "one", Flows.chain(1), RunListener.NONE);
        journal.close();
        Files.copy(folder.resolve("one.run"), folder.resolve("two.run"));
        assertEquals(List.of("one", "two"), journal.runs(10).stream().map(Journal.Summary::run).toList());
        assertEquals(List.of("one", "two"), journal.runs(10).stream().map(Journal.Summary::run).toList());
    }

    @Test
    void aRunIsFoundByTheBeginningOfItsIdAndNothingElseIsTouched() throws Exception {
        var journal = journal();
        run(journal, "20261121-aaa", Flows.chain(1), RunListener.NONE);
        run(journal, "20261122-bbb", Flows.chain(1), RunListener.NONE);
        assertEquals("20261122-bbb", journal.header("20261122").orElseThrow().run());
        assertThrows(JournalException.class, () -> journal.header("2026"));
        assertTrue(journal.header("../../etc/passwd").isEmpty());
        assertThrows(JournalException.class, () -> journal.delete("../x"));
        assertThrows(JournalException.class, () -> journal.create(header("20261121-aaa", 1), _ -> {}));
    }

    @Test
    void anInterruptedRunIsTakenUpWhereItStopped() throws Exception {
        var journal = journal();
        interrupted(journal, "r");
        var durable = new AtomicLong();
        Journal.Reopened reopened = journal.reopen("r", durable::set);
        assertEquals(header("r", 1), reopened.header());
        assertEquals(List.of(1L, 2L), reopened.events().stream().map(Event::seq).toList());
        try (Journal.Writer writer = reopened.writer()) {
            assertEquals(RunStatus.RUNNING, journal.runs(1).getFirst().status());
            var second = assertThrows(JournalException.class, () -> journal().reopen("r", _ -> {}));
            assertTrue(second.getMessage().contains("still running"), second.getMessage());
            writer.append(event("r", 3, new What.StepSkipped("c")));
            writer.sync();
            assertEquals(3, durable.get());
        }
        assertEquals(List.of(1L, 2L, 3L), events(journal(), "r").stream().map(Event::seq).toList());
        assertEquals(RunStatus.INTERRUPTED, journal.runs(1).getFirst().status());
        assertEquals(3, reopen(journal, "r").size());
    }

    @Test
    void whatPeopleDecideIsAddedToARunThatHasEnded() throws Exception {
        var journal = journal();
        var spent = new Amount(100, 50, 9_000, 2, 0, 0, true);
        try (Journal.Writer writer = journal.create(header("r", 1), _ -> {})) {
            writer.append(event("r", 1, new What.RunFinished(RunStatus.DONE, Map.of(), null, null, null, spent)));
        }
        assertEquals(150, journal.runs(1).getFirst().spent().tokens());
        assertThrows(JournalException.class, () -> journal.reopen("r", _ -> {}));
        Journal.Reopened ended = journal.amend("r", _ -> {});
        assertThrows(JournalException.class, () -> journal().amend("r", _ -> {}));
        try (Journal.Writer writer = ended.writer()) {
            writer.append(event("r", 2, new What.Decided(What.Choice.RELEASE, JsonNodeFactory.instance.objectNode()
                    .put("span", 2).put("inputTokens", 40).put("outputTokens", 50).put("nanoUsd", 4_000))));
            writer.sync();
        }
        journal.close();
        assertEquals(List.of(1L, 2L), events(journal(), "r").stream().map(Event::seq).toList());
        for (Journal each : List.of(journal, journal())) {
            Journal.Summary line = each.runs(1).getFirst();
            assertEquals(RunStatus.DONE, line.status());
            assertEquals(60, line.spent().tokens());
            assertEquals(5_000, line.spent().nanoUsd());
        }
        assertThrows(JournalException.class, () -> journal.reopen("r", _ -> {}));
    }

    @Test
    void aRunWhoseLastWordIsThatItNeedsAPersonWaits() throws Exception {
        var journal = journal();
        try (Journal.Writer writer = journal.create(header("r", 1), _ -> {})) {
            writer.append(event("r", 1, new What.Suspended("approval")));
            writer.sync();
            assertEquals(RunStatus.WAITING, journal.runs(1).getFirst().status());
        }
        assertEquals(RunStatus.WAITING, journal.runs(1).getFirst().status());
        journal.close();
        assertEquals(RunStatus.WAITING, journal().runs(1).getFirst().status());
        Journal.Reopened reopened = journal.reopen("r", _ -> {});
        reopened.writer().append(event("r", 2, new What.Resumed(1, "answered")));
        reopened.writer().sync();
        assertEquals(RunStatus.RUNNING, journal.runs(1).getFirst().status());
        reopened.writer().close();
        journal.close();
        assertEquals(RunStatus.INTERRUPTED, journal().runs(1).getFirst().status());
        journal.keep(header("elsewhere", 2), List.of(event("elsewhere", 1, new What.Suspended("approval"))));
        assertEquals(RunStatus.INTERRUPTED, journal.runs(1).getFirst().status());
    }

    @Test
    void aRunThatCannotGoOnSaysWhy() throws Exception {
        var journal = journal();
        run(journal, "ended", Flows.chain(1), RunListener.NONE);
        journal.keep(header("elsewhere", 1), List.of(event("elsewhere", 1, new What.StepSkipped("a"))));
        assertRefused(journal, "ended", "has ended");
        assertRefused(journal, "elsewhere", "recorded elsewhere");
        assertRefused(journal, "nowhere", "no run");
        interrupted(journal, "damaged");
        change("damaged", "UPDATE block SET lines = CAST('{\"seq\":1,' AS BLOB)");
        assertRefused(journal, "damaged", "damaged after event 0");
    }

    @Test
    void aFileOfTheFirstVersionIsReadAndGoneOnWith() throws Exception {
        var journal = journal();
        interrupted(journal, "old");
        for (String column : List.of("documents", "origin", "prices", "options", "imported")) {
            change("old", "ALTER TABLE header DROP COLUMN " + column);
        }
        change("old", "ALTER TABLE header DROP COLUMN sum");
        change("old", "ALTER TABLE block DROP COLUMN sum");
        change("old", "PRAGMA user_version = 1");
        var header = new Journal.Header("old", "test", "Test", "{}", Map.of(), 1, true, 7, 1,
                "/somewhere/test.flow.json", "", "", "{}");
        assertEquals(header, journal.header("old").orElseThrow());
        Journal.Reopened reopened = journal.reopen("old", _ -> {});
        assertEquals(header, reopened.header());
        reopened.writer().append(event("old", 3, new What.StepSkipped("c")));
        reopened.writer().close();
        journal.close();
        assertEquals(3, events(journal, "old").size());
        assertEquals(header, journal.header("old").orElseThrow());
    }

    @Test
    void whatWasRecordedElsewhereIsKeptWholeAndMarked() throws Exception {
        var journal = journal();
        journal.keep(header("r", 1), List.of(event("r", 1, new What.StepSkipped("a"))));
        assertTrue(journal.header("r").orElseThrow().imported());
        assertEquals(1, events(journal, "r").size());
        assertThrows(JournalException.class, () -> journal.keep(header("r", 1), List.of()));
        Iterable<Event> broken = () -> {
            throw new IllegalStateException("cut");
        };
        assertThrows(IllegalStateException.class, () -> journal.keep(header("cut", 1), broken));
        assertEquals(1, journal.runs(10).size());
        journal.keep(header("cut", 1), List.of());
        assertEquals(2, journal.runs(10).size());
    }

    private static void assertRefused(Journal journal, String run, String why) {
        var fault = assertThrows(JournalException.class, () -> journal.reopen(run, _ -> {}));
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }

    private static List<Event> reopen(Journal journal, String run) throws JournalException {
        Journal.Reopened reopened = journal.reopen(run, _ -> {});
        reopened.writer().close();
        return reopened.events();
    }

    /** Two events, then nothing. */
    private static void interrupted(SqliteJournal journal, String run) throws JournalException {
        try (Journal.Writer writer = journal.create(header(run, 1), _ -> {})) {
            writer.append(event(run, 1, new What.StepSkipped("a")));
            writer.append(event(run, 2, new What.StepSkipped("b")));
        }
        journal.close();
    }

    private void change(String run, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(run + ".run"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Event event(String run, long seq, What what) {
        return new Event(seq, seq, new Where(run, 1, 0, null, "", "", 0, 1), what);
    }
}
