package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is kept of a run, as those need it who go on from it. */
final class Recorded {
    private Recorded() {}

    static Workflow workflow(Journal.Header header) throws JournalException {
        try {
            return new DocumentReader().read(header.document()).workflow();
        } catch (UnreadableDocument e) {
            throw new JournalException(AppTexts.text("run.brokenDocument", header.run(), e.getMessage()), e);
        }
    }

    static Map<String, Workflow> documents(Journal.Header header) throws JournalException {
        return Engine.options(header).documents();
    }

    static List<Event> events(Journal journal, String run) throws JournalException {
        var events = new ArrayList<Event>();
        journal.read(run, events::add);
        return events;
    }

    static Map<String, JsonNode> inputs(List<Event> events) {
        return !events.isEmpty() && events.getFirst().what() instanceof What.RunStarted started
                ? started.inputs()
                : Map.of();
    }

    /**
     * The number of the event from which on nothing is reused: that with which a step began for the first time.
     *
     * @param step its key, or the id of its node; null for none
     */
    static long from(String run, List<Event> events, @Nullable String step) throws JournalException {
        if (step == null) {
            return Long.MAX_VALUE;
        }
        long first = Long.MAX_VALUE;
        for (Event event : events) {
            if (event.what() instanceof What.StepStarted) {
                if (event.where().stepKey().equals(step)) {
                    return event.seq();
                }
                if (step.equals(event.where().node())) {
                    first = Math.min(first, event.seq());
                }
            }
        }
        if (first == Long.MAX_VALUE) {
            throw new JournalException(AppTexts.text("fork.noStep", run, step), null);
        }
        return first;
    }
}
