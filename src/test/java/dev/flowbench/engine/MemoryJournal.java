package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** One run in memory, which survives the engine; what is durable when is for the test to say. */
final class MemoryJournal implements Journal {
    private final Header header;
    private final List<Event> events;

    MemoryJournal(Header header, List<Event> events) {
        this.header = header;
        this.events = new ArrayList<>(events);
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    @Override
    public Writer create(Header newHeader, LongConsumer durable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) {
        return new Reopened(header, List.copyOf(events), new Writer() {
            @Override
            public void append(Event event) {
                events.add(event);
            }

            @Override
            public void sync() {}

            @Override
            public void close() {}
        });
    }

    @Override
    public void keep(Header newHeader, Iterable<Event> newEvents) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Summary> runs(int limit) {
        return List.of();
    }

    @Override
    public Optional<Header> header(String run) {
        return Optional.of(header);
    }

    @Override
    public void read(String run, Consumer<Event> reader) throws JournalException {
        events.forEach(reader);
    }

    @Override
    public void delete(String run) {}
}
