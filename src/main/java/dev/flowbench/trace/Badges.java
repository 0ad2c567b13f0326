package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.What;

/** What a node decided, in a word or two. */
public final class Badges {
    private Badges() {
    }

    static String of(NodeTally node) {
        What.Scored scored = node.scored;
        if (scored != null) {
            return TraceTexts.text("badge.round", String.valueOf(scored.iteration()),
                    Figures.score(scored.score()));
        }
        What.Decided decided = node.decided;
        return decided == null ? "" : of(decided);
    }

    /** What a decision was, in a word or two; empty where that says nothing. */
    public static String of(What.Decided decided) {
        JsonNode detail = decided.detail();
        return switch (decided.choice()) {
            case ROUTE -> detail.path("route").asText();
            case GATE -> TraceTexts.text(detail.path("passed").asBoolean() ? "badge.pass" : "badge.fail");
            case VOTE -> Preview.of(detail.path("winner"));
            case JOIN -> {
                int succeeded = count(detail.path("succeeded"));
                yield TraceTexts.text("badge.join", String.valueOf(succeeded),
                        String.valueOf(succeeded + count(detail.path("failed"))));
            }
            case FALLBACK -> Preview.of(detail.path("to"));
            case END -> TraceTexts.text("badge.end");
            case GUARD -> TraceTexts.text("badge.guard", detail.path("reason").asText());
            case HANDOFF -> detail.path("to").asText();
            case PIN -> TraceTexts.text("badge.pin");
            case PLAN -> detail.has("subtasks")
                    ? TraceTexts.text("badge.plan", String.valueOf(count(detail.path("subtasks"))))
                    : TraceTexts.text("badge.planned");
            case CHECKPOINT -> TraceTexts.text(detail.path("passed").asBoolean() ? "badge.pass" : "badge.fail");
            case RETRY, WAIT, REFUSED, BREAKER, EDIT, BUDGET, CONTEXT, ITEM, TIMER, RELEASE, COMMIT -> "";
        };
    }

    /** A figure, or a list of what is counted. */
    private static int count(JsonNode value) {
        return value.isArray() ? value.size() : value.asInt();
    }
}
