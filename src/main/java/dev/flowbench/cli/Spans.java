package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SessionSummary;
import java.util.ArrayList;
import java.util.Locale;

/** Runs and their spans in words. */
final class Spans {
    private Spans() {}

    static String status(RunStatus status) {
        return CliTexts.text("status." + status.name().toLowerCase(Locale.ROOT));
    }

    /** The whole of a run in one line. */
    static String line(SessionSummary summary, RunStatus status) {
        var parts = new ArrayList<String>();
        parts.add(status(status));
        parts.addAll(figures(summary));
        summary.loops().forEach(loop -> parts.add(CliTexts.text("summary.loop", loop.rounds(),
                loop.best() < 0 ? CliTexts.text("summary.noScore") : Figures.score(loop.best()))));
        summary.caps().forEach(cap -> parts.add(CliTexts.text("summary.cap", cap.cap(),
                cap.node().isEmpty() ? CliTexts.text("summary.theRun") : cap.node(), cap.limit())));
        if (summary.saved().calls() > 0) {
            parts.add(CliTexts.text("summary.saved", summary.saved().calls(),
                    saved(summary.saved().nanoUsd(), summary.saved().tokens())));
        }
        if (summary.queuedMicros() > 0) {
            parts.add(CliTexts.text("summary.queued", Figures.time(summary.queuedMicros())));
        }
        if (summary.simulated()) {
            parts.add(CliTexts.text("summary.simulated"));
        }
        parts.add(CliTexts.text("summary.run", summary.run()));
        return String.join(" · ", parts);
    }

    /** Money, or tokens where no price is known. */
    static String saved(long nanoUsd, long tokens) {
        return nanoUsd > 0 ? Figures.money(nanoUsd) : CliTexts.text("tokens", Figures.count(tokens));
    }

    static ArrayList<String> figures(SessionSummary summary) {
        var parts = new ArrayList<String>();
        parts.add(CliTexts.text("steps", summary.steps()));
        parts.add(CliTexts.text("tokens", Figures.count(summary.tokens())));
        parts.add(Figures.money(summary.nanoUsd(), summary.priced(), summary.uncertain()));
        parts.add(Figures.time(summary.micros()));
        return parts;
    }

    /** Round, vote or branch of a row; empty for none. */
    static String round(RunTrace trace, int row) {
        return switch (trace.grouping(row)) {
            case NONE -> "";
            case ROUND -> CliTexts.text("group.round", trace.index(row) + 1);
            case TURN -> CliTexts.text("group.turn", trace.index(row) + 1);
            case VOTE -> CliTexts.text("group.vote", trace.index(row) + 1);
            case ITEM -> CliTexts.text("group.item", trace.index(row) + 1);
            case BRANCH -> trace.childTitle(row);
        };
    }

    /** A value as a person reads it: text as it is, the rest as indented JSON. */
    static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toPrettyString();
    }
}
