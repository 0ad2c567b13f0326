package dev.flowbench.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import dev.flowbench.store.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/** The engine on a free model, with every event told, beside bare loops and bare commits in the same run. */
final class EngineBench {
    private static final ModelReply REPLY = new ModelReply("ok", new ModelReply.Usage(1, 1), ModelReply.Finish.STOP,
            "m", null, 0);
    private static final ChatModel FREE = (request, call) -> REPLY;
    private static final ChatModel TEN_MILLIS = (request, call) -> {
        call.sleep(Duration.ofMillis(10));
        return REPLY;
    };
    private static final Map<String, JsonNode> INPUTS = Map.of("x", Flows.text("hello"), "verdict",
            Flows.object("score", 0.5, "feedback", "more"));

    private final VirtualThreads scheduler = new VirtualThreads();
    private final Path folder;
    private final SqliteJournal sqlite;
    private final AtomicLong names = new AtomicLong();

    private EngineBench(Path folder) {
        this.folder = folder;
        this.sqlite = new SqliteJournal(folder.resolve("runs"));
    }

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("flowbench-bench");
        try {
            new EngineBench(folder).all();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private void all() throws Exception {
        Workflow chain100 = Flows.chain(100);
        Workflow chain1000 = Flows.chain(1_000);
        Workflow chain10000 = Flows.chain(10_000);
        Workflow loop = Flows.loop(1_000);
        Row.print("Steps, journal off", Row.measure(60, 60, List.of(
                new Row.Probe("bare loop on a virtual thread, events to a list", "µs/step", "", () -> bareLoop(10_000)),
                new Row.Probe("chain of 100", "µs/step", "flat", () -> steps(Journal.none(), chain100, 100, 20)),
                new Row.Probe("chain of 1,000", "µs/step", "≤ 3", () -> steps(Journal.none(), chain1000, 1_000, 2)),
                new Row.Probe("chain of 10,000", "µs/step", "≤ 3", () -> steps(Journal.none(), chain10000, 10_000, 1)),
                new Row.Probe("loop of 1,000 x 2", "µs/step", "≤ 3", () -> steps(Journal.none(), loop, 2_000, 1)))));
        Row.print("Steps, journal on", Row.measure(10, 25, List.of(
                new Row.Probe("raw SQLite, a row a step in group commit", "µs/step", "", () -> rawRows(10_000)),
                new Row.Probe("chain of 1,000", "µs/step", "≤ 6", () -> steps(sqlite, chain1000, 1_000, 1)),
                new Row.Probe("chain of 10,000", "µs/step", "≤ 6", () -> steps(sqlite, chain10000, 10_000, 1)),
                new Row.Probe("loop of 1,000 x 2", "µs/step", "≤ 6", () -> steps(sqlite, loop, 2_000, 1)))));
        List<Row> commits = Row.measure(3, 15, List.of(
                new Row.Probe("raw SQLite commit, WAL, full synchronisation", "µs", "", this::rawCommits),
                new Row.Probe("an effect's durable commit", "µs", "≤ 1.4x raw", this::journalCommits)));
        Row.print("Commits", commits);
        System.out.printf("  %-56s %-9s %12.2f%n", "an effect's durable commit / raw", "x",
                commits.get(1).median() / commits.get(0).median());
        Workflow fan1000 = Flows.fan(1_000);
        Workflow fan10000 = Flows.fan(10_000);
        Row.print("Fan-out to branches that wait 10 ms", Row.measure(8, 20, List.of(
                new Row.Probe("bare virtual threads, 1,000", "ms", "", () -> bareFan(1_000)),
                new Row.Probe("1,000, journal off", "ms", "≤ 20", () -> millis(Journal.none(), fan1000)),
                new Row.Probe("1,000, journal on", "ms", "", () -> millis(sqlite, fan1000)),
                new Row.Probe("bare virtual threads, 10,000", "ms", "", () -> bareFan(10_000)),
                new Row.Probe("bare virtual threads and SQLite, 10,000", "ms", "", () -> bareFanRows(10_000)),
                new Row.Probe("10,000, journal off", "ms", "≤ 45", () -> millis(Journal.none(), fan10000)),
                new Row.Probe("10,000, journal on", "ms", "≤ 80", () -> millis(sqlite, fan10000)))));
        Row.print("Events to one subscriber", Row.measure(30, 30, List.of(
                new Row.Probe("journal off", "events/s", "≥ 1,000,000", true,
                        () -> eventsPerSecond(Journal.none(), chain10000)),
                new Row.Probe("journal on", "events/s", "≥ 300,000", true,
                        () -> eventsPerSecond(sqlite, chain10000)))));
        listed(10_000);
        Row.print("The list of runs", Row.measure(1, 10, List.of(
                new Row.Probe("names of 10,000 files", "ms", "", () -> millis(this::names)),
                new Row.Probe("10,000 runs, the newest 50", "ms", "≤ 150", () -> millis(() -> sqlite.runs(50))))));
        Row.print("Memory", List.of(heap(chain10000)));
    }

    private What.RunFinished go(Journal journal, Workflow workflow, ChatModel model, RunListener listener)
            throws Exception {
        var engine = new Engine(new EnginePorts(model, Prices.free("free"), journal, scheduler));
        var request = new RunRequest("b" + names.incrementAndGet(), workflow, "", "", INPUTS, true, 1, "");
        What.RunFinished end = engine.start(request, listener).await();
        if (end.status() != RunStatus.DONE && end.status() != RunStatus.PARTIAL) {
            throw new IllegalStateException(end.toString());
        }
        return end;
    }

    private double steps(Journal journal, Workflow workflow, int steps, int times) throws Exception {
        long nanos = 0;
        for (int i = 0; i < times; i++) {
            var events = new ArrayList<Event>(steps * 2 + 100);
            long start = System.nanoTime();
            go(journal, workflow, FREE, events::add);
            nanos += System.nanoTime() - start;
        }
        clean(journal);
        return nanos / 1e3 / steps / times;
    }

    private double millis(Journal journal, Workflow workflow) throws Exception {
        var events = new ArrayList<Event>(60_000);
        long start = System.nanoTime();
        go(journal, workflow, TEN_MILLIS, events::add);
        double millis = (System.nanoTime() - start) / 1e6;
        clean(journal);
        return millis;
    }

    private double eventsPerSecond(Journal journal, Workflow workflow) throws Exception {
        var events = new ArrayList<Event>(30_000);
        long start = System.nanoTime();
        go(journal, workflow, FREE, events::add);
        double perSecond = events.size() / ((System.nanoTime() - start) / 1e9);
        clean(journal);
        return perSecond;
    }

    /** Copies of one run that ended, as many as are wanted, in the list. */
    private void listed(int runs) throws Exception {
        go(sqlite, Flows.chain(1), FREE, RunListener.NONE);
        sqlite.close();
        Path one = folder.resolve("runs").resolve(sqlite.runs(1).getFirst().run() + ".run");
        for (int i = 0; i < runs; i++) {
            Files.copy(one, folder.resolve("runs").resolve("copy" + i + ".run"));
        }
        sqlite.runs(1);
    }

    private List<Path> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
            return files.toList();
        }
    }

    private static double millis(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    private void clean(Journal journal) throws IOException {
        if (journal == sqlite) {
            sqlite.close();
            try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
                files.filter(file -> file.toString().endsWith(".run")).forEach(file -> file.toFile().delete());
            }
        }
    }

    /** What any engine must do: an event before and after each step, kept in a list. */
    private double bareLoop(int steps) throws InterruptedException {
        long start = System.nanoTime();
        Thread thread = Thread.ofVirtual().start(() -> {
            var events = new ArrayList<Event>(steps * 2);
            JsonNode value = Flows.text("hello");
            for (int i = 0; i < steps; i++) {
                var where = new Where("r", i, 1, "n" + i, "n" + i, "", 0, 1);
                events.add(new Event(i * 2L, scheduler.epochMicros(), where,
                        new What.StepStarted("transform", Map.of("x", value))));
                events.add(new Event(i * 2L + 1, scheduler.epochMicros(), where,
                        new What.StepCompleted(Map.of("result", value), null)));
            }
            if (events.size() != steps * 2) {
                throw new IllegalStateException();
            }
        });
        thread.join();
        return (System.nanoTime() - start) / 1e3 / steps;
    }

    private Connection database() throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config
                .createConnection("jdbc:sqlite:" + folder.resolve("raw" + names.incrementAndGet() + ".db"));
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE row (seq INTEGER PRIMARY KEY, bytes BLOB)");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private double rawRows(int steps) throws SQLException {
        byte[] bytes = new byte[350];
        try (Connection connection = database();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO row VALUES (?, ?)")) {
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                insert.setLong(1, i);
                insert.setBytes(2, bytes);
                insert.executeUpdate();
                if (i % 1_000 == 999) {
                    connection.commit();
                }
            }
            return (System.nanoTime() - start) / 1e3 / steps;
        }
    }

    private double rawCommits() throws SQLException {
        byte[] bytes = new byte[350];
        try (Connection connection = database();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO row VALUES (?, ?)")) {
            var took = new ArrayList<Long>();
            for (int i = 0; i < 200; i++) {
                long start = System.nanoTime();
                insert.setLong(1, i);
                insert.setBytes(2, bytes);
                insert.executeUpdate();
                connection.commit();
                took.add(System.nanoTime() - start);
            }
            return median(took);
        }
    }

    /** From an event on a virtual thread to the word that it is durable. */
    private double journalCommits() throws Exception {
        String run = "c" + names.incrementAndGet();
        var took = new ArrayList<Long>();
        try (Journal.Writer writer = sqlite.create(
                new Journal.Header(run, "w", "w", "{}", Map.of(), 0, true, 1, 1, "", "",
                        "", "{}"),
                _ -> {})) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 1; i <= 200; i++) {
                        long start = System.nanoTime();
                        writer.append(new Event(i, i, new Where(run, 2, 1, "node", "frame/child#1/node", "child", 0, 1),
                                new What.EffectCompleted(REPLY, Amount.STEP, 1_000)));
                        writer.sync();
                        took.add(System.nanoTime() - start);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.join();
        }
        clean(sqlite);
        return median(took);
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().mapToLong(Long::longValue).sorted().skip(nanos.size() / 2).findFirst().orElse(0) / 1e3;
    }

    private static double bareFan(int branches) throws InterruptedException {
        var done = new CountDownLatch(branches);
        long start = System.nanoTime();
        for (int i = 0; i < branches; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(10);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                done.countDown();
            });
        }
        done.await();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Bare branches whose results one thread writes to SQLite in group commits. */
    private double bareFanRows(int branches) throws Exception {
        var results = new ConcurrentLinkedQueue<byte[]>();
        byte[] bytes = new byte[350];
        try (Connection connection = database();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO row VALUES (?, ?)")) {
            long start = System.nanoTime();
            Thread fan = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < branches; i++) {
                    Thread.ofVirtual().start(() -> {
                        try {
                            Thread.sleep(10);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        results.add(bytes);
                    });
                }
            });
            for (int written = 0; written < branches;) {
                int before = written;
                for (byte[] row = results.poll(); row != null; row = results.poll()) {
                    insert.setLong(1, written++);
                    insert.setBytes(2, row);
                    insert.executeUpdate();
                }
                if (written > before) {
                    connection.commit();
                } else {
                    Thread.onSpinWait();
                }
            }
            double millis = (System.nanoTime() - start) / 1e6;
            fan.join();
            return millis;
        }
    }

    /** What one run of 10,000 steps leaves on the heap while its events are kept, per step. */
    private Row heap(Workflow workflow) throws Exception {
        var figures = new ArrayList<Double>();
        for (int i = 0; i < 5; i++) {
            long before = used();
            var events = new ArrayList<Event>(30_000);
            go(Journal.none(), workflow, FREE, events::add);
            long after = used();
            figures.add((after - before) / 10_000.0);
            if (events.isEmpty()) {
                throw new IllegalStateException();
            }
        }
        return Row.of("heap a step, all events kept", "bytes", "", figures, false);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
