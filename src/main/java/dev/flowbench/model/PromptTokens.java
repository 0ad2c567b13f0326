package dev.flowbench.model;

import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.text.Span;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import dev.flowbench.model.TokenEstimate.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the prompts of a document count as they are written, before anything is filled in: messages and the schema of the
 * answer, or a router's routes. Nothing is called for it. For any thread; see {@link TokenEstimate} for how long it takes.
 */
public final class PromptTokens {
    private final TokenEstimate estimate = new TokenEstimate();

    /**
     * A prompt.
     *
     * @param node id of the node it stands in
     * @param model the model that reads it, {@code openai/gpt-4.1}
     * @param count what it counts there
     */
    public record Prompt(String node, String model, Count count) {}

    /** The prompts of a document in document order; disabled nodes, and those whose model is not declared, have none. */
    public List<Prompt> of(Workflow workflow) {
        var all = new ArrayList<Prompt>();
        collect(workflow.graph(), workflow, all);
        return List.copyOf(all);
    }

    private void collect(Graph graph, Workflow workflow, List<Prompt> all) {
        for (Node node : graph.nodes()) {
            if (node.settings().isDisabled()) continue;
            of(workflow, node).ifPresent(all::add);
            node.kind().children().values().forEach(child -> collect(child, workflow, all));
        }
    }

    /** The prompt of a node itself; empty where it asks no model, or one that is not declared. */
    public Optional<Prompt> of(Workflow workflow, Node node) {
        return switch (node.kind()) {
            case Llm llm -> prompt(workflow, node, llm.model(), said(llm.messages(),
                    llm.output() == null ? List.of() : List.of(llm.output().toString())));
            case Agent agent -> prompt(workflow, node, agent.model(), said(agent.messages(), List.of()));
            case Router router -> prompt(workflow, node, router.model(), routes(router));
            case Approval _,Chain _,Checkpoint _,EvaluatorOptimizer _,Gate _,Handoff _,MapItems _,NoteCard _,Orchestrator _,Parallel _,Recall _,Remember _,Subflow _,ToolCall _,Transform _,UnknownKind _ ->
                Optional.empty();
        };
    }

    private Optional<Prompt> prompt(Workflow workflow, Node node, @Nullable String alias, List<String> texts) {
        @Nullable ModelSpec model = alias == null ? null : workflow.models().get(alias);
        if (model == null) return Optional.empty();
        return Optional.of(new Prompt(node.id(), model.provider() + "/" + model.model(),
                estimate.of(model.provider(), model.model(), texts)));
    }

    private static List<String> said(List<Message> messages, List<String> more) {
        var all = new ArrayList<String>();
        messages.forEach(message -> all.add(written(message.text().text())));
        all.addAll(more);
        return all;
    }

    private static List<String> routes(Router router) {
        var all = new ArrayList<String>();
        if (router.instructions() != null) all.add(written(router.instructions().text()));
        for (Router.Route route : router.routes()) {
            all.add(route.description() == null ? route.id() : route.id() + ": " + route.description());
        }
        return all;
    }

    /** What stands there beside the tags. */
    private static String written(String template) {
        List<Span> tags;
        try {
            tags = Template.parse(template).spans();
        } catch (TextException _) {
            // While it is being typed: the tag that is not closed counts as text.
            return template;
        }
        var text = new StringBuilder();
        int at = 0;
        for (Span tag : tags) {
            text.append(template, at, tag.start());
            at = tag.end();
        }
        return text.append(template, at, template.length()).toString();
    }
}
