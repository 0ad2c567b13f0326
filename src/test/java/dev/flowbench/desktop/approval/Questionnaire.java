package dev.flowbench.desktop.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested.About;
import dev.flowbench.flow.Settings;

/** Questions as runs ask them. */
final class Questionnaire {
    private Questionnaire() {
    }

    static What.ApprovalRequested request(String id, About about, JsonNode action, boolean blocking) {
        return new What.ApprovalRequested(id, about, action, "May it?", "", Canonical.sha256(action), blocking, -1,
                Settings.ApprovalPolicy.OnTimeout.DENY);
    }

    static Asked asked(String run, What.ApprovalRequested request, long since, boolean live) {
        return new Asked(run, "Desk", true, "ask", "Ask", "approval", request, since, live, false);
    }

    static Asked asked(About about, JsonNode action) {
        return asked("r1", request("q1", about, action, true), 1, true);
    }
}
