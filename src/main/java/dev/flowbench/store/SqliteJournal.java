package dev.flowbench.store;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventWriter;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Keeps runs in a folder: a SQLite file each, so that a damaged file costs one run. What {@link Writer#sync} has
 * confirmed survives the end of the process and of the machine's power. Reading blocks its thread, which should be a
 * platform thread: SQLite is native.
 */
public final class SqliteJournal implements Journal, AutoCloseable {
    private final RunFiles files;
    private final RunIndex index;
    private final WriterThread thread;

    /** @param folder where runs are kept; made with the first of them */
    public SqliteJournal(Path folder) {
        this.files = new RunFiles(folder);
        this.index = new RunIndex(folder.resolve("index.db"));
        this.thread = new WriterThread(this::remember);
    }

    @Override
    public Writer create(Header header, LongConsumer durable) throws JournalException {
        var writer = new RunWriter(header, files.own(header.run()), files, durable, thread);
        thread.add(writer);
        return writer;
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) throws JournalException {
        awaitClosed(run);
        RunFiles.Owner owner = files.ownAgain(run);
        try {
            Path file = files.file(run);
            Header header;
            var events = new ArrayList<Event>();
            try (RunReader reader = RunReader.open(file)) {
                header = reader.header();
                reader.events(events::add);
            }
            if (header.imported()) {
                throw new JournalException(StoreTexts.text("imported", run), null);
            }
            if (!events.isEmpty() && events.getLast().what() instanceof What.RunFinished) {
                throw new JournalException(StoreTexts.text("ended", run), null);
            }
            var writer = new RunWriter(header, owner, files, durable, thread);
            writer.goOn(events, RunDatabase.reopen(file));
            thread.add(writer);
            return new Reopened(header, Collections.unmodifiableList(events), writer);
        } catch (JournalException e) {
            RunFiles.release(owner);
            throw e;
        } catch (SQLException e) {
            RunFiles.release(owner);
            throw StoreTexts.fault("write", files.file(run), e);
        }
    }

    @Override
    public void keep(Header header, Iterable<Event> events) throws JournalException {
        RunFiles.Owner owner = files.own(header.run());
        try {
            Path file = files.file(header.run());
            // Under another name until it is whole: the end of the process leaves nothing that looks like a run.
            Path part = files.part(header.run());
            RunDatabase.delete(part);
            try (RunDatabase database = RunDatabase.create(part, RunSchema.blank(), header.asImported())) {
                database.addAll(events, new EventWriter());
                database.commit();
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            RunFiles.force(files.folder());
        } catch (SQLException | IOException e) {
            throw StoreTexts.fault("write", files.file(header.run()), e);
        } finally {
            RunFiles.release(owner);
        }
    }

    /** Waits until the files of all runs that were given up are closed. Runs under way are not touched. */
    @Override
    public void close() {
        thread.writers().stream().filter(RunWriter::isClosing).forEach(RunWriter::awaitClosed);
    }

    @Override
    public List<Summary> runs(int limit) throws JournalException {
        Map<String, Summary> known = known();
        var open = new HashMap<String, Summary>();
        thread.writers().forEach(
                writer -> open.put(writer.header().run(), writer.tally().summary(!writer.isClosing())));
        var all = new ArrayList<Summary>();
        var found = new ArrayList<Summary>();
        for (Path file : files.all()) {
            String run = RunFiles.id(file);
            if (open.containsKey(run)) {
                all.add(open.get(run));
            } else if (known.containsKey(run)) {
                all.add(known.get(run));
            } else {
                readLine(file, run).ifPresent(line -> {
                    all.add(line.summary(files.isOwned(run)));
                    if (line.ended()) {
                        found.add(line.summary(false));
                    }
                });
            }
        }
        remember(found);
        all.sort(Comparator.comparingLong(Summary::startedAt).reversed().thenComparing(Summary::run));
        return all.size() <= limit ? List.copyOf(all) : List.copyOf(all.subList(0, limit));
    }

    /** A file that cannot be read is left out: it must not hide the others. Showing it says what is wrong with it. */
    private static Optional<Tally> readLine(Path file, String run) {
        Tally line;
        try {
            line = new Tally(readHeader(file));
        } catch (JournalException _) {
            line = new Tally(new Header(run, "", run, "", Map.of(), lastChange(file), false, 0, 0, "", "", "",
                    Header.NO_OPTIONS));
        }
        try {
            readEvents(file, line::add);
        } catch (JournalException _) {
            return Optional.of(line);
        }
        return Optional.of(line);
    }

    private static long lastChange(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis() * 1_000;
        } catch (IOException e) {
            return 0;
        }
    }

    private Map<String, Summary> known() {
        if (!Files.isDirectory(files.folder())) {
            return Map.of();
        }
        try {
            return index.all();
        } catch (SQLException e) {
            return Map.of();
        }
    }

    private void remember(Summary ended) {
        remember(List.of(ended));
    }

    private void remember(List<Summary> ended) {
        if (ended.isEmpty()) {
            return;
        }
        try {
            index.put(ended);
        } catch (SQLException e) {
            // The index only saves time; the next list reads the files themselves.
        }
    }

    @Override
    public Optional<Header> header(String run) throws JournalException {
        Optional<String> id = files.matching(run);
        return id.isEmpty() ? Optional.empty() : Optional.of(readHeader(files.file(id.get())));
    }

    @Override
    public void read(String run, Consumer<Event> reader) throws JournalException {
        String id = files.matching(run)
                .orElseThrow(() -> new JournalException(StoreTexts.text("noRun", run), null));
        readEvents(files.file(id), reader);
    }

    private static Header readHeader(Path file) throws JournalException {
        try (RunReader reader = RunReader.open(file)) {
            return reader.header();
        }
    }

    private static void readEvents(Path file, Consumer<Event> taker) throws JournalException {
        try (RunReader reader = RunReader.open(file)) {
            reader.events(taker);
        }
    }

    @Override
    public void delete(String run) throws JournalException {
        awaitClosed(run);
        files.delete(run);
        try {
            index.remove(run);
        } catch (SQLException e) {
            // A line without a file is never shown.
        }
    }

    /** A run that was given up here a moment ago may be open still. */
    private void awaitClosed(String run) {
        for (RunWriter writer : thread.writers()) {
            if (writer.header().run().equals(run) && writer.isClosing()) {
                writer.awaitClosed();
            }
        }
    }
}
