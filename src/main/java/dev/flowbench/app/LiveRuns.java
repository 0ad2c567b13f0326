package dev.flowbench.app;

import dev.flowbench.engine.Run;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The runs that are under way in this process: each from when its journal is opened until it is closed. It stands between
 * the engine and the journal, so that a run which is not here any more can be taken up again at once. For any thread.
 */
final class LiveRuns implements Journal {
    private final Journal journal;
    private final Map<String, Optional<Run>> live = new HashMap<>();

    LiveRuns(Journal journal) {
        this.journal = journal;
    }

    /** The run of that id, if it is under way here. */
    synchronized Optional<Run> run(String id) {
        return live.getOrDefault(id, Optional.empty());
    }

    /** Tells of a run that was begun, unless it has ended since. */
    synchronized Run add(Run run) {
        live.replace(run.id(), Optional.of(run));
        return run;
    }

    private synchronized Writer opened(String run, Writer writer) {
        live.put(run, Optional.empty());
        return new Closing(this, run, writer);
    }

    private synchronized void closed(String run) {
        live.remove(run);
    }

    @Override
    public Writer create(Header header, LongConsumer durable) throws JournalException {
        return opened(header.run(), journal.create(header, durable));
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) throws JournalException {
        Reopened reopened = journal.reopen(run, durable);
        return new Reopened(reopened.header(), reopened.events(), opened(run, reopened.writer()));
    }

    @Override
    public Reopened amend(String run, LongConsumer durable) throws JournalException {
        Reopened reopened = journal.amend(run, durable);
        return new Reopened(reopened.header(), reopened.events(), opened(run, reopened.writer()));
    }

    @Override
    public void keep(Header header, Iterable<Event> events) throws JournalException {
        journal.keep(header, events);
    }

    @Override
    public List<Summary> runs(int limit) throws JournalException {
        return journal.runs(limit);
    }

    @Override
    public Optional<Header> header(String run) throws JournalException {
        return journal.header(run);
    }

    @Override
    public void read(String run, Consumer<Event> reader) throws JournalException {
        journal.read(run, reader);
    }

    @Override
    public void delete(String run) throws JournalException {
        journal.delete(run);
    }

    @Override
    public void delete(Collection<String> runs) throws JournalException {
        journal.delete(runs);
    }

    /** Tells when a run is closed. */
    private record Closing(LiveRuns runs, String run, Writer writer) implements Writer {
        @Override
        public void append(Event event) {
            writer.append(event);
        }

        @Override
        public void sync() throws JournalException {
            writer.sync();
        }

        @Override
        public void close() throws JournalException {
            try {
                writer.close();
            } finally {
                runs.closed(run);
            }
        }
    }
}
