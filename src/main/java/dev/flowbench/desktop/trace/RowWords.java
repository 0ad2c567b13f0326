package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.Badges;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.Grouping;
import dev.flowbench.trace.RunTrace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is written about a row of the trace, in few words. */
final class RowWords {
    private final Words words;

    RowWords(Words words) {
        this.words = words;
    }

    /** What the row is called: its node's title, the round or branch, the workflow's name. */
    String title(RunTrace trace, int row) {
        return trace.isGroup(row) ? label(trace, row) : VisibleText.line(trace.title(row));
    }

    /** The round, vote, item or branch that a row belongs to; empty where it says nothing. */
    String label(RunTrace trace, int row) {
        Grouping grouping = trace.grouping(row);
        return switch (grouping) {
            case NONE -> "";
            case ROUND, TURN, VOTE, ITEM -> words.text("label." + grouping, Figures.count(trace.index(row) + 1L));
            case BRANCH -> VisibleText.line(trace.childTitle(row));
        };
    }

    /** The label where it stands beside a title. */
    String caption(RunTrace trace, int row) {
        if (trace.isGroup(row)) {
            return "";
        }
        // A branch that is called as its only step need not say it twice.
        String label = label(trace, row).equals(VisibleText.line(trace.title(row))) ? "" : label(trace, row);
        if (trace.attempts(row) < 2) {
            return label;
        }
        String tries = words.text("label.attempts", trace.attempts(row));
        return label.isEmpty() ? tries : label + " · " + tries;
    }

    /** A name for a row where its frame is not in sight: {@code Draft, round 2}. */
    String full(RunTrace trace, int row) {
        String title = title(trace, row);
        int above = trace.parent(row);
        if (above != RunTrace.NONE && trace.isGroup(above)) {
            return trace.isPart(row) ? label(trace, above) + " · " + title : title + " · " + label(trace, above);
        }
        String label = trace.isGroup(row) ? "" : label(trace, row);
        return label.isEmpty() ? title : title + " · " + label;
    }

    /** What it decided or scored; empty for nothing. */
    String badge(RunTrace trace, int row) {
        String badge = "";
        List<Event> events = trace.happened(row);
        for (int i = events.size() - 1; i >= 0 && badge.isEmpty(); i--) {
            badge = switch (events.get(i).what()) {
                case What.Scored scored -> Figures.score(scored.score());
                case What.Decided decided -> Badges.of(decided);
                case What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.EffectStarted _,What.EffectCompleted _,What.EffectFailed _,What.OutputRejected _,What.CapTripped _,What.StepCompleted _,What.StepSkipped _,What.StepFailed _,What.CancelRequested _,What.RunFinished _ ->
                    "";
            };
        }
        return badge;
    }

    /** In one word where its result comes from, or that it met a fault on purpose; empty for its own work. */
    String mark(TraceModel model, RunTrace trace, int row) {
        if (row == 0 || trace.isGroup(row)) {
            return "";
        }
        if (!model.met(row).isEmpty()) {
            return words.text("mark.fault");
        }
        if (trace.reuses(row) && trace.firstChild(row) == RunTrace.NONE) {
            return words.text("mark.reused");
        }
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.Decided(What.Choice choice, var _) && choice == What.Choice.PIN) {
                return words.text("mark.pinned");
            }
            if (event.what() instanceof What.EffectCompleted done && done.reply() instanceof ModelReply reply
                    && reply.saved() != null) {
                return words.text("mark.cached");
            }
        }
        return "";
    }

    /** Where its result comes from, if not from its own work: another run, a pin; and which faults it met on purpose. */
    List<String> sources(TraceModel model, RunTrace trace, int row) {
        var from = new ArrayList<String>();
        model.met(row).forEach(fault -> from.add(words.text("source.fault", fault)));
        if (row == 0 || trace.isGroup(row)) {
            return from;
        }
        if (trace.reuses(row) && trace.firstChild(row) == RunTrace.NONE) {
            String origin = trace.began().map(What.RunStarted::origin).orElse("");
            from.add(origin.isEmpty() ? words.text("source.reused") : words.text("source.reused.from", origin));
        }
        boolean simulated = trace.began().filter(What.RunStarted::simulated).isPresent();
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.Decided(What.Choice choice, var _) && choice == What.Choice.PIN) {
                from.add(words.text("source.pinned"));
            } else if (event.what() instanceof What.EffectCompleted done
                    && done.reply() instanceof ModelReply(var _, var _, var _, var _, var _, var _, var _, var _, ModelReply.Saved saved)
                    && saved != null) {
                from.add(saved.nanoUsd() > 0
                        ? words.text("source.saved", Figures.money(saved.nanoUsd()))
                        : words.text("source.saved.unpriced",
                                Figures.count(saved.usage().input() + saved.usage().output())));
            } else if (event.what() instanceof What.EffectCompleted done
                    && done.reply() instanceof ToolReply reply && reply.simulated()) {
                from.add(words.text("source.toolSimulated"));
            } else if (event.what() instanceof What.EffectCompleted done
                    && done.reply() instanceof ModelReply reply && cached(reply.usage()) > 0) {
                from.add(words.text("source.cached", Figures.count(cached(reply.usage()))));
            } else if (event.what() instanceof What.EffectStarted sent && sent.request() instanceof ModelRequest
                    && simulated && !from.contains(words.text("source.simulated"))) {
                from.add(words.text("source.simulated"));
            }
        }
        return from;
    }

    private static long cached(ModelReply.@Nullable Usage usage) {
        return usage == null ? 0 : usage.cacheRead();
    }

    /** The name of a cap as people read it. */
    String cap(String cap) {
        return words.has("cap." + cap) ? words.text("cap." + cap) : cap;
    }

    /** Why a run is not whole or failed, given a cap or the code of an error; empty for empty. */
    String reason(String code) {
        if (words.has("cap." + code)) {
            return words.text("summary.cap", cap(code));
        }
        return words.has("why." + code) ? words.text("why." + code) : code;
    }

    String status(RunStatus status) {
        return words.text("status." + status);
    }

    /** Tokens and cost of a row; null where there are none. */
    @Nullable String spent(RunTrace trace, int row) {
        long tokens = trace.inputTokens(row) + trace.outputTokens(row);
        return tokens == 0
                ? null
                : words.text("hover.tokens", Figures.count(tokens),
                        Figures.money(trace.nanoUsd(row), trace.priced(row), trace.uncertain(row)));
    }
}
