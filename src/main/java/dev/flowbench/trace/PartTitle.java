package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;

/** What a step inside a node is called: the model's turn, or the tool and what it is called with. */
final class PartTitle {
    private static final int LONGEST = 48;

    private PartTitle() {
    }

    static String of(RunTrace trace, int row) {
        if (!trace.kind(row).equals("tool")) {
            String key = trace.stepKey(row);
            return TraceTexts.text(key.endsWith("summary")
                    ? "part.summary"
                    : trace.child(row).equals("wrap-up") ? "part.wrapUp" : "part.model");
        }
        JsonNode tool = trace.inputs(row).get("tool");
        JsonNode arguments = trace.inputs(row).get("arguments");
        return TraceTexts.text("part.tool", tool == null ? "" : tool.asText(),
                arguments == null ? "" : arguments(arguments));
    }

    /** As one would write a call: of one plain argument its value, of several their names with them. */
    private static String arguments(JsonNode arguments) {
        var all = new StringBuilder();
        boolean single = arguments.size() == 1;
        arguments.properties().forEach(argument -> {
            if (!all.isEmpty()) {
                all.append(", ");
            }
            if (!single) {
                all.append(argument.getKey()).append(": ");
            }
            all.append(Preview.of(argument.getValue()));
        });
        return all.length() <= LONGEST ? all.toString() : all.substring(0, LONGEST - 1) + "…";
    }
}
