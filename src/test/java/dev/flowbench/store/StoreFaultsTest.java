package dev.flowbench.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunRequest;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that does not do as it is told: the run stops and says why, other runs stay, nothing is durable that is not. */
class StoreFaultsTest {
    private static final ChatModel MODEL = (request, call) -> new ModelReply("fine", new ModelReply.Usage(3, 4),
            ModelReply.Finish.STOP, "m", null, 0);

    @TempDir Path folder;
    private final List<SqliteJournal> journals = new ArrayList<>();

    private SqliteJournal journal(String... settings) {
        return journal(folder, settings);
    }

    private SqliteJournal journal(Path at, String... settings) {
        var journal = new SqliteJournal(at, new RunDatabases(List.of(settings)));
        journals.add(journal);
        return journal;
    }

    @AfterEach
    void filesAreClosedBeforeTheFolderGoes() {
        journals.forEach(SqliteJournal::close);
    }

    private static Journal.Header header(String run) {
        return new Journal.Header(run, "test", "Test", "{}", Map.of("sub", "{}"), 1, true, 7, 1, "", "", "[]", "{}");
    }

    private static Event event(String run, long seq, What what) {
        return new Event(seq, seq, new Where(run, 1, 0, null, "", "", 0, 1), what);
    }

    private static What.RunFinished run(Journal journal, String id, RunListener listener) throws Exception {
        Workflow workflow = Flows.workflow(Flows.graph(List.of(Flows.llm("a", "one"), Flows.llm("b", "{{a}}")),
                "a.result -> b.a", "b.result -> out.y"));
        var engine = new Engine(new EnginePorts(MODEL, Prices.free("free"), journal, new VirtualThreads()));
        return engine.start(
                new RunRequest(id, workflow, "{}", "hash", Map.of("x", Flows.text("hello ".repeat(5_000))), true, 7,
                        ""),
                listener).await();
    }

    private static List<Event> events(Journal journal, String run) throws JournalException {
        var events = new ArrayList<Event>();
        journal.read(run, events::add);
        return events;
    }

    private Path file(String run) {
        return folder.resolve(run + ".run");
    }

