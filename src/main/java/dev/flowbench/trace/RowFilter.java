package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;

/**
 * Which rows are asked for, by text and by failure. A row that is over is looked at once, so that filtering a run that
 * is under way costs only what is new.
 */
public final class RowFilter {
    /** Every row. */
    public static final RowFilter ALL = new RowFilter("", false);

    private final String text;
    private final boolean errors;
    private final BitSet matched = new BitSet();
    private final BitSet settled = new BitSet();

    /**
     * @param text is looked for in titles, prompts, answers, values and errors, upper or lower case; empty for every row
     * @param errors only rows that failed, or whose calls did
     */
    public RowFilter(String text, boolean errors) {
        this.text = text.strip();
        this.errors = errors;
    }

    /** Whether every row passes. */
    public boolean isAll() {
        return text.isEmpty() && !errors;
    }

    /** Whether a row itself is asked for. */
    public boolean matches(RunTrace trace, int row) {
        if (settled.get(row)) {
            return matched.get(row);
        }
        boolean match = (!errors || isError(trace, row)) && (text.isEmpty() || contains(trace, row));
        if (trace.state(row).isOver() && !trace.isGroup(row)) {
            settled.set(row);
            matched.set(row, match);
        }
        return match;
    }

    private static boolean isError(RunTrace trace, int row) {
        if (trace.isError(row)) {
            return true;
        }
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.EffectFailed failed && failed.error().code() != ErrorCode.CANCELLED) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(RunTrace trace, int row) {
        if (in(trace.title(row)) || in(trace.nodeId(row)) || in(trace.kind(row)) || in(trace.childTitle(row))) {
            return true;
        }
        for (Event event : trace.happened(row)) {
            boolean found = switch (event.what()) {
                case What.EffectStarted(var _, ModelRequest request, var _) -> in(request.model())
                        || request.messages().stream().anyMatch(turn -> in(turn.text()));
                case What.EffectStarted(var _, ToolRequest request, var _) ->
                    in(request.tool()) || in(request.arguments());
                case What.EffectCompleted(ModelReply reply, var _, var _, var _, var _) -> in(reply.text());
                case What.EffectCompleted(ToolReply reply, var _, var _, var _, var _) -> in(reply.value());
                case What.EffectFailed failed -> in(failed.error().message()) || in(failed.error().code().name())
                        || in(failed.partialText());
                case What.OutputRejected rejected -> rejected.violations().stream().anyMatch(this::in);
                case What.Scored scored -> scored.feedback() != null && in(scored.feedback());
                case What.Decided decided -> in(decided.detail());
                case What.CapTripped cap -> in(cap.cap());
                case What.CancelRequested cancel -> in(cancel.reason());
                case What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.StepCompleted _,What.StepSkipped _,What.StepFailed _,What.RunFinished _ ->
                    false;
            };
            if (found) {
                return true;
            }
        }
        boolean ended = trace.ending(row).map(what -> switch (what) {
            case What.StepFailed failed -> in(failed.error().message()) || in(failed.error().code().name());
            case What.StepSkipped passed -> in(passed.reason());
            case What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.EffectStarted _,What.EffectCompleted _,What.EffectFailed _,What.OutputRejected _,What.Scored _,What.Decided _,What.CapTripped _,What.StepCompleted _,What.CancelRequested _,What.RunFinished _ ->
                false;
        }).orElse(false);
        return ended || in(trace.inputs(row)) || in(trace.outputs(row));
    }

    private boolean in(Map<String, JsonNode> values) {
        return values.values().stream().anyMatch(this::in);
    }

    private boolean in(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> in(value.textValue());
            case NUMBER, BOOLEAN -> in(value.asText());
            case OBJECT -> value.properties().stream().anyMatch(field -> in(field.getKey()) || in(field.getValue()));
            case ARRAY -> value.valueStream().anyMatch(this::in);
            case NULL, MISSING, BINARY, POJO -> false;
        };
    }

    private boolean in(String where) {
        int length = text.length();
        if (length > where.length()) {
            return false;
        }
        char low = Character.toLowerCase(text.charAt(0));
        char high = Character.toUpperCase(text.charAt(0));
        for (int i = 0; i <= where.length() - length; i++) {
            char c = where.charAt(i);
            if ((c == low || c == high) && where.regionMatches(true, i, text, 0, length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s%s", errors ? "errors " : "", text);
    }
}
