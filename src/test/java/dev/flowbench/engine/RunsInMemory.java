package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Several runs in memory, which survive the engine. A test may take away the last events of one, as if its process had ended. */
final class RunsInMemory implements Journal {
    private final Map<String, Header> headers = new LinkedHashMap<>();
    private final Map<String, List<Event>> runs = new LinkedHashMap<>();

    List<Event> events(String run) {
        return List.copyOf(runs.getOrDefault(run, List.of()));
    }

    /** The same runs, of one only the first events. */
    RunsInMemory leftAfter(String run, int events) {
        var left = new RunsInMemory();
        left.headers.putAll(headers);
        runs.forEach((id, all) -> left.runs.put(id,
                new ArrayList<>(id.equals(run) ? all.subList(0, events) : all)));
        return left;
    }

    void put(Header header, List<Event> events) {
        headers.put(header.run(), header);
        runs.put(header.run(), new ArrayList<>(events));
    }

    @Override
    public Writer create(Header header, LongConsumer durable) throws JournalException {
        if (headers.putIfAbsent(header.run(), header) != null) {
            throw new JournalException("There is a run " + header.run() + " already.", null);
        }
        var events = new ArrayList<Event>();
        runs.put(header.run(), events);
        return writer(events);
    }

    private static Writer writer(List<Event> events) {
        return new Writer() {
            @Override
            public void append(Event event) {
                events.add(event);
            }

            @Override
            public void sync() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public Reopened reopen(String run, LongConsumer durable) throws JournalException {
        @Nullable Header header = headers.get(run);
        @Nullable List<Event> events = runs.get(run);
        if (header == null || events == null
                || !events.isEmpty() && events.getLast().what() instanceof What.RunFinished) {
            throw new JournalException("The run " + run + " is not there, or it has ended.", null);
        }
        return new Reopened(header, List.copyOf(events), writer(events));
    }

    @Override
    public Reopened amend(String run, LongConsumer durable) throws JournalException {
        @Nullable Header header = headers.get(run);
        @Nullable List<Event> events = runs.get(run);
        if (header == null || events == null) {
            throw new JournalException("The run " + run + " is not there.", null);
        }
        return new Reopened(header, List.copyOf(events), writer(events));
    }

    @Override
    public void keep(Header header, Iterable<Event> events) {
        var all = new ArrayList<Event>();
        events.forEach(all::add);
        put(header.asImported(), all);
    }

    @Override
    public List<Summary> runs(int limit) {
        return List.of();
    }

    @Override
    public Optional<Header> header(String run) {
        return Optional.ofNullable(headers.get(run));
    }

    @Override
    public void read(String run, Consumer<Event> reader) {
        events(run).forEach(reader);
    }

    @Override
    public void delete(String run) {
        headers.remove(run);
        runs.remove(run);
    }
}