    private Connection other(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Something that goes wrong once the first model call has been answered. */
    private interface Fault {
        void happen() throws Exception;
    }

    private void stops(SqliteJournal journal, Fault fault, String... why) throws Exception {
        run(journal, "before", RunListener.NONE);
        var durable = new AtomicLong();
        var listener = new RunListener() {
            @Override
            public void event(Event event) {
                if (event.what() instanceof What.EffectCompleted && "a".equals(event.where().node())) {
                    try {
                        fault.happen();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }

            @Override
            public void durable(long seq) {
                durable.set(seq);
            }
        };
        What.RunFinished end = run(journal, "broken", listener);
        assertEquals(RunStatus.FAILED, end.status());
        assertNotNull(end.error());
        assertEquals(ErrorCode.STORAGE_FAILED, end.error().code());
        String said = end.error().message() + " " + end.error().wayOut();
        for (String part : why) {
            assertTrue(said.contains(part), said);
        }
        assertTrue(said.contains("broken.run"), said);
        journal.close();
        assertEquals(RunStatus.DONE, status(journal(), "before"));
        assertEquals(10, events(journal(), "before").size());
        assertEquals(RunStatus.DONE, run(journal(), "after", RunListener.NONE).status());
        if (Files.exists(file("broken"))) {
            assertEquals(RunStatus.INTERRUPTED, status(journal(), "broken"));
            assertTrue(events(journal(), "broken").size() >= durable.get());
        }
    }

    private static RunStatus status(Journal journal, String run) throws JournalException {
        return journal.runs(100).stream().filter(each -> each.run().equals(run)).findFirst().orElseThrow().status();
    }

    @Test
    void aFullDiskStopsTheRun() throws Exception {
        // Room for a short run, not for what comes in its middle.
        SqliteJournal journal = journal("PRAGMA max_page_count = 20");
        String large = "x".repeat(100_000);
        var durable = new AtomicLong();
        run(journal, "before", RunListener.NONE);
        Journal.Writer writer = journal.create(header("full"), durable::set);
        writer.append(event("full", 1, new What.StepSkipped("fits")));
        writer.sync();
        writer.append(event("full", 2, new What.StepSkipped(large)));
        var fault = assertThrows(JournalException.class, writer::sync);
        assertTrue(fault.getMessage().contains("full.run") && fault.getMessage().contains("Make room"),
                fault.getMessage());
        // A commit that failed is not tried again as if nothing had happened, even if it would fit.
        writer.append(event("full", 3, new What.StepSkipped("would fit")));
        assertThrows(JournalException.class, writer::sync);
        assertThrows(JournalException.class, writer::close);
        assertEquals(1, durable.get());
        journal.close();
        assertEquals(1, events(journal(), "full").size());
        assertEquals(RunStatus.INTERRUPTED, status(journal(), "full"));
        assertEquals(RunStatus.DONE, status(journal(), "before"));
    }

    @Test
    void aRunOnAFullDiskEndsWithTheCode() throws Exception {
        var end = run(journal("PRAGMA max_page_count = 4"), "r", RunListener.NONE);
        assertNotNull(end.error());
        assertEquals(ErrorCode.STORAGE_FAILED, end.error().code());
        assertEquals(RunStatus.INTERRUPTED, status(journal(), "r"));
    }

    @Test
    void aLockedFileStopsTheRun() throws Exception {
        var lock = new ArrayList<Connection>();
        stops(journal("PRAGMA busy_timeout = 0"), () -> {
            Connection other = other(file("broken"));
            lock.add(other);
            other.createStatement().execute("BEGIN EXCLUSIVE");
        }, "locked by another program");
        for (Connection each : lock) {
            each.close();
        }
    }

    @Test
    void aRunWhoseFileIsRemovedStops() throws Exception {
        stops(journal(), () -> Files.delete(file("broken")), "somebody removed");
    }

    @Test
    void aRunWhoseLogIsRemovedStops() throws Exception {
        stops(journal(), () -> Files.delete(folder.resolve("broken.run-wal")), "somebody removed");
    }

    @Test
    void aRunWhoseFileIsReplacedStops() throws Exception {
        stops(journal(), () -> {
            Files.copy(file("broken"), folder.resolve("copy"));
            Files.delete(file("broken"));
            Files.move(folder.resolve("copy"), file("broken"));
        }, "somebody removed");
    }

    @Test
    void anIndexThatIsLockedOrNonsenseIsDoneWithout() throws Exception {
        SqliteJournal journal = journal();
        run(journal, "one", RunListener.NONE);
        List<Journal.Summary> before = journal.runs(10);
        try (Connection other = other(folder.resolve("index.db"))) {
            other.createStatement().execute("BEGIN EXCLUSIVE");
            assertEquals(before, journal().runs(10));
            run(journal, "two", RunListener.NONE);
            assertEquals(2, journal.runs(10).size());
            journal.delete("two");
        }
        assertEquals(before, journal().runs(10));
        byte[] bytes = Files.readAllBytes(folder.resolve("index.db"));
        for (int from : new int[]{0, 100, 4096}) {
            byte[] broken = bytes.clone();
            Arrays.fill(broken, from, Math.min(broken.length, from + 200), (byte) 0x5a);
            Files.write(folder.resolve("index.db"), broken);
            assertEquals(before, journal().runs(10), "broken from " + from);
            assertEquals(before, journal().runs(10), "broken from " + from);
        }
    }

    /** Whatever is wrong with a file: its events come back as they were, up to a place that is told, or not at all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedFileNeverTellsWhatWasNotThere(boolean cut) throws Exception {
        SqliteJournal journal = journal();
        run(journal, "good", RunListener.NONE);
        run(journal, "bad", RunListener.NONE);
        journal.close();
        List<String> whole = events(journal, "bad").stream().map(EventJson::line).toList();
        byte[] bytes = Files.readAllBytes(file("bad"));
        var random = new Random(11);
        int told = 0;
        for (int i = 0; i < 100; i++) {
            byte[] damaged = cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            if (!cut) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file("bad"), damaged);
            SqliteJournal now = journal();
            if (i % 5 == 0) {
                Files.deleteIfExists(folder.resolve("index.db"));
                assertEquals(2, now.runs(10).size());
                assertEquals(RunStatus.DONE, status(now, "good"));
            }
            var seen = new ArrayList<String>();
            try {
                now.read("bad", event -> seen.add(EventJson.line(event)));
                assertEquals(String.join("\n", whole), String.join("\n", seen));
            } catch (JournalException e) {
                told++;
                assertTrue(e.getMessage().contains("bad.run"), e.getMessage());
                assertEquals(whole.subList(0, seen.size()), seen);
            }
            try {
                now.header("bad");
            } catch (JournalException e) {
                assertTrue(e.getMessage().contains("bad"), e.getMessage());
            }
            RunFiles.deleteFiles(file("bad"));
        }
        assertTrue(told > 10, "only " + told + " were damaged");
    }

    /** What a killed process leaves: the file, and the log it never moved into it. */
    private Path leftBehind(SqliteJournal journal) throws JournalException, IOException {
        Path image = Files.createDirectory(folder.resolve("image"));
        try (Journal.Writer writer = journal.create(header("killed"), _ -> {})) {
            for (int i = 1; i <= 3; i++) {
                writer.append(event("killed", i, new What.StepSkipped("step " + i)));
                writer.sync();
            }
            for (String name : List.of("killed.run", "killed.run-wal")) {
                Files.copy(folder.resolve(name), image.resolve(name));
            }
        }
        return image;
    }

    @Test
    void whatAKilledProcessLeftIsListedReadAndTakenUp() throws Exception {
        Path image = leftBehind(journal());
        assertTrue(Files.size(image.resolve("killed.run-wal")) > 0);
        SqliteJournal journal = journal(image);
        assertEquals(RunStatus.INTERRUPTED, journal.runs(10).getFirst().status());
        assertEquals(3, events(journal, "killed").size());
        Journal.Reopened reopened = journal.reopen("killed", _ -> {});
        assertEquals(3, reopened.events().size());
        reopened.writer().append(event("killed", 4, new What.StepSkipped("step 4")));
        reopened.writer().close();
        assertEquals(4, events(journal, "killed").size());
    }

    @Test
    void takingUpWhatAKilledProcessLeftNeedsNoReadingBefore() throws Exception {
        SqliteJournal journal = journal(leftBehind(journal()));
        Journal.Reopened reopened = journal.reopen("killed", _ -> {});
        assertEquals(3, reopened.events().size());
        reopened.writer().close();
    }

    @Test
    void aLogThatWasCutOffGivesWhatWasCommittedBefore() throws Exception {
        Path image = leftBehind(journal());
        Path log = image.resolve("killed.run-wal");
        byte[] bytes = Files.readAllBytes(log);
        byte[] file = Files.readAllBytes(image.resolve("killed.run"));
        long before = 0;
        for (int length = 0; length <= bytes.length; length += 97) {
            Files.write(image.resolve("killed.run"), file);
            Files.write(log, Arrays.copyOf(bytes, length));
            SqliteJournal journal = journal(image);
            assertEquals(1, journal.runs(10).size());
            var seen = new ArrayList<Event>();
            journal.read("killed", seen::add);
            assertTrue(seen.size() >= before, "more of the log gave fewer events");
            before = seen.size();
            RunFiles.deleteFiles(image.resolve("killed.run"));
        }
        assertTrue(before >= 2);
    }

    @Test
    void aRunThatNeverHadAnEventSaysSo() throws Exception {
        Files.write(file("blank"), RunSchema.blank());
        SqliteJournal journal = journal();
        assertEquals(RunStatus.INTERRUPTED, status(journal, "blank"));
        var fault = assertThrows(JournalException.class, () -> journal.reopen("blank", _ -> {}));
        assertTrue(fault.getMessage().contains("before anything of it was kept"), fault.getMessage());
        journal.delete("blank");
        assertEquals(List.of(), journal.runs(10));
    }

    @Test
    void aFolderThatMayOnlyBeReadIsReadAndNamed() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        Path image = leftBehind(journal());
        run(journal(image), "whole", RunListener.NONE);
        journals.getLast().close();
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            // An administrator may write everywhere.
            assumeFalse(Files.isWritable(image));
            SqliteJournal journal = journal(image);
            assertEquals(2, journal.runs(10).size());
            assertEquals(10, events(journal, "whole").size());
            var unread = assertThrows(JournalException.class, () -> events(journal, "killed"));
            assertTrue(unread.getMessage().contains("where its folder can be written"), unread.getMessage());
            assertThrows(JournalException.class, () -> journal.reopen("killed", _ -> {}));
            assertThrows(JournalException.class, () -> journal.delete("whole"));
            // Who owned runs here before finds its locks; the file itself is what cannot be made.
            var failed = run(journal, "new", RunListener.NONE);
            assertEquals(ErrorCode.STORAGE_FAILED, failed.error().code());
        } finally {
            Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
