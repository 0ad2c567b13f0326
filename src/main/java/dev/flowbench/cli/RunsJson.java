package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SessionSummary;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs as JSON, for scripts. Money in billionths of a US dollar, times in microseconds. */
final class RunsJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RunsJson() {}

    static ArrayNode list(List<Journal.Summary> runs) {
        ArrayNode list = JSON.arrayNode();
        for (Journal.Summary run : runs) {
            list.addObject()
                    .put("run", run.run())
                    .put("workflow", run.workflow())
                    .put("name", run.name())
                    .put("file", run.file())
                    .put("startedAt", run.startedAt())
                    .put("micros", run.micros())
                    .put("status", word(run.status()))
                    .put("reason", run.reason())
                    .put("simulated", run.simulated())
                    .put("steps", run.spent().steps())
                    .put("inputTokens", run.spent().inputTokens())
                    .put("outputTokens", run.spent().outputTokens())
                    .put("nanoUsd", run.spent().nanoUsd())
                    .put("priced", run.spent().priced());
        }
        return list;
    }

    static ObjectNode run(Journal.Header header, RunTrace trace) {
        SessionSummary summary = trace.summary();
        ObjectNode run = JSON.objectNode()
                .put("run", header.run())
                .put("workflow", header.workflow())
                .put("name", header.name())
                .put("file", header.file())
                .put("startedAt", header.startedAt())
                .put("micros", summary.micros())
                .put("status", word(summary.status()))
                .put("simulated", header.simulated())
                .put("seed", header.seed())
                .put("steps", summary.steps())
                .put("calls", summary.calls())
                .put("inputTokens", summary.inputTokens())
                .put("outputTokens", summary.outputTokens())
                .put("nanoUsd", summary.nanoUsd())
                .put("priced", summary.priced())
                .put("uncertain", summary.uncertain())
                .put("cachedCalls", summary.saved().calls())
                .put("savedNanoUsd", summary.saved().nanoUsd())
                .put("queuedMicros", summary.queuedMicros());
        What.@Nullable RunFinished end = trace.finished().orElse(null);
        if (end != null) {
            run.putObject("outputs").setAll(end.outputs());
            if (end.partial() != null) {
                run.putObject("partial").put("reason", end.partial().reason()).put("message", end.partial().message());
            }
            if (end.error() != null) {
                error(run, trace, end.error());
            }
        }
        return run;
    }

    private static void error(ObjectNode run, RunTrace trace, RunError error) {
        ObjectNode told = run.putObject("error").put("code", error.code().name()).put("message", error.message())
                .put("wayOut", error.wayOut()).put("node", error.node()).put("attempt", error.attempt());
        int row = error.node() == null ? RunTrace.NONE : trace.lastVisit(error.node());
        if (row != RunTrace.NONE) {
            told.putObject("charged").put("inputTokens", trace.inputTokens(row))
                    .put("outputTokens", trace.outputTokens(row)).put("nanoUsd", trace.nanoUsd(row))
                    .put("priced", trace.priced(row)).put("uncertain", trace.uncertain(row));
        }
    }

    private static String word(RunStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
