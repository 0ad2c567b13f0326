package dev.flowbench.engine.port;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Where runs are kept: the single source of truth about what happened. */
public interface Journal {
    /**
     * Begins a run.
     *
     * @param durable told the highest sequence number that is durable, in rising order, on the writer's thread
     */
    Writer create(Header header, LongConsumer durable) throws JournalException;

    /** Runs, newest first. */
    List<Summary> runs(int limit) throws JournalException;

    /** A run's header; empty where there is no such run. */
    Optional<Header> header(String run) throws JournalException;

    /** Reads all events of a run in order, those of a running one as far as they are durable. */
    void read(String run, Consumer<Event> reader) throws JournalException;

    /** Removes a run. */
    void delete(String run) throws JournalException;

    /** One run being written. Called by the engine in the order of the run. */
    interface Writer extends AutoCloseable {
        /** Takes an event; it is durable with the next barrier, at most 50 ms later. Never blocks long. */
        void append(Event event);

        /**
         * Waits until all that was appended before this call is durable. Many may wait at once; one commit serves
         * them all.
         *
         * @throws JournalException if it cannot be made durable; nothing after it counts
         */
        void sync() throws JournalException;

        /** Makes the rest durable and gives the run up. */
        @Override
        void close() throws JournalException;
    }

    /**
     * What a run is of.
     *
     * @param run its id
     * @param workflow id of the document
     * @param name what people read
     * @param document the whole document, canonical JSON
     * @param startedAt microseconds since 1970-01-01T00:00Z
     * @param simulated whether every answer comes from the simulated model
     * @param seed seed of everything drawn by chance
     * @param semantics version of the engine's semantics
     * @param file path of the document when it was started; empty for none
     */
    record Header(
            String run,
            String workflow,
            String name,
            String document,
            long startedAt,
            boolean simulated,
            long seed,
            int semantics,
            String file) {}

    /**
     * A run in the list.
     *
     * @param micros microseconds from start to end, or to the last event
     * @param reason why it is partial or failed: a cap or an error code; empty when it is neither
     */
    record Summary(
            String run,
            String workflow,
            String name,
            String file,
            long startedAt,
            long micros,
            RunStatus status,
            boolean simulated,
            Amount spent,
            String reason) {}

    /** A journal that keeps nothing, for a run nobody wants to keep. */
    static Journal none() {
        return new NoJournal();
    }
}
