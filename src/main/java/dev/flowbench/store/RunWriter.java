package dev.flowbench.store;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run being written. Steps hand their events in; the writer's thread takes all that has come since the last commit as
 * one block, so that one commit serves all who wait.
 */
final class RunWriter implements Journal.Writer {
    /** So many events wait at most: beyond it the run waits for the disk, so that memory stays bounded. */
    private static final int MOST_PENDING = 200_000;

    private final Journal.Header header;
    private final RunLocks.Owner owner;
    private final Path file;
    private final LongConsumer durableListener;
    private final WriterThread thread;
    private final Tally tally;

    // No lock between the steps and the writer: ten thousand branches come to both queues at once.
    private final ConcurrentLinkedQueue<Event> pending = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private volatile long appended;
    private volatile long durable;
    private volatile @Nullable JournalException fault;
    private volatile @Nullable CountDownLatch closed;

    // On the writer's thread.
    private @Nullable RunDatabase database;
    private final List<Event> batch = new ArrayList<>();

    private record Waiter(Thread thread, long seq) {}

    RunWriter(Journal.Header header, RunLocks.Owner owner, Path file, LongConsumer durableListener,
            WriterThread thread) {
        this.header = header;
        this.owner = owner;
        this.file = file;
        this.durableListener = durableListener;
        this.thread = thread;
        this.tally = new Tally(header);
    }

    /** Takes up what the file of a run holds already; before anything is appended. */
    void goOn(List<Event> events, RunDatabase reopened) {
        database = reopened;
        events.forEach(tally::add);
        appended = events.size();
        durable = events.size();
    }

    Journal.Header header() {
        return header;
    }

    @Override
    public void append(Event event) {
        if (fault != null) {
            return;
        }
        pending.add(event);
        appended = event.seq();
        thread.somethingPending();
        if (durable + MOST_PENDING <= event.seq()) {
            thread.commitNow();
            // Whoever is faster than the disk waits here, a moment at a time.
            while (fault == null && durable + MOST_PENDING <= event.seq()) {
                LockSupport.parkNanos(this, 200_000);
            }
        }
    }

    @Override
    public void sync() throws JournalException {
        long wanted = appended;
        throwFault();
        if (durable >= wanted) {
            return;
        }
        var waiter = new Waiter(Thread.currentThread(), wanted);
        waiters.add(waiter);
        thread.commitNow();
        // A commit that ended before the waiter stood in the queue is seen here; one that ends later wakes it.
        while (durable < wanted && fault == null) {
            LockSupport.park(this);
        }
        throwFault();
    }

    private void throwFault() throws JournalException {
        @Nullable JournalException broken = fault;
        if (broken != null) {
            throw new JournalException(String.valueOf(broken.getMessage()), broken.getCause());
        }
    }

    /** Returns once all is durable; the file is closed a moment later, so that nobody waits for that. */
    @Override
    public void close() throws JournalException {
        try {
            sync();
        } finally {
            closed = thread.finish(this);
        }
    }

    /** Whether it was given up; the file may be open for a moment still. */
    boolean isClosing() {
        return closed != null;
    }

    /** Waits until the file of a run that was given up is closed. */
    void awaitClosed() {
        @Nullable CountDownLatch latch = closed;
        boolean interrupted = false;
        while (latch != null) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what has come; on the writer's thread. */
    void commitPending() {
        batch.clear();
        for (@Nullable Event event = pending.poll(); event != null; event = pending.poll()) {
            batch.add(event);
        }
        if (batch.isEmpty() || fault != null) {
            return;
        }
        try {
            write(batch);
            long last = batch.getLast().seq();
            // The listener first: whoever waits for the end of a run finds all of it told.
            durableListener.accept(last);
            durable = last;
            wake(last);
        } catch (JournalException e) {
            broken(e);
        } catch (SQLException | IOException | RuntimeException | Error e) {
            // What goes wrong with one run must not end the thread that writes the others: they would wait for ever.
            broken(StoreTexts.fault("write", file, e));
        }
    }

    private void write(List<Event> batch) throws SQLException, IOException, JournalException {
        RunDatabase open = database;
        if (open == null) {
            open = thread.databases().create(file, header);
            database = open;
        }
        open.addAll(batch, thread.block());
        open.commit();
        // Only now: what is told of a run is durable.
        batch.forEach(tally::add);
    }

    private void wake(long seq) {
        // Those who came late may stand behind one whose event comes with the next commit, which wakes them all.
        for (@Nullable Waiter waiter = waiters.peek(); waiter != null && waiter.seq() <= seq; waiter = waiters.peek()) {
            waiters.poll();
            LockSupport.unpark(waiter.thread());
        }
    }

    /** Nothing after this counts: a commit that failed is never tried again as if nothing had happened. */
    private void broken(JournalException e) {
        fault = e;
        pending.clear();
        closeFile();
        wake(Long.MAX_VALUE);
    }

    private void closeFile() {
        @Nullable RunDatabase open = database;
        database = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            // All that counts was committed before; the next reader takes the rest from the write-ahead log.
            fault = fault == null ? StoreTexts.fault("write", file, e) : fault;
        }
    }

    /** Closes the file and gives the run up; on the writer's thread. */
    void release() {
        closeFile();
        RunFiles.release(owner);
    }

    /** How the run stands by what is durable. */
    Tally tally() {
        return tally;
    }
}
