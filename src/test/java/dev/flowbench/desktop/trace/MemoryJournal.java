package dev.flowbench.desktop.trace;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A journal of runs that are given to it. */
final class MemoryJournal implements Journal {
    final List<Summary> summaries = new ArrayList<>();
    final Map<String, Header> headers = new HashMap<>();
    final Map<String, List<Event>> events = new HashMap<>();
    JournalException broken;

    @Override
    public Writer create(Header header, LongConsumer durable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void keep(Header header, Iterable<Event> events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Summary> runs(int limit) throws JournalException {
        check();
        return List.copyOf(summaries);
    }

    @Override
    public Optional<Header> header(String run) throws JournalException {
        check();
        return Optional.ofNullable(headers.get(run));
    }

    @Override
    public void read(String run, Consumer<Event> reader) throws JournalException {
        check();
        events.getOrDefault(run, List.of()).forEach(reader);
    }

    @Override
    public void delete(String run) throws JournalException {
        check();
        summaries.removeIf(each -> each.run().equals(run));
    }

    private void check() throws JournalException {
        if (broken != null) {
            throw broken;
        }
    }
}
