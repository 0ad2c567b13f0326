package dev.flowbench.cli;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SessionSummary;
import dev.flowbench.trace.SpanCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run on a page: its figures, every span, its result. */
final class RunPage {
    private RunPage() {}

    static List<String> lines(Journal.Header header, RunTrace trace) {
        SessionSummary summary = trace.summary();
        var lines = new ArrayList<String>();
        lines.add(Seen.line(header.name()) + " · " + Spans.line(summary, summary.status()));
        lines.add(CliTexts.text("show.started", RunsTable.time(header.startedAt()),
                header.file().isEmpty() ? header.workflow() : header.file(), Long.toString(header.seed())));
        lines.add("");
        lines.addAll(spans(trace));
        ending(trace, lines);
        return lines;
    }

    private static List<String> spans(RunTrace trace) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(CliTexts.text("column.step"), CliTexts.text("column.kind"), CliTexts.text("column.status"),
                CliTexts.text("column.tokens"), CliTexts.text("column.cost"), CliTexts.text("column.time")));
        int row = trace.size() == 0 ? RunTrace.NONE : trace.firstChild(0);
        while (row != RunTrace.NONE) {
            rows.add(cells(trace, row));
            int next = trace.firstChild(row);
            for (int at = row; next == RunTrace.NONE && at > 0; at = trace.parent(at)) {
                next = trace.nextSibling(at);
            }
            row = next;
        }
        return RunsTable.columns(rows, 3, 5);
    }

    private static List<String> cells(RunTrace trace, int row) {
        String name = trace.isGroup(row) || trace.title(row).isEmpty() ? Spans.round(trace, row) : trace.title(row);
        long tokens = trace.inputTokens(row) + trace.outputTokens(row);
        return List.of("  ".repeat(trace.depth(row) - 1) + name, trace.kind(row),
                status(trace, row),
                tokens == 0 ? "" : Figures.count(tokens),
                tokens == 0 ? "" : Figures.money(trace.nanoUsd(row), trace.priced(row), trace.uncertain(row)),
                Figures.time(trace.end(row, trace.latest()) - trace.start(row)));
    }

    /** How it ended, who answered after how many tries, and what its answers had of the cache and of the limits. */
    private static String status(RunTrace trace, int row) {
        var parts = new ArrayList<String>();
        parts.add(CliTexts.text("span." + trace.state(row).name().toLowerCase(Locale.ROOT)));
        long queued = 0;
        int failed = 0;
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.EffectCompleted done) {
                queued += done.queuedMicros();
                if (done.reply() instanceof ModelReply reply && reply.saved() != null) {
                    parts.add(CliTexts.text("span.saved", Spans.saved(reply.saved().nanoUsd(),
                            reply.saved().usage().input() + reply.saved().usage().output())));
                }
            } else if (event.what() instanceof What.EffectFailed call) {
                queued += call.queuedMicros();
                failed++;
            }
        }
        if (trace.isError(row)) {
            if (failed > 1) {
                parts.add(CliTexts.text("span.tries", failed));
            }
        } else {
            fallback(trace, row).ifPresent(parts::add);
            if (failed > 0) {
                parts.add(CliTexts.text("span.afterTries", failed));
            }
        }
        if (queued > 0) {
            parts.add(CliTexts.text("span.queued", Figures.time(queued)));
        }
        return String.join(", ", parts);
    }

    /** The model that answered, where it was not the one that is asked first. */
    private static Optional<String> fallback(RunTrace trace, int row) {
        boolean turned = trace.happened(row).stream()
                .anyMatch(event -> event.what() instanceof What.Decided decided
                        && decided.choice() == What.Choice.FALLBACK);
        return SpanCall.last(SpanCall.of(trace, row)).filter(call -> turned && call.reply() != null)
                .map(call -> CliTexts.text("span.fallback", Seen.line(call.request().model())));
    }

    private static void ending(RunTrace trace, List<String> lines) {
        What.@Nullable RunFinished end = trace.finished().orElse(null);
        if (end == null) {
            return;
        }
        @Nullable RunError error = end.error();
        if (error != null) {
            lines.add("");
            lines.add(Opened.sentence(error.message(), error.wayOut()) + " (" + error.code() + ")");
        }
        if (end.partial() != null) {
            lines.add("");
            lines.add(end.partial().message());
        }
        end.outputs().forEach((name, value) -> {
            lines.add("");
            lines.add(name + ":");
            lines.add(Spans.text(value));
        });
    }
}
