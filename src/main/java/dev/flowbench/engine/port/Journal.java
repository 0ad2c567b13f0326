package dev.flowbench.engine.port;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Where runs are kept: the single source of truth about what happened. */
public interface Journal {
    /**
     * Begins a run.
     *
     * @param durable told the highest sequence number that is durable, in rising order, on the writer's thread
     */
    Writer create(Header header, LongConsumer durable) throws JournalException;

    /**
     * Takes a run that nobody owns and that has not ended, to go on with it. It is owned until the writer is closed.
     *
     * @param durable as in {@link #create}; told only of what is added
     * @throws JournalException if there is no such run, a living process owns it, it has ended, it came from elsewhere,
     *     or it is damaged; the message says which
     */
    Reopened reopen(String run, LongConsumer durable) throws JournalException;

    /**
     * Takes a run that nobody owns, whether it has ended or not, to add what people decided of it since; the run itself does
     * not go on by that. It is owned until the writer is closed.
     *
     * @param durable as in {@link #reopen}
     * @throws JournalException if there is no such run, a living process owns it, it came from elsewhere, or it is damaged;
     *     the message says which. Also where this journal takes nothing more of a run that was given up
     */
    default Reopened amend(String run, LongConsumer durable) throws JournalException {
        return reopen(run, durable);
    }

    /**
     * Keeps a run that was recorded elsewhere: whole, or not at all. It can be read, replayed and forked, not reopened.
     *
     * @param events all of them, 1, 2, 3, …
     * @throws JournalException if a run of this id is kept already, or it cannot be written
     */
    void keep(Header header, Iterable<Event> events) throws JournalException;

    /** Runs, newest first. */
    List<Summary> runs(int limit) throws JournalException;

    /** A run's header; empty where there is no such run. */
    Optional<Header> header(String run) throws JournalException;

    /** Reads all events of a run in order, those of a running one as far as they are durable. */
    void read(String run, Consumer<Event> reader) throws JournalException;

    /** Removes a run. */
    void delete(String run) throws JournalException;

    /**
     * Removes runs, as many as can be.
     *
     * @throws JournalException if some could not; the message says why for each
     */
    default void delete(Collection<String> runs) throws JournalException {
        @Nullable JournalException fault = null;
        for (String run : runs) {
            try {
                delete(run);
            } catch (JournalException e) {
                fault = fault == null ? e : new JournalException(fault.getMessage() + "\n" + e.getMessage(), e);
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

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
     * A run taken up again.
     *
     * @param header what it is of
     * @param events all that is durable, in order
     * @param writer adds after the last of them
     */
    record Reopened(Header header, List<Event> events, Writer writer) {}

    /**
     * What a run is of, and how it was started.
     *
     * @param run its id
     * @param workflow id of the document
     * @param name what people read
     * @param document the whole document, canonical JSON
     * @param documents canonical text of each further document the run uses, by relative path
     * @param startedAt microseconds since 1970-01-01T00:00Z
     * @param simulated whether every answer comes from the simulated model
     * @param seed seed of everything drawn by chance
     * @param semantics version of the engine's semantics
     * @param file path of the document when it was started; empty for none
     * @param origin id of the run it was forked from, or whose dry run it commits; empty for none
     * @param prices the price table that holds for the run, JSON; empty for none
     * @param options how it was started (pins, dry run, budget, tags), a JSON object
     * @param imported whether it was recorded elsewhere and brought here by {@link #keep}
     */
    record Header(
            String run,
            String workflow,
            String name,
            String document,
            Map<String, String> documents,
            long startedAt,
            boolean simulated,
            long seed,
            int semantics,
            String file,
            String origin,
            String prices,
            String options,
            boolean imported) {
        /** {@link #options} of a run that was started without any. */
        public static final String NO_OPTIONS = "{}";

        public Header {
            // In the order of their paths, so that the same run is always told in the same words.
            documents = Collections.unmodifiableMap(new TreeMap<>(documents));
        }

        /** A run of this machine. */
        public Header(String run, String workflow, String name, String document, Map<String, String> documents,
                long startedAt, boolean simulated, long seed, int semantics, String file, String origin, String prices,
                String options) {
            this(run, workflow, name, document, documents, startedAt, simulated, seed, semantics, file, origin, prices,
                    options, false);
        }

        /** The same run, marked as recorded elsewhere. */
        public Header asImported() {
            return new Header(run, workflow, name, document, documents, startedAt, simulated, seed, semantics, file,
                    origin, prices, options, true);
        }
    }

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
