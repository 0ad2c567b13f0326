package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.file.Document;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;
import org.jspecify.annotations.Nullable;

/** What a command says of a run: its events or its progress while it lasts, then its result and one line of figures. */
final class RunReport {
    private final Console console;
    private final String file;
    private final Document document;
    private final RunTrace trace;
    private final boolean events;
    private final boolean quiet;

    /**
     * @param events whether standard output carries the events, and nothing else
     * @param quiet whether standard error carries only what went wrong
     */
    RunReport(Console console, String file, Document document, boolean events, boolean quiet) {
        this.console = console;
        this.file = file;
        this.document = document;
        this.trace = new RunTrace(document.workflow());
        this.events = events;
        this.quiet = quiet;
    }

    void event(Event event) {
        trace.accept(event);
        if (events) {
            console.out().print(EventJson.line(event) + "\n");
            console.out().flush();
        }
        if (console.watched() && !quiet) {
            progress(event);
        }
    }

    private void progress(Event event) {
        int row = trace.row(event.where().span());
        if (row <= 0) {
            return;
        }
        String key = switch (event.what()) {
            case What.StepCompleted(var _, var partial, var _) ->
                partial == null ? "progress.done" : "progress.partial";
            case What.StepFailed _ -> "progress.failed";
            case What.StepSkipped _ -> "progress.skipped";
            case What.OutputRejected(var _, boolean repairs) -> repairs ? "progress.repair" : "";
            default -> "";
        };
        if (!key.isEmpty()) {
            console.say(CliTexts.text(key, indent(row) + label(row), figures(row)));
        }
    }

    private String label(int row) {
        String badge = Spans.round(trace, row);
        return trace.title(row) + (badge.isEmpty() ? "" : " (" + badge + ")");
    }

    private String indent(int row) {
        return "  ".repeat(Math.max(0, trace.depth(row) - 1));
    }

    private String figures(int row) {
        if (trace.state(row) == SpanState.SKIPPED) {
            return "";
        }
        long tokens = trace.inputTokens(row) + trace.outputTokens(row);
        String time = Figures.time(trace.end(row, trace.latest()) - trace.start(row));
        return tokens == 0 ? time : time + " · " + CliTexts.text("tokens", Figures.count(tokens));
    }

    void end(What.RunFinished end) {
        if (!events) {
            result(end);
        }
        @Nullable RunError error = end.error();
        if (error != null) {
            console.say(Opened.sentence(CliTexts.text("place", place(error.node()), error.message()), error.wayOut()));
        } else if (end.partial() != null) {
            console.say(CliTexts.text("place", file, end.partial().message()));
        }
        if (!quiet) {
            console.say(Spans.line(trace.summary(), end.status()));
        }
    }

    private String place(@Nullable String node) {
        if (node == null) {
            return file;
        }
        return NodePlaces.pointer(document.workflow().graph(), node).map(document.positions()::locate)
                .map(at -> file + ":" + at.line() + ":" + at.column()).orElse(file);
    }

    private void result(What.RunFinished end) {
        JsonNode value;
        if (end.outputs().size() > 1) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            all.setAll(end.outputs());
            value = all;
        } else if (end.outputs().size() == 1) {
            value = end.outputs().values().iterator().next();
        } else if (end.result() != null) {
            value = end.result();
        } else {
            return;
        }
        console.result(Spans.text(value));
    }
}
