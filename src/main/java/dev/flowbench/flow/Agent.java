package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that calls tools until the task is done.
 *
 * @param model alias of the model
 * @param messages the prompt; its template names are input ports
 * @param tools the tools it may call
 * @param maxSteps cap on model turns and tool calls
 * @param maxToolCalls cap on tool calls
 * @param maxContextTokens cap on the context
 * @param maxOutputTokens cap on one answer
 * @param whenFull what leaves the context first
 * @param planner makes a plan first
 * @param evaluator judges the draft
 */
@Declares(kind = "agent", group = Declares.Group.PATTERN, effect = EffectClass.MODEL)
public record Agent(
        @Field(required = true, editor = Editor.MODEL) @Nullable String model,
        @Field(required = true) List<Message> messages,
        List<AgentTool> tools,
        @Field(required = true, cap = true, unit = Unit.STEPS, min = 1, byDefault = "12") @Nullable Integer maxSteps,
        @Field(required = true, cap = true, unit = Unit.CALLS, min = 0, byDefault = "8") @Nullable Integer maxToolCalls,
        @Field(required = true, cap = true, unit = Unit.TOKENS, min = 1, byDefault = "16000") @Nullable Integer maxContextTokens,
        @Field(required = true, cap = true, unit = Unit.TOKENS, min = 1, byDefault = "1000") @Nullable Integer maxOutputTokens,
        @Nullable WhenFull whenFull,
        @Child(gives = {
            "task", "observation", "draft"}, required = false) @Nullable Graph planner,
        @Child(gives = {"task", "observation", "draft"}, required = false) @Nullable Graph evaluator)
        implements
            Kind {

    /**
     * A tool the agent may call.
     *
     * @param tool its name
     * @param config what the tool needs beside its arguments, which the model cannot change; null for nothing
     * @param approval when a person is asked first
     */
    public record AgentTool(
            @Field(required = true, editor = Editor.TOOL) String tool,
            @Nullable JsonNode config,
            Settings.@Nullable ApprovalPolicy approval,
            Extras extras) {}

    /** What leaves the context when it is full. */
    public enum WhenFull {
        DROP_OLDEST,
        KEEP_FIELDS,
        SUMMARISE
    }

    public Agent {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(
                Port.required(RESULT, Port.Type.ANY),
                Port.required("status", Port.Type.TEXT),
                Port.required("steps", Port.Type.STRUCTURED));
    }
}
