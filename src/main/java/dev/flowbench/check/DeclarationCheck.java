package dev.flowbench.check;

import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the tools that a document declares can be made here. Servers belong to the machine: a missing one is no error. */
final class DeclarationCheck {
    private final McpKnown servers;
    private final Findings findings;

    DeclarationCheck(McpKnown servers, Findings findings) {
        this.servers = servers;
        this.findings = findings;
    }

    void check(Workflow workflow) {
        workflow.tools().forEach((name, tool) -> {
            Spot at = Spot.ROOT.child("tools").child(name);
            long kinds = Stream.of(tool.http(), tool.mcp(), tool.subflow()).filter(Objects::nonNull).count();
            if (kinds != 1) {
                findings.error(at, kinds == 0 ? "TOOL_WITHOUT_KIND" : "TOOL_OF_TWO_KINDS", name);
            } else if (tool.mcp() != null) {
                mcp(tool, tool.mcp(), at.child("mcp"));
            }
        });
    }

    private void mcp(ToolDeclaration declaration, ToolDeclaration.McpTool mcp, Spot at) {
        Optional<Set<String>> known = servers.servers();
        if (known.isEmpty() || mcp.server().isBlank() || mcp.tool().isBlank()) {
            return;
        }
        if (!known.get().contains(mcp.server())) {
            findings.warning(at.child("server"), "UNKNOWN_SERVER", mcp.server(),
                    Nearest.question(mcp.server(), known.get()));
            return;
        }
        Optional<Set<String>> tools = servers.tools(mcp.server());
        if (tools.isPresent() && !tools.get().contains(mcp.tool())) {
            findings.warning(at.child("tool"), "UNKNOWN_SERVER_TOOL", mcp.server(), mcp.tool(),
                    Nearest.question(mcp.tool(), tools.get()));
        } else if (tools.isEmpty() && (declaration.parameters() == null || declaration.description() == null)) {
            findings.warning(at.child("server"), "UNSEEN_SERVER", mcp.server());
        }
    }
}
