package dev.flowbench.engine.event;

import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.flow.Settings;

/** Names that stand in events. They are a contract with journals and programs: add, never change. */
final class EventNames {
    /** One for each record of {@link What}. */
    enum Type {
        RUN_STARTED,
        STEP_STARTED,
        EFFECT_STARTED,
        EFFECT_COMPLETED,
        EFFECT_FAILED,
        OUTPUT_REJECTED,
        SCORED,
        DECIDED,
        CAP_TRIPPED,
        STEP_COMPLETED,
        STEP_SKIPPED,
        STEP_FAILED,
        CANCEL_REQUESTED,
        RUN_FINISHED,
        EFFECT_HELD,
        STATE_WRITTEN,
        APPROVAL_REQUESTED,
        APPROVAL_DECIDED,
        PAUSED,
        CONTINUED,
        SUSPENDED,
        RESUMED,
        STOOD
    }

    static final Words<Type> TYPE = Words.kebab("type", Type.values());
    static final Words<What.Choice> CHOICE = Words.kebab("choice", What.Choice.values());
    static final Words<RunStatus> STATUS = Words.kebab("status", RunStatus.values());
    static final Words<ModelReply.Finish> FINISH = Words.kebab("finish", ModelReply.Finish.values());
    static final Words<ReasoningEffort> EFFORT = Words.kebab("reasoningEffort", ReasoningEffort.values());
    static final Words<Message.Role> ROLE = Words.kebab("role", Message.Role.values());
    static final Words<EffectClass> EFFECT = Words.plain("effect", EffectClass.values());
    static final Words<ErrorCode> CODE = Words.plain("code", ErrorCode.values());

    static final Words<Leave.Reach> REACH = Words.kebab("reach", Leave.Reach.values());
    static final Words<Leave.How> HOW = Words.kebab("how", Leave.How.values());
    static final Words<What.ApprovalRequested.About> ABOUT = Words.kebab("about",
            What.ApprovalRequested.About.values());
    static final Words<What.ApprovalDecided.Verdict> VERDICT = Words.kebab("verdict",
            What.ApprovalDecided.Verdict.values());
    static final Words<Settings.ApprovalPolicy.OnTimeout> ON_TIMEOUT = Words.kebab("onTimeout",
            Settings.ApprovalPolicy.OnTimeout.values());

    private EventNames() {
    }
}
