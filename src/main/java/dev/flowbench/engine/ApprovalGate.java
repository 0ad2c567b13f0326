package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Settings.ApprovalPolicy;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Asks a person before something is done, where the policy says so. One for nodes, tools, and an agent's use of a tool. */
final class ApprovalGate {
    /** What a step costs at most is not known. */
    static final long UNKNOWN_COST = -1;

    private final RunState run;
    private final Familiar familiar;

    ApprovalGate(RunState run) {
        this.run = run;
        this.familiar = new Familiar(run.memory, run.workflow);
    }

    /**
     * What is about to be done.
     *
     * @param about what it is about
     * @param action what happens on approval, exactly
     * @param inputs the inputs of the step, by which the policy knows its confidence and what it has seen before
     * @param effect the strongest effect it may have
     * @param nanoUsd what it costs at most; {@link #UNKNOWN_COST} where nobody knows
     * @param question what the person is asked
     */
    record Deed(
            ApprovalRequested.About about,
            JsonNode action,
            Map<String, JsonNode> inputs,
            EffectClass effect,
            long nanoUsd,
            String question) {}

    /**
     * Asks where the policy says so, and waits for the answer unless it is for later review.
     *
     * @param policy null to ask nobody
     * @return the action as it was approved: itself, or as the person left it. Its canonical bytes are those that were
     *     approved; whoever does it holds what is sent against them
     * @throws CallFailed denied, if a person said no or nobody answered in time
     * @throws Stop if the scope is cancelled meanwhile
     */
    JsonNode before(Where where, Scope scope, @Nullable ApprovalPolicy policy, Deed deed) throws CallFailed {
        return before(where, scope, policy, deed, null);
    }

    /**
     * The same where a person must be asked, whatever the policy says.
     *
     * @param because why, for people; null where only the policy decides
     */
    JsonNode before(Where where, Scope scope, @Nullable ApprovalPolicy policy, Deed deed, @Nullable String because)
            throws CallFailed {
        @Nullable ApprovalRequested known = run.approvals.known(where);
        @Nullable String reason = known != null ? known.reason() : reason(where, policy, deed, because);
        if (reason == null) {
            return deed.action();
        }
        boolean blocking = known != null
                ? known.blocking()
                : because != null || policy != null && !Boolean.FALSE.equals(policy.blocking());
        ApprovalRequested request = run.approvals.request(where, deed.about(), deed.action(), deed.question(), reason,
                blocking, policy == null ? null : policy.timeLimit(), policy == null ? null : policy.onTimeout());
        ApprovalDecided decision = run.approvals.ask(where, scope, request);
        return switch (decision.verdict()) {
            case APPROVE, EDIT, HAPPENED -> {
                if (policy != null && Boolean.TRUE.equals(policy.unfamiliar())) {
                    familiar.remember(String.valueOf(where.node()), Familiar.form(deed.inputs()),
                            run.scheduler.epochMicros());
                }
                yield Approvals.approved(request, decision);
            }
            case REJECT, TIMED_OUT, ESCALATE -> throw new CallFailed(denied(where, deed, decision));
        };
    }

    private @Nullable String reason(Where where, @Nullable ApprovalPolicy policy, Deed deed, @Nullable String because) {
        @Nullable String own = policy == null ? null : reason(where, policy, deed);
        return because == null ? own : own == null ? because : because + ' ' + own;
    }

    private static RunError denied(Where where, Deed deed, ApprovalDecided decision) {
        String message = decision.verdict() == ApprovalDecided.Verdict.TIMED_OUT
                ? Texts.text("error.nobodyDecided", deed.question())
                : Texts.text("error.denied", decision.person().isEmpty() ? "?" : decision.person(), deed.question(),
                        decision.comment());
        return new RunError(ErrorCode.DENIED, message.strip(), Texts.text("wayOut.denied"), where.node(),
                where.attempt(), null, -1);
    }

    /** Why the policy asks, for people; null where it does not. What is set are alternatives. */
    @Nullable String reason(Where where, ApprovalPolicy policy, Deed deed) {
        if (run.approvals.wentBy(where)) {
            return null;
        }
        if (Boolean.TRUE.equals(policy.always())) {
            return Texts.text("approval.always");
        }
        if (policy.confidenceBelow() != null) {
            OptionalDouble confidence = confidence(deed.inputs());
            if (confidence.isPresent() && confidence.getAsDouble() < policy.confidenceBelow().asDouble()) {
                return Texts.text("approval.confidence", confidence.getAsDouble(), policy.confidenceBelow().text());
            }
        }
        if (policy.costAboveUsd() != null) {
            BigDecimal limit = policy.costAboveUsd().value();
            if (deed.nanoUsd() == UNKNOWN_COST) {
                return Texts.text("approval.costUnknown", limit.toPlainString());
            }
            BigDecimal cost = BigDecimal.valueOf(deed.nanoUsd(), 9).stripTrailingZeros();
            if (cost.compareTo(limit) > 0) {
                return Texts.text("approval.cost", cost.toPlainString(), limit.toPlainString());
            }
        }
        if (policy.effects().contains(deed.effect())) {
            return Texts.text("approval.effect." + deed.effect());
        }
        String node = String.valueOf(where.node());
        if (Boolean.TRUE.equals(policy.unfamiliar()) && !familiar.knows(node, Familiar.form(deed.inputs()))) {
            return Texts.text("approval.unfamiliar");
        }
        if (policy.samplePerDay() != null
                && familiar.sample(node, policy.samplePerDay(), run.scheduler.epochMicros())) {
            return Texts.text("approval.sample", policy.samplePerDay());
        }
        return null;
    }

    /** The lowest confidence that an input names: a number called so, or such a field of a structured value. */
    private static OptionalDouble confidence(Map<String, JsonNode> inputs) {
        return inputs.entrySet().stream()
                .flatMapToDouble(input -> input.getKey().equals("confidence") && input.getValue().isNumber()
                        ? DoubleStream.of(input.getValue().asDouble())
                        : StreamSupport.stream(input.getValue().findValues("confidence").spliterator(), false)
                                .filter(JsonNode::isNumber).mapToDouble(JsonNode::asDouble))
                .min();
    }

    /** Whether what is about to be sent is what was approved, byte for byte. */
    static boolean same(JsonNode approved, JsonNode sent) {
        return Canonical.sha256(approved).equals(Canonical.sha256(sent));
    }
}
