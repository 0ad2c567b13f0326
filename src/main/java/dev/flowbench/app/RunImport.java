package dev.flowbench.app;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventFormatException;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RunExport} writes, a line at a time, and has the journal keep it. */
final class RunImport {
    /** The longest line, in bytes: a reply has 20 MB at most, and documents are smaller. */
    private static final int MAX_LINE = 32 * 1024 * 1024;

    private final BufferedInputStream from;
    /** Number of the line read last, from 1. */
    private int line;

    RunImport(InputStream from) {
        this.from = new BufferedInputStream(from);
    }

    /** What is wrong with a line. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(int line, String message, @Nullable Throwable cause) {
            super(AppTexts.text("import.line", line, message), cause);
        }
    }

    /** Carries what is wrong through the journal's walk along the events. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    Runs.Imported into(Journal journal) throws JournalException, IOException {
        try {
            @Nullable String first = nextLine();
            if (first == null) {
                throw new Fault(1, AppTexts.text("import.noHeader"), null);
            }
            Journal.Header header = RunHeaderLine.read(first);
            var events = new Lines(header.run());
            boolean known = isKept(journal, header.run());
            if (known) {
                compare(journal, header, events);
            } else {
                journal.keep(header, () -> events);
            }
            return new Runs.Imported(header.run(), events.last, known);
        } catch (Fault e) {
            throw new JournalException(String.valueOf(e.getMessage()), e);
        } catch (Stopped e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The events alone, without keeping them. */
    List<Event> events() throws JournalException, IOException {
        try {
            @Nullable String first = nextLine();
            if (first == null) {
                throw new Fault(1, AppTexts.text("import.noHeader"), null);
            }
            var all = new ArrayList<Event>();
            new Lines(RunHeaderLine.read(first).run()).forEachRemaining(all::add);
            return all;
        } catch (Fault | Stopped e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isKept(Journal journal, String run) throws JournalException {
        // The journal also finds a run by the beginning of its id.
        return journal.header(run).filter(header -> header.run().equals(run)).isPresent();
    }

    /** Two runs of one id are the same run only if they agree in every word. */
    private void compare(Journal journal, Journal.Header header, Lines events) throws JournalException {
        String run = header.run();
        boolean[] same = {RunHeaderLine.write(journal.header(run).orElseThrow()).equals(RunHeaderLine.write(header))};
        journal.read(run, kept -> same[0] &= events.hasNext()
                && EventJson.line(kept).equals(EventJson.line(events.next())));
        if (!same[0] || events.hasNext()) {
            throw new JournalException(AppTexts.text("import.other", run), null);
        }
    }

    /** The next line without its end; null after the last. */
    private @Nullable String nextLine() throws IOException, Fault {
        var bytes = new ByteArrayOutputStream();
        int next = from.read();
        if (next < 0) {
            return null;
        }
        line++;
        for (; next >= 0 && next != '\n'; next = from.read()) {
            if (bytes.size() == MAX_LINE) {
                throw new Fault(line, AppTexts.text("import.long", MAX_LINE / 1024 / 1024), null);
            }
            bytes.write(next);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw new Fault(line, AppTexts.text("import.noText"), e);
        }
    }

    /** The events, each checked against its place. */
    private final class Lines implements Iterator<Event> {
        private final String run;
        /** A request may refer to messages that stand in an earlier line. */
        private final EventJson.RunReader events = new EventJson.RunReader();
        private long last;
        private @Nullable Event next;

        Lines(String run) {
            this.run = run;
        }

        @Override
        public boolean hasNext() {
            if (next == null) {
                try {
                    @Nullable String text = nextLine();
                    next = text == null ? null : event(text);
                } catch (IOException | Fault e) {
                    throw new Stopped(e);
                }
            }
            return next != null;
        }

        @Override
        public Event next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Event event = Objects.requireNonNull(next);
            next = null;
            last = event.seq();
            return event;
        }

        private Event event(String text) throws Fault {
            Event event;
            try {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                var read = new ArrayList<Event>(1);
                events.readLines(bytes, 0, bytes.length, read::add);
                if (read.size() != 1) {
                    throw new Fault(line, AppTexts.text("import.one", read.size()), null);
                }
                event = read.getFirst();
            } catch (EventFormatException e) {
                String why = RunHeaderLine.isHeader(text)
                        ? AppTexts.text("import.secondHeader")
                        : String.valueOf(e.getMessage());
                throw new Fault(line, why, e);
            }
            if (event.seq() != last + 1) {
                throw new Fault(line,
                        AppTexts.text("import.gap", Long.toString(event.seq()), Long.toString(last + 1)), null);
            }
            if (!event.where().run().equals(run)) {
                throw new Fault(line, AppTexts.text("import.otherRun", event.where().run(), run), null);
            }
            return event;
        }
    }
}
