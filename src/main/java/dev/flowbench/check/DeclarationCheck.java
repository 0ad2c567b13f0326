package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the tools that a document declares can be made here. Servers belong to the machine: a missing one is no error. */
final class DeclarationCheck {
    private final McpKnown servers;
    private final Findings findings;
    private final @Nullable Set<String> machine;
    private final HttpCheck http;

    /** @param machine names of the tools on this machine; null where they are not known */
    DeclarationCheck(@Nullable Set<String> machine, McpKnown servers, Findings findings) {
        this.machine = machine;
        this.servers = servers;
        this.findings = findings;
        this.http = new HttpCheck(findings);
    }

    void check(Workflow workflow) {
        workflow.tools().forEach((name, tool) -> {
            Spot at = Spot.ROOT.child("tools").child(name);
            name(name, at);
            parameters(name, tool.parameters(), at.child("parameters"));
            long kinds = Stream.of(tool.http(), tool.mcp(), tool.subflow()).filter(Objects::nonNull).count();
            if (kinds != 1) {
                findings.error(at, kinds == 0 ? "TOOL_WITHOUT_KIND" : "TOOL_OF_TWO_KINDS", name);
            } else if (tool.mcp() != null) {
                mcp(tool, tool.mcp(), at.child("mcp"));
            } else if (tool.http() != null) {
                http.check(name, tool, tool.http(), at.child("http"));
            } else if (tool.subflow() != null && !KindCheck.isInside(tool.subflow().file())) {
                findings.error(at.child("subflow").child("file"), "FILE_OUTSIDE", tool.subflow().file());
            }
        });
    }

    private void name(String name, Spot at) {
        if (!name.matches("[a-z][a-z0-9_-]{0,63}")) {
            findings.error(at, "BAD_TOOL_NAME", name);
        } else if (machine != null && machine.contains(name)) {
            findings.warning(at, "TOOL_HIDES_TOOL", name);
        }
    }

    private void parameters(String name, @Nullable JsonNode parameters, Spot at) {
        if (parameters == null) {
            return;
        }
        if (!parameters.isObject() || !parameters.path("type").asText().equals("object")) {
            findings.error(at, "TOOL_PARAMETERS", name);
            return;
        }
        try {
            JsonSchema.of(parameters);
        } catch (SchemaException e) {
            findings.error(at, "TOOL_SCHEMA", name, e.getMessage());
        }
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
