package dev.flowbench.desktop.trace;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.tool.BuiltInTools;
import dev.flowbench.trace.RunTrace;
import java.util.Optional;

/** On which page of the settings the way out of an error is. */
final class SettingsPage {
    private SettingsPage() {
    }

    /**
     * The page.
     *
     * @param row of the error
     * @return its key; empty where no setting helps
     */
    static Optional<String> of(RunTrace trace, int row, RunError error) {
        ErrorCode code = error.code();
        if (code == ErrorCode.NO_KEY || code == ErrorCode.AUTH) {
            return Optional.of("keys");
        }
        if (code == ErrorCode.MODEL_OFF || code == ErrorCode.MODEL_STOPPED) {
            return Optional.of("limits");
        }
        if (code == ErrorCode.NO_PRICE) {
            return Optional.of("costs");
        }
        return code == ErrorCode.NOT_GRANTED ? granted(trace, row) : Optional.empty();
    }

    /** By what was sent last: a call of a model needs its server, a tool its folder, its server or its MCP server. */
    private static Optional<String> granted(RunTrace trace, int row) {
        Optional<String> page = Optional.empty();
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.EffectStarted sent) {
                page = Optional.of(switch (sent.request()) {
                    case ModelRequest _ -> "servers";
                    case ToolRequest tool -> tool(trace, tool.tool());
                });
            }
        }
        return page;
    }

    private static String tool(RunTrace trace, String name) {
        ToolDeclaration declared = trace.workflow().tools().get(name);
        if (declared != null && declared.mcp() != null) {
            return "mcp";
        }
        return declared == null && BuiltInTools.IN_FOLDERS.contains(name) ? "folders" : "servers";
    }
}
