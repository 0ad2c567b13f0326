package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
        cycles(workflow);
        workflow.tools().forEach((name, tool) -> {
            Spot at = Spot.ROOT.child("tools").child(name);
            name(name, at);
            parameters(name, tool.parameters(), at.child("parameters"));
            long kinds = Stream.of(tool.http(), tool.mcp(), tool.subflow()).filter(Objects::nonNull).count();
            fallback(workflow, name, tool, at);
            if (tool.retry() != null && tool.subflow() != null) {
                findings.warning(at.child("retry"), "TOOL_RETRY_FLOW", name);
            }
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

    private void fallback(Workflow workflow, String name, ToolDeclaration tool, Spot declared) {
        @Nullable String other = tool.fallback();
        if (other == null) {
            return;
        }
        Spot at = declared.child("fallback");
        @Nullable ToolDeclaration stands = workflow.tools().get(other);
        if (stands == null && machine != null && !machine.contains(other)) {
            var known = new HashSet<>(machine);
            known.addAll(workflow.tools().keySet());
            findings.warning(at, "UNKNOWN_TOOL", other, Nearest.question(other, known));
        }
        if (tool.effect() == EffectClass.NON_IDEMPOTENT || tool.effect() == null && tool.http() != null) {
            findings.warning(at, "TOOL_FALLBACK_EFFECT", name, other);
        }
        if (stands != null && stands.parameters() != null && tool.parameters() != null) {
            var missing = new ArrayList<String>();
            stands.parameters().path("required").forEach(one -> missing.add(one.asText()));
            missing.removeIf(one -> tool.parameters().path("properties").has(one));
            if (!missing.isEmpty()) {
                findings.warning(at, "TOOL_FALLBACK_ARGUMENTS", name, other, String.join(", ", missing));
            }
        }
    }

    private void cycles(Workflow workflow) {
        var fallbacks = new LinkedHashMap<String, List<String>>();
        workflow.tools().forEach(
                (name, tool) -> fallbacks.put(name, tool.fallback() == null ? List.of() : List.of(tool.fallback())));
        for (List<String> cycle : Cycles.in(fallbacks)) {
            findings.error(Spot.ROOT.child("tools").child(cycle.getFirst()).child("fallback"), "TOOL_FALLBACK_CYCLE",
                    String.join(" → ", cycle));
        }
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
