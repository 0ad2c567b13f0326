package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.FaultsMet;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command says of a run: its events or its progress while it lasts, then its result and one line of figures. */
final class RunReport {
    private final Console console;
    private final String label;
    private final Workflow workflow;
    private final @Nullable Document document;
    private final RunTrace trace;
    private final Questions questions = new Questions();
    /** By their ids: of a step that was tried again the last counts. */
    private final Map<String, What.EffectHeld> held = new LinkedHashMap<>();
    private final Set<String> waited = new HashSet<>();
    private final Pretended pretended = new Pretended();
    private FaultsMet met = new FaultsMet(Faults.NONE);
    private String run = "";
    private final boolean events;
    private final boolean quiet;
    private final long after;
    private boolean dry;
    private boolean suffers;

    /**
     * @param label what the document is called: its file, or the run that keeps it
     * @param document for lines and columns; null where there is no file with them
     * @param events whether standard output carries the events, and nothing else
     * @param quiet whether standard error carries only what went wrong
     */
    RunReport(Console console, String label, Workflow workflow, @Nullable Document document, boolean events,
            boolean quiet) {
        this(console, label, workflow, document, events, quiet, 0);
    }

    /** @param after number of the last event that is known already, and not told again */
    private RunReport(Console console, String label, Workflow workflow, @Nullable Document document, boolean events,
            boolean quiet, long after) {
        this.console = console;
        this.label = label;
        this.workflow = workflow;
        this.document = document;
        this.trace = new RunTrace(workflow);
        this.events = events;
        this.quiet = quiet;
        this.after = after;
    }

    /** Of a run that is kept: what was recorded of it is not told again. */
    static RunReport of(Console console, Runs runs, String run, boolean events, boolean quiet)
            throws JournalException {
        long[] last = {0};
        runs.read(run, event -> last[0] = event.seq());
        return new RunReport(console, run, runs.workflow(run), null, events, quiet, last[0]);
    }

    /** The same of another run of the same document. */
    RunReport fromTheBeginning() {
        return new RunReport(console, label, workflow, document, events, quiet, 0);
    }

    /** The same of a run whose calls suffer faults. */
    RunReport suffering(Faults faults) {
        met = new FaultsMet(faults);
        suffers = !faults.rates().isEmpty();
        return this;
    }

    /** The id of the run; empty before its end. */
    String run() {
        return run;
    }

    void event(Event event) {
        trace.accept(event);
        met.event(event);
        questions.event(event);
        pretended.event(event);
        if (event.what() instanceof What.RunStarted started) {
            dry = started.dryRun();
        } else if (event.what() instanceof What.EffectHeld effect) {
            held.remove(effect.id());
            held.put(effect.id(), effect);
        }
        if (event.seq() <= after) {
            return;
        }
        if (events) {
            console.out().print(EventJson.line(event) + "\n");
            console.out().flush();
        }
        if (console.watched() && !quiet) {
            progress(event);
        }
    }

    /** A call waits for its turn, told once for each node; or says how far it is. */
    void said(Progress progress) {
        if (console.watched() && !quiet && !events && (!progress.waits() || waited.add(progress.node()))) {
            int row = trace.row(progress.span());
            console.say(CliTexts.text("progress.waits", row <= 0 ? progress.node() : indent(row) + label(row),
                    progress.text()));
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

    void end(String id, What.RunFinished end) {
        run = id;
        if (!events && dry) {
            held.values().forEach(effect -> HeldEffects.lines(effect).forEach(console::result));
        } else if (!events) {
            result(end);
        }
        if (dry) {
            console.say(CliTexts.text("dry.sum", held.size()));
            if (!held.isEmpty() && end.status() != RunStatus.WAITING) {
                console.say(CliTexts.text(trace.summary().simulated() ? "dry.commit.simulated" : "dry.commit", run));
            }
        }
        questions(run, end);
        @Nullable RunError error = end.error();
        if (error != null) {
            console.say(Opened.sentence(CliTexts.text("place", place(error.node()), error.message()), error.wayOut())
                    + " (" + error.code() + ")");
        } else if (end.partial() != null) {
            console.say(CliTexts.text("place", label, end.partial().message()));
        }
        if (!quiet) {
            if (pretended.count() > 0) {
                console.say(CliTexts.text("summary.pretended", pretended.count()));
            }
            Faulted.line(met).or(() -> suffers ? Optional.of(CliTexts.text("summary.noFaults")) : Optional.empty())
                    .ifPresent(console::say);
            console.say(Spans.line(trace.summary(), end.status()));
        }
    }

    private void questions(String run, What.RunFinished end) {
        if (end.status() == RunStatus.WAITING) {
            questions.lines(run).forEach(console::say);
        }
    }

    private String place(@Nullable String node) {
        if (node == null || document == null) {
            return node == null ? label : CliTexts.text("place.node", label, node);
        }
        return NodePlaces.pointer(workflow.graph(), node).map(document.positions()::locate)
                .map(at -> label + ":" + at.line() + ":" + at.column()).orElse(label);
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
