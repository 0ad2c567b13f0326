package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run that nobody has under way, taken to add what a person decides of it. What is added is durable when it comes back. */
final class Afterwards implements AutoCloseable {
    private final Journal journal;
    private final Scheduler scheduler;
    private final Journal.Reopened opened;
    private final List<Event> events;

    Afterwards(String run, Journal journal, Scheduler scheduler) throws JournalException {
        this.journal = journal;
        this.scheduler = scheduler;
        this.opened = journal.amend(run, _ -> {});
        this.events = new ArrayList<>(opened.events());
    }

    Journal.Header header() {
        return opened.header();
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** Releases what is booked as uncertain and fits. @return what was released */
    List<Uncertain> release(Predicate<Uncertain> which, String person, String comment) throws JournalException {
        interrupted(person);
        List<Uncertain> released = Uncertain.of(events).stream().filter(which).toList();
        for (Uncertain one : released) {
            add(one.released(person, comment));
        }
        opened.writer().sync();
        return released;
    }

    /** What was under way when the process ended is booked as uncertain now, not when the run is taken up. */
    private void interrupted(String person) throws JournalException {
        boolean over = events.stream().anyMatch(event -> event.what() instanceof What.RunFinished);
        if (over || events.isEmpty()) {
            return;
        }
        List<Event> more = Interruption.close(header().run(), events, Texts.text("resumed.release", person),
                Reuse.again(header(), events, journal), now());
        if (more.size() > 1) {
            more.forEach(this::append);
        }
    }

    /**
     * Decides what was asked for later review.
     *
     * @return whether it was open, and these are the bytes that were decided on
     */
    boolean review(ApprovalDecided decision) throws JournalException {
        @Nullable ApprovalRequested open = null;
        for (Event event : events) {
            if (event.what() instanceof ApprovalRequested request && !request.blocking()
                    && request.id().equals(decision.id())) {
                open = request;
            } else if (event.what() instanceof ApprovalDecided decided && decided.id().equals(decision.id())) {
                open = null;
            }
        }
        if (open == null || !Approvals.fits(open, decision)) {
            return false;
        }
        add(decision);
        opened.writer().sync();
        return true;
    }

    /** Tells of the run itself that this was decided, durably. */
    void tell(What what) throws JournalException {
        add(what);
        opened.writer().sync();
    }

    private void add(What what) {
        long seq = events.isEmpty() ? 0 : events.getLast().seq();
        append(new Event(seq + 1, now(), new Where(header().run(), Where.ROOT, 0, null, "", "", 0, 1), what));
    }

    private void append(Event event) {
        events.add(event);
        opened.writer().append(event);
    }

    private long now() {
        return Math.max(scheduler.epochMicros(), events.isEmpty() ? 0 : events.getLast().at());
    }

    @Override
    public void close() throws JournalException {
        opened.writer().close();
    }
}
