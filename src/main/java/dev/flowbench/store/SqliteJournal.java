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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Keeps runs in a folder: a SQLite file each, so that a damaged file costs one run. What {@link Writer#sync} has
 * confirmed survives the end of the process and of the machine's power. Reading blocks its thread, which should be a
 * platform thread: SQLite is native. One journal for a folder in a process.
 */
public final class SqliteJournal implements Journal, AutoCloseable {
    private final RunFiles files;
    private final RunList list;
    private final RunDatabases databases;
    private final WriterThread thread;

    /** @param folder where runs are kept; made with the first of them */
    public SqliteJournal(Path folder) {
        this(folder, new RunDatabases(List.of()));
    }

    SqliteJournal(Path folder, RunDatabases databases) {
        this.files = new RunFiles(folder);
        this.list = new RunList(files);
        this.databases = databases;
        this.thread = new WriterThread(databases, list::givenUp);
    }

    @Override
    public Writer create(Header header, LongConsumer durable) throws JournalException {
        RunLocks.Owner owner = files.own(header.run());
        var writer = new RunWriter(header, owner, files.file(header.run()), durable, thread);
        thread.add(writer);
        return writer;
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) throws JournalException {
        return open(run, durable, false);
    }

    @Override
    public Reopened amend(String run, LongConsumer durable) throws JournalException {
        return open(run, durable, true);
    }

    private Reopened open(String run, LongConsumer durable, boolean evenEnded) throws JournalException {
        awaitClosed(run);
        RunLocks.Owner owner = files.ownAgain(run);
        Path file = files.file(run);
        try {
            Header header;
            var events = new ArrayList<Event>();
            try (RunReader reader = RunReader.open(file)) {
                header = reader.header();
                if (header.imported()) {
                    throw new JournalException(StoreTexts.text("imported", run), null);
                }
                reader.events(events::add);
            }
            if (!evenEnded && events.stream().anyMatch(event -> event.what() instanceof What.RunFinished)) {
                throw new JournalException(StoreTexts.text("ended", run), null);
            }
            var writer = new RunWriter(header, owner, file, durable, thread);
            writer.goOn(events, databases.reopen(file));
            thread.add(writer);
            return new Reopened(header, Collections.unmodifiableList(events), writer);
        } catch (JournalException e) {
            RunFiles.release(owner);
            throw e;
        } catch (SQLException | IOException e) {
            RunFiles.release(owner);
            throw StoreTexts.fault("write", file, e);
        }
    }

    @Override
    public void keep(Header header, Iterable<Event> events) throws JournalException {
        RunLocks.Owner owner = files.own(header.run());
        Path file = files.file(header.run());
        try {
            // Under another name until it is whole: the end of the process leaves nothing that looks like a run.
            Path part = files.part(header.run());
            try {
                RunFiles.deleteFiles(part);
                try (RunDatabase database = databases.create(part, header.asImported())) {
                    database.addAll(events, EventWriter.packed());
                    database.commit();
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                RunFiles.forceName(file);
            } finally {
                RunFiles.deleteFiles(part);
            }
        } catch (SQLException | IOException e) {
            throw StoreTexts.fault("write", file, e);
        } finally {
            RunFiles.release(owner);
        }
    }

    /** Waits until the files of all runs that were given up are closed. Runs under way are not touched. */
    @Override
    public void close() {
        thread.writers().stream().filter(RunWriter::isClosing).forEach(RunWriter::awaitClosed);
        list.save();
        files.close();
    }

    @Override
    public List<Summary> runs(int limit) throws JournalException {
        var open = new HashMap<String, Summary>();
        thread.writers().forEach(
                writer -> open.put(writer.header().run(), writer.tally().summary(!writer.isClosing())));
        return list.newest(limit, open);
    }

    @Override
    public Optional<Header> header(String run) throws JournalException {
        Optional<String> id = files.matching(run);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        try (RunReader reader = RunReader.open(files.file(id.get()))) {
            return Optional.of(reader.header());
        }
    }

    @Override
    public void read(String run, Consumer<Event> taker) throws JournalException {
        String id = files.matching(run)
                .orElseThrow(() -> new JournalException(StoreTexts.text("noRun", run), null));
        try (RunReader reader = RunReader.open(files.file(id))) {
            reader.events(taker);
        }
    }

    @Override
    public void delete(String run) throws JournalException {
        delete(List.of(run));
    }

    @Override
    public void delete(Collection<String> runs) throws JournalException {
        var faults = new ArrayList<JournalException>();
        var gone = new ArrayList<String>();
        for (String run : runs) {
            awaitClosed(run);
            try {
                files.delete(run);
                gone.add(run);
            } catch (JournalException e) {
                faults.add(e);
            }
        }
        list.removed(gone);
        if (!faults.isEmpty()) {
            throw new JournalException(String.join("\n", faults.stream().map(JournalException::getMessage).toList()),
                    faults.getFirst());
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
