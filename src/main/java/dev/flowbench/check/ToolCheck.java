package dev.flowbench.check;

import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.ToolCall;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the tools that a document names are there. Tools belong to the machine, so that a missing one is no error. */
final class ToolCheck {
    private final @Nullable Set<String> tools;
    private final Findings findings;

    /** @param tools names of the tools on this machine; null where they are not known */
    ToolCheck(@Nullable Set<String> tools, Findings findings) {
        this.tools = tools;
        this.findings = findings;
    }

    void check(Node node, Spot at) {
        if (node.kind() instanceof ToolCall call && call.tool() != null) {
            known(call.tool(), at.child("tool"));
        } else if (node.kind() instanceof Agent agent) {
            var seen = new HashSet<String>();
            for (int i = 0; i < agent.tools().size(); i++) {
                String tool = agent.tools().get(i).tool();
                Spot here = at.child("tools").child(i).child("tool");
                if (!seen.add(tool)) {
                    findings.warning(here, "DUPLICATE_TOOL", tool);
                } else {
                    known(tool, here);
                }
            }
        }
    }

    private void known(String tool, Spot at) {
        if (tools != null && !tool.isBlank() && !tools.contains(tool)) {
            findings.warning(at, "UNKNOWN_TOOL", tool, Nearest.question(tool, tools));
        }
    }
}
