package dev.flowbench.app;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventWriter;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One run as JSON Lines: a line with {@code flowbenchRun} and what the run was of, then its events. */
final class RunExport {
    private static final int BLOCK = 1 << 16;

    private final OutputStream to;

    RunExport(OutputStream to) {
        this.to = to;
    }

    interface Events {
        void readTo(Consumer<Event> reader) throws JournalException;
    }

    void write(Journal.Header header, Events events) throws IOException, JournalException {
        to.write((RunHeaderLine.write(header) + "\n").getBytes(StandardCharsets.UTF_8));
        var writer = new EventWriter();
        try {
            events.readTo(event -> {
                writer.write(event);
                if (writer.size() >= BLOCK) {
                    flush(writer);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            // Of a damaged run all that can be read is written, before its fault is told.
            writer.writeTo(to);
            to.flush();
        }
    }

    private void flush(EventWriter writer) {
        try {
            writer.writeTo(to);
            writer.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
