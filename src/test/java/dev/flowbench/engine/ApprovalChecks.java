package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.What.ApprovalRequested.About;
import dev.flowbench.engine.event.Where;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds of every question to a person, of its answer, and of what is done because of it. */
final class ApprovalChecks {
    private static final String DENIED = "";

    private record Asked(long at, String stepKey, ApprovalRequested request) {}

    private final Set<String> ids = new HashSet<>();
    private final Map<String, Asked> open = new HashMap<>();
    /** By step: the hash of what may be done in it; none of what must not. */
    private final Map<String, String> allowed = new HashMap<>();
    private boolean resumed;

    /** Clocks of different processes say nothing of how long somebody had. */
    void resumed() {
        resumed = true;
    }

    void asked(long at, Where where, ApprovalRequested request) {
        that(ids.add(request.id()), "the id of a request is repeated");
        that(request.id().startsWith(where.stepKey() + "?"), "a request of another step");
        that(request.sha256().equals(Canonical.sha256(request.action())), "the hash of other bytes");
        open.put(request.id(), new Asked(at, where.stepKey(), request));
        if (request.about() != About.FAULT && request.about() != About.VALUE) {
            allowed.put(where.stepKey(), request.blocking() ? DENIED : request.sha256());
        }
    }

    void decided(long at, ApprovalDecided decided) {
        @Nullable Asked asked = open.get(decided.id());
        that(asked != null, "decided on what is not open");
        if (asked == null) {
            return;
        }
        ApprovalRequested request = asked.request();
        @Nullable JsonNode value = decided.value();
        boolean edit = decided.verdict() == Verdict.EDIT;
        that(decided.sha256().equals(edit && value != null ? Canonical.sha256(value) : request.sha256()),
                "decided on other bytes");
        if (decided.verdict() == Verdict.TIMED_OUT || decided.verdict() == Verdict.ESCALATE) {
            that(request.limitMillis() >= 0 && (resumed || at - asked.at() >= request.limitMillis() * 1_000),
                    "the time was not over");
        }
        if (decided.verdict() == Verdict.ESCALATE) {
            open.put(decided.id(), new Asked(at, asked.stepKey(), request));
            return;
        }
        open.remove(decided.id());
        if (!request.blocking() || request.about() == About.VALUE) {
            return;
        }
        boolean may = edit || decided.verdict() == Verdict.APPROVE;
        if (request.about() == About.FAULT) {
            if (may) {
                // It is tried again, and whoever must be asked is asked again.
                allowed.remove(asked.stepKey());
            }
        } else {
            allowed.put(asked.stepKey(), may ? decided.sha256() : DENIED);
        }
    }

    /** @param must whether a person must have been asked */
    void begins(Where where, What.EffectStarted effect, boolean must) {
        @Nullable String hash = allowed.get(where.stepKey());
        that(hash != null || !must, "done without asking");
        that(!DENIED.equals(hash), "done though nobody allowed it");
        if (hash != null && effect.request() instanceof ToolRequest request) {
            that(hash.equals(Canonical.sha256(ToolCalls.action(request))), "done is not what was allowed");
        }
    }

    private static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
