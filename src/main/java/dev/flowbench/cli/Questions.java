package dev.flowbench.cli;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run asks people and nobody has decided, with the command that goes on from there. */
final class Questions {
    private final Map<String, What.ApprovalRequested> open = new LinkedHashMap<>();

    void event(Event event) {
        if (event.what() instanceof What.ApprovalRequested request && request.blocking()) {
            open.put(request.id(), request);
        } else if (event.what() instanceof What.ApprovalDecided decided && decided.verdict() != Verdict.ESCALATE) {
            open.remove(decided.id());
        }
    }

    List<String> lines(String run) {
        var lines = new ArrayList<String>();
        for (What.ApprovalRequested request : open.values()) {
            lines.addAll(question(request));
        }
        if (!open.isEmpty()) {
            lines.add(CliTexts.text("ask.goOn", run, open.keySet().iterator().next()));
        }
        return lines;
    }

    /** A question as a person reads it. */
    static List<String> question(What.ApprovalRequested request) {
        var lines = new ArrayList<String>();
        lines.add(CliTexts.text("ask.question", request.id(), request.question(), request.reason()).strip());
        Spans.text(request.action()).lines().forEach(line -> lines.add("  " + line));
        if (request.about() == What.ApprovalRequested.About.UNKNOWN) {
            lines.add(CliTexts.text("ask.unknown"));
        }
        return lines;
    }
}
