package dev.flowbench.engine.port;

import dev.flowbench.engine.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Keeps nothing. */
final class NoJournal implements Journal {
    @Override
    public Writer create(Header header, LongConsumer durable) {
        return new Writer() {
            @Override
            public void append(Event event) {
                durable.accept(event.seq());
            }

            @Override
            public void sync() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) throws JournalException {
        throw notKept();
    }

    @Override
    public void keep(Header header, Iterable<Event> events) {}

    @Override
    public List<Summary> runs(int limit) {
        return List.of();
    }

    @Override
    public Optional<Header> header(String run) {
        return Optional.empty();
    }

    @Override
    public void read(String run, Consumer<Event> reader) throws JournalException {
        throw notKept();
    }

    @Override
    public void delete(String run) {}

    private static JournalException notKept() {
        return new JournalException("This run was not kept.", null);
    }
}
