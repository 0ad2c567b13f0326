package dev.flowbench.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a node does, with everything parsed. One record per kind that runs. */
public sealed interface Work {

    /**
     * A model under its alias, with the models that stand in for it.
     *
     * @param cached whether an answer to the very same request may be taken from an earlier run
     */
    record ModelUse(String alias, List<Candidate> candidates, boolean cached) {}

    /** One model that may answer. */
    record Candidate(String alias, ModelSpec spec) {}

    /** A message with its template parsed. */
    record Part(Message.Role role, Template text, List<Expression> images) {
        public Part {
            images = List.copyOf(images);
        }
    }

    record LlmWork(Llm kind, ModelUse model, List<Part> messages, @Nullable JsonSchema schema) implements Work {}

    /** Exactly one of the two is not null. */
    record TransformWork(Transform kind, @Nullable Template template, @Nullable Expression expression)
            implements
                Work {}

    record GateWork(Gate kind, Expression condition, @Nullable Template endWith) implements Work {}

    /**
     * @param rules by route; null for a route without one
     * @param answer schema of what a model answers
     */
    record RouterWork(
            Router kind,
            List<@Nullable Expression> rules,
            @Nullable ModelUse model,
            @Nullable Template instructions,
            JsonNode answer,
            JsonSchema answerSchema,
            @Nullable GraphPlan classifier)
            implements
                Work {
        public RouterWork {
            rules = Collections.unmodifiableList(new ArrayList<>(rules));
        }
    }

    record ChainWork(Chain kind, GraphPlan body) implements Work {}

    /** @param branches plans by branch, in order */
    record ParallelWork(
            Parallel kind, List<GraphPlan> branches, @Nullable Expression voteBy, @Nullable GraphPlan aggregator)
            implements
                Work {}

    record EvaluatorOptimizerWork(EvaluatorOptimizer kind, GraphPlan generator, GraphPlan evaluator)
            implements
                Work {}

    /** @param key names an item in place of its index; null for the index */
    record MapWork(MapItems kind, GraphPlan body, @Nullable Expression key) implements Work {}

    /** @param workers plans by worker, in order */
    record OrchestratorWork(
            Orchestrator kind,
            GraphPlan planner,
            List<GraphPlan> workers,
            GraphPlan synthesizer,
            @Nullable GraphPlan fallback)
            implements
                Work {}

    /** @param tiers plans by tier, in order */
    record HandoffWork(Handoff kind, List<GraphPlan> tiers) implements Work {}

    /** @param tools its tools, by name */
    record AgentWork(
            Agent kind,
            ModelUse model,
            List<Part> messages,
            @Nullable GraphPlan planner,
            @Nullable GraphPlan evaluator,
            Map<String, UsedTool> tools)
            implements
                Work {}

    /** @param arguments by name */
    record ToolWork(ToolCall kind, Map<String, Template> arguments, UsedTool tool) implements Work {
        /** Whether a call of it has steps in it. */
        public boolean hasSteps() {
            return tool.called() != null || tool.fallback() != null;
        }
    }

    /**
     * A tool with what its declaration says of every call.
     *
     * @param name as nodes name it
     * @param called the workflow that it is; null for a tool of the machine or of a server
     * @param timeout cap on the time of one call; null for none of its own
     * @param retry how failures of the network are tried again; null for what calls it
     * @param fallback what is called in its place where it fails; null for nothing
     */
    record UsedTool(
            String name,
            @Nullable Called called,
            @Nullable Duration timeout,
            Settings.@Nullable Retry retry,
            @Nullable UsedTool fallback) {}

    /**
     * Another workflow that is called as a tool: it runs in the same run, as a frame in the step of the call.
     *
     * @param name of the tool
     * @param declaration what the document says of it
     * @param workflow the other document
     * @param node the frame it runs as; its id is that of the node that calls it, a dot, and the name of the tool
     * @param tools names of all tools that it may call, those of documents that it uses in turn included
     * @param effect the strongest effect it may have without those
     */
    record Called(String name, ToolDeclaration declaration, Workflow workflow, NodePlan node, Set<String> tools,
            EffectClass effect) {
        public Called {
            tools = Set.copyOf(tools);
        }
    }

    /** @param question null for the usual one */
    record ApprovalWork(Approval kind, @Nullable Template question) implements Work {}

    record CheckpointWork(Checkpoint kind, Validation rules) implements Work {}

    /** @param scope whose memory: what the node names, else the id of its document */
    record RecallWork(Recall kind, Template query, String scope) implements Work {}

    /** @param scope whose memory: what the node names, else the id of its document */
    record RememberWork(Remember kind, Template text, String scope) implements Work {}

    /**
     * @param workflow the other document
     * @param graph its plan; the ids of its nodes begin with that of the subflow's own node and a dot
     * @param inputs what its inputs must satisfy; null for anything
     */
    record SubflowWork(Subflow kind, Workflow workflow, GraphPlan graph, @Nullable JsonSchema inputs)
            implements
                Work {}
}
