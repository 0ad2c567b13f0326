package dev.flowbench.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.Texts;
import dev.flowbench.engine.plan.Work.Candidate;
import dev.flowbench.engine.plan.Work.ModelUse;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.StateConflicts;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a document ready to run. Time and space grow with its size only; it recurses with the depth of frames only. */
public final class Planner {
    private static final String STATE = dev.flowbench.flow.text.Names.STATE + ".";
    private static final List<String> MAIN_RESULT = List.of(Kind.RESULT);
    private static final int[] NO_SUCCESSORS = {};

    private final Workflow workflow;
    private final Map<String, ModelUse> models = new HashMap<>();
    private final Map<String, Template> templates = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    /** How many votes are around what is planned: a vote asks anew each time. */
    private int votes;

    private final StatePlan state;

    /** What stands before the ids of its nodes; empty for the document that is run itself. */
    private final String prefix;
    private final OtherFiles files;

    private Planner(Workflow workflow, String prefix, OtherFiles files) throws PlanException {
        this.workflow = workflow;
        this.prefix = prefix;
        this.files = files;
        this.state = StatePlan.of(workflow);
    }

    /**
     * Plans a workflow.
     *
     * @throws PlanException naming the node and the mistake, where the document cannot run
     */
    public static GraphPlan plan(Workflow workflow) throws PlanException {
        return plan(workflow, Map.of());
    }

    /**
     * Plans a workflow that uses others.
     *
     * @param documents the others, by path from the folder of the first
     * @throws PlanException naming the node and the mistake, where one of the documents cannot run
     */
    public static GraphPlan plan(Workflow workflow, Map<String, Workflow> documents) throws PlanException {
        return new Planner(workflow, "", new OtherFiles(documents, "", List.of(), new AtomicInteger())).plan();
    }

    private GraphPlan plan() throws PlanException {
        GraphPlan plan = graph(workflow.graph());
        List<StateConflicts.Conflict> conflicts = StateConflicts.of(workflow);
        if (!conflicts.isEmpty()) {
            StateConflicts.Conflict first = conflicts.getFirst();
            throw new PlanException(first.other(),
                    Texts.text("plan.stateConflict", first.field(), first.one(), first.other()));
        }
        return plan;
    }

    private GraphPlan graph(Graph graph) throws PlanException {
        var index = new HashMap<String, Integer>();
        var live = new ArrayList<Node>(graph.nodes().size());
        Fallbacks fallbacks = Fallbacks.of(graph);
        for (Node node : graph.nodes()) {
            if (!(node.kind() instanceof NoteCard) && fallbacks.isFallback(node)) {
                if (!ids.add(node.id())) {
                    throw new PlanException(node.id(), Texts.text("plan.duplicate", node.id()));
                }
            } else if (!(node.kind() instanceof NoteCard)) {
                index.put(node.id(), live.size());
                if (!ids.add(node.id())) {
                    throw new PlanException(node.id(), Texts.text("plan.duplicate", node.id()));
                }
                live.add(node);
            }
        }
        var into = new ArrayList<Map<String, List<Source>>>(Collections.nCopies(live.size(), Map.of()));
        var outlets = new LinkedHashMap<String, List<Source>>();
        var successors = new ArrayList<List<Integer>>(Collections.nCopies(live.size(), List.of()));
        int[] waits = new int[live.size()];
        for (Wire wire : graph.wires()) {
            int from = wire.from().equals(Graph.IN) ? Source.EDGE : place(index, wire.from(), wire);
            var source = new Source(from, wire.port(), wire.path(), wire);
            if (wire.to().equals(Graph.OUT)) {
                outlets.computeIfAbsent(wire.toPort(), _ -> new ArrayList<>(1)).add(source);
                continue;
            }
            int to = place(index, wire.to(), wire);
            own(into, to, LinkedHashMap::new).computeIfAbsent(wire.toPort(), _ -> new ArrayList<>(1)).add(source);
            if (from != Source.EDGE) {
                own(successors, from, () -> new ArrayList<>(1)).add(to);
                waits[to]++;
            }
        }
        refuseCycles(live, successors, waits);
        var nodes = new ArrayList<NodePlan>(live.size());
        for (int i = 0; i < live.size(); i++) {
            nodes.add(node(live.get(i), i, into.get(i), successors.get(i), waits[i], fallbacks));
        }
        return new GraphPlan(List.copyOf(nodes), ports(outlets), sink(nodes, outlets), state);
    }

    /** The collection at that place, made when it is first written to: most nodes have none or one of each. */
    private static <C> C own(List<C> all, int index, Supplier<C> fresh) {
        C now = all.get(index);
        if (now instanceof LinkedHashMap || now instanceof ArrayList) {
            return now;
        }
        C made = fresh.get();
        all.set(index, made);
        return made;
    }

    private static int place(Map<String, Integer> index, String id, Wire wire) throws PlanException {
        @Nullable Integer place = index.get(id);
        if (place == null) {
            throw new PlanException(id, Texts.text("plan.dangling", wire, id));
        }
        return place;
    }

    private static List<PortPlan> ports(Map<String, List<Source>> outlets) {
        if (outlets.isEmpty()) {
            return List.of();
        }
        return outlets.entrySet().stream()
                .map(outlet -> new PortPlan(outlet.getKey(), false, List.copyOf(outlet.getValue())))
                .toList();
    }

    private static int sink(List<NodePlan> nodes, Map<String, List<Source>> outlets) {
        if (!outlets.isEmpty()) {
            return -1;
        }
        int sink = -1;
        for (NodePlan node : nodes) {
            if (node.successors().length == 0) {
                if (sink >= 0) {
                    return -1;
                }
                sink = node.index();
            }
        }
        return sink;
    }

    private static void refuseCycles(List<Node> nodes, List<List<Integer>> successors, int[] waits)
            throws PlanException {
        int[] left = waits.clone();
        int[] order = new int[nodes.size()];
        int end = 0;
        for (int i = 0; i < left.length; i++) {
            if (left[i] == 0) {
                order[end++] = i;
            }
        }
        for (int at = 0; at < end; at++) {
            for (int next : successors.get(order[at])) {
                if (--left[next] == 0) {
                    order[end++] = next;
                }
            }
        }
        if (end < nodes.size()) {
            for (int i = 0; i < left.length; i++) {
                if (left[i] > 0) {
                    throw new PlanException(nodes.get(i).id(), Texts.text("plan.cycle", nodes.get(i).id()));
                }
            }
        }
    }

    private NodePlan node(
            Node node, int index, Map<String, List<Source>> wired, List<Integer> successors, int waits,
            Fallbacks fallbacks)
            throws PlanException {
        var names = new Names(node);
        Work work = work(node, names, fallbacks);
        Validation validation = validation(node, names);
        List<StatePlan.Write> writes = writes(node, names);
        List<Rung> ladder = ladder(node, names, fallbacks);
        var ports = new ArrayList<PortPlan>();
        names.required.forEach((name, required) -> {
            @Nullable List<Source> sources = wired.get(name);
            ports.add(new PortPlan(name, required, sources != null
                    ? List.copyOf(sources)
                    : List.of(new Source(Source.EDGE, name, List.of(), new Wire(Graph.IN, name, node.id(), name)))));
        });
        wired.forEach((name, sources) -> {
            if (!name.equals(Wire.WHEN) && !names.required.containsKey(name)) {
                ports.add(new PortPlan(name, node.kind().isFrame(), List.copyOf(sources)));
            }
        });
        return new NodePlan(told(node, work), index, List.copyOf(ports),
                List.copyOf(wired.getOrDefault(Wire.WHEN, List.of())),
                successors.isEmpty() ? NO_SUCCESSORS : successors.stream().mapToInt(Integer::intValue).toArray(), waits,
                mainOutput(node.kind()), work,
                hasEffects(work) || node.settings().approval() != null || hasEffects(ladder), validation, writes,
                ladder);
    }

    private List<StatePlan.Write> writes(Node node, Names names) throws PlanException {
        for (String field : node.settings().reads()) {
            declared(node, field);
        }
        var writes = new ArrayList<StatePlan.Write>();
        for (Map.Entry<String, ExpressionSource> write : node.settings().writes().entrySet()) {
            declared(node, write.getKey());
            writes.add(new StatePlan.Write(write.getKey(),
                    names.expression(write.getValue(), Set.of(Kind.RESULT, Kind.VALUE))));
        }
        return List.copyOf(writes);
    }

    private void declared(Node node, String field) throws PlanException {
        if (!state.fields().containsKey(field)) {
            throw new PlanException(node.id(), Texts.text("plan.noState", node.displayTitle(), field));
        }
    }

    private List<Rung> ladder(Node node, Names names, Fallbacks fallbacks) throws PlanException {
        var ladder = new ArrayList<Rung>();
        for (Settings.Recovery recovery : node.settings().onFailure()) {
            @Nullable TemplateSource prompt = recovery.action() == Settings.Recovery.Action.SIMPLIFIED_PROMPT
                    ? need(node, recovery.prompt(), "onFailure.prompt")
                    : null;
            @Nullable NodePlan standIn = null;
            if (recovery.action() == Settings.Recovery.Action.FALLBACK_NODE) {
                Node other = fallbacks.enter(node, need(node, recovery.node(), "onFailure.node"));
                standIn = node(other, -1, Map.of(), List.of(), 0, fallbacks);
                fallbacks.leave(other);
            }
            ladder.add(new Rung(recovery,
                    prompt == null ? null : new Work.Part(Message.Role.USER, names.perhaps(prompt), List.of()),
                    standIn));
        }
        return ladder;
    }

    private static boolean hasEffects(List<Rung> ladder) {
        return ladder.stream().anyMatch(rung -> rung.action() == Settings.Recovery.Action.PERSON
                || rung.node() != null && rung.node().effects());
    }

    /** The ports that may stand for a node's result: the one named so, else those of which one is taken. */
    private static List<String> mainOutput(Kind kind) {
        var names = new ArrayList<String>(2);
        for (Port port : kind.outputs()) {
            if (port.name().equals(Kind.RESULT)) {
                return MAIN_RESULT;
            }
            if (!(kind instanceof Router && port.name().equals(Router.CHOICE))) {
                names.add(port.name());
            }
        }
        return List.copyOf(names);
    }

    /** Collects the names that a node's texts take, in order of first use. */
    private final class Names {
        final Node node;
        final Map<String, Boolean> required = new LinkedHashMap<>();

        Names(Node node) {
            this.node = node;
            node.kind().inputs().forEach(port -> required.put(port.name(), port.required()));
        }

        Template template(TemplateSource source, Set<String> given) throws PlanException {
            try {
                @Nullable Template template = templates.get(source.text());
                if (template == null) {
                    template = Template.parse(source.text());
                    templates.put(source.text(), template);
                }
                add(template.names(), template.required(), given);
                return template;
            } catch (TextException e) {
                throw new PlanException(node.id(), Texts.text("plan.text", node.displayTitle(), e.getMessage()));
            }
        }

        Expression expression(ExpressionSource source, Set<String> given) throws PlanException {
            try {
                Expression expression = Expression.parse(source.text());
                add(expression.names(), expression.required(), given);
                return expression;
            } catch (TextException e) {
                throw new PlanException(node.id(), Texts.text("plan.text", node.displayTitle(), e.getMessage()));
            }
        }

        /** A template that may never be needed: what it names may be missing. */
        Template perhaps(TemplateSource source) throws PlanException {
            try {
                Template template = Template.parse(source.text());
                add(template.names(), Set.of(), Set.of());
                return template;
            } catch (TextException e) {
                throw new PlanException(node.id(), Texts.text("plan.text", node.displayTitle(), e.getMessage()));
            }
        }

        private void add(Set<String> names, Set<String> needed, Set<String> given) throws PlanException {
            for (String name : names) {
                if (name.startsWith(STATE)) {
                    if (!node.settings().reads().contains(name.substring(STATE.length()))) {
                        throw new PlanException(node.id(),
                                Texts.text("plan.stateNotRead", node.displayTitle(), name));
                    }
                } else if (!given.contains(name)) {
                    required.merge(name, needed.contains(name), Boolean::logicalOr);
                }
            }
        }
    }

    private Work work(Node node, Names names, Fallbacks fallbacks) throws PlanException {
        return switch (node.kind()) {
            case Llm llm -> llm(node, llm, names);
            case Transform transform -> transform(node, transform, names);
            case Gate gate -> new Work.GateWork(gate,
                    names.expression(need(node, gate.condition(), "condition"), Set.of()),
                    gate.endWith() == null ? null : names.template(gate.endWith(), Set.of()));
            case Router router -> router(node, router, names);
            case Chain chain -> new Work.ChainWork(chain, graph(need(node, chain.body(), "body")));
            case Parallel parallel -> parallel(node, parallel, names);
            case EvaluatorOptimizer loop -> new Work.EvaluatorOptimizerWork(loop,
                    graph(need(node, loop.generator(), "generator")),
                    graph(need(node, loop.evaluator(), "evaluator")));
            case MapItems map -> map(node, map, names);
            case Orchestrator orchestrator -> orchestrator(node, orchestrator);
            case Handoff handoff -> new Work.HandoffWork(handoff, branches(node, handoff.tiers(), "tiers"));
            case Agent agent -> agent(node, agent, names, fallbacks);
            case ToolCall tool -> tool(node, tool, names, fallbacks);
            case Approval approval -> new Work.ApprovalWork(approval,
                    approval.question() == null ? null : names.template(approval.question(), Set.of()));
            case Checkpoint checkpoint -> new Work.CheckpointWork(checkpoint,
                    rules(node, checkpoint.schema(), checkpoint.rules(), names));
            case Recall recall -> new Work.RecallWork(recall,
                    names.template(need(node, recall.query(), "query"), Set.of()), recall.scopeIn(workflow));
            case Remember remember -> new Work.RememberWork(remember,
                    names.template(need(node, remember.text(), "text"), Set.of()), remember.scopeIn(workflow));
            case Subflow subflow -> subflow(node, subflow);
            case NoteCard _,UnknownKind _ ->
                throw new PlanException(node.id(),
                        Texts.text("plan.unknown", node.displayTitle(), node.kind().kindName()));
        };
    }

    private Work llm(Node node, Llm llm, Names names) throws PlanException {
        return new Work.LlmWork(llm, model(node, need(node, llm.model(), "model")),
                messages(node, llm.messages(), names),
                llm.output() == null ? null : schema(node, llm.output()));
    }

    private static List<Work.Part> messages(Node node, List<Message> messages, Names names) throws PlanException {
        var parts = new ArrayList<Work.Part>();
        for (Message message : messages) {
            var images = new ArrayList<Expression>();
            for (ExpressionSource image : message.images()) {
                images.add(names.expression(image, Set.of()));
            }
            parts.add(new Work.Part(message.role(), names.template(message.text(), Set.of()), images));
        }
        if (parts.isEmpty()) {
            throw new PlanException(node.id(), Texts.text("plan.missing", node.displayTitle(), "messages"));
        }
        return List.copyOf(parts);
    }

    private Work map(Node node, MapItems map, Names names) throws PlanException {
        return new Work.MapWork(map, graph(need(node, map.body(), "body")),
                map.itemKey() == null ? null : names.expression(map.itemKey(), Set.of("item", "index")));
    }

    private Work orchestrator(Node node, Orchestrator orchestrator) throws PlanException {
        return new Work.OrchestratorWork(orchestrator, graph(need(node, orchestrator.planner(), "planner")),
                branches(node, orchestrator.workers(), "workers"),
                graph(need(node, orchestrator.synthesizer(), "synthesizer")), slot(orchestrator.fallback()));
    }

    private Work agent(Node node, Agent agent, Names names, Fallbacks fallbacks) throws PlanException {
        var tools = new LinkedHashMap<String, Work.UsedTool>();
        for (Agent.AgentTool tool : agent.tools()) {
            tools.put(tool.tool(), used(node, tool.tool(), fallbacks));
        }
        return new Work.AgentWork(agent, model(node, need(node, agent.model(), "model")),
                messages(node, agent.messages(), names), slot(agent.planner()), slot(agent.evaluator()),
                Collections.unmodifiableMap(tools));
    }

    /** A tool, with those that are called in its place. */
    private Work.UsedTool used(Node node, String name, Fallbacks fallbacks) throws PlanException {
        Work.@Nullable UsedTool next = null;
        for (String one : workflow.withFallbacks(name).reversed()) {
            @Nullable ToolDeclaration declared = workflow.tools().get(one);
            next = new Work.UsedTool(one, called(node, one, fallbacks), declared == null ? null : declared.timeout(),
                    declared == null ? null : declared.retry(), next);
        }
        return Objects.requireNonNull(next);
    }

    /** The workflow that a tool is; null where it is something else. */
    private Work.@Nullable Called called(Node node, String name, Fallbacks fallbacks) throws PlanException {
        @Nullable ToolDeclaration declared = workflow.tools().get(name);
        if (declared == null || declared.subflow() == null || declared.http() != null || declared.mcp() != null) {
            return null;
        }
        var subflow = new Subflow(declared.subflow().file(), declared.subflow().hash(), List.of(), null);
        // Its time is the declaration's; what else a node may say is said by the node that calls it.
        var settings = new Settings(name, null, null, declared.timeout(), null, null, List.of(), List.of(), Map.of(),
                null, null);
        var frame = new Node(node.id() + '.' + name, subflow, settings, Extras.NONE);
        NodePlan plan = node(frame, -1, Map.of(), List.of(), 0, fallbacks);
        OtherFiles.Found other = files.find(frame, subflow, declared.subflow().file());
        var use = new ToolUses();
        use.of(other.workflow(), other.files());
        return new Work.Called(name, declared, other.workflow(), plan, use.tools, use.effect);
    }

    /** What a document may do to the world. Only for documents that were planned: they do not contain themselves. */
    private static final class ToolUses {
        final Set<String> tools = new LinkedHashSet<>();
        final Set<String> seen = new HashSet<>();
        EffectClass effect = EffectClass.PURE;

        void of(Workflow in, OtherFiles files) throws PlanException {
            var nodes = new ArrayList<Node>();
            in.graph().forEach(nodes::add);
            for (Node node : nodes) {
                switch (node.kind()) {
                    case ToolCall call when call.tool() != null -> tool(node, call.tool(), in, files);
                    case Agent agent -> {
                        for (Agent.AgentTool tool : agent.tools()) {
                            tool(node, tool.tool(), in, files);
                        }
                        atLeast(EffectClass.MODEL);
                    }
                    case Subflow subflow when subflow.file() != null -> file(node, subflow, files);
                    default -> {
                        if (!(node.kind() instanceof UnknownKind)) {
                            atLeast(Shape.of(node.kind()).effect());
                        }
                    }
                }
            }
        }

        private void tool(Node node, String tool, Workflow in, OtherFiles files) throws PlanException {
            for (String name : in.withFallbacks(tool)) {
                @Nullable ToolDeclaration declared = in.tools().get(name);
                if (declared == null || declared.subflow() == null) {
                    tools.add(name);
                } else {
                    if (declared.effect() != null) {
                        atLeast(declared.effect());
                    }
                    file(node, new Subflow(declared.subflow().file(), null, List.of(), null), files);
                }
            }
        }

        private void file(Node node, Subflow subflow, OtherFiles files) throws PlanException {
            OtherFiles.Found other = files.find(node, subflow, String.valueOf(subflow.file()));
            if (seen.add(other.files().here())) {
                of(other.workflow(), other.files());
            }
        }

        private void atLeast(EffectClass other) {
            effect = other.compareTo(effect) > 0 ? other : effect;
        }
    }

    private Work tool(Node node, ToolCall tool, Names names, Fallbacks fallbacks) throws PlanException {
        String name = need(node, tool.tool(), "tool");
        var arguments = new LinkedHashMap<String, Template>();
        for (var argument : tool.arguments().entrySet()) {
            arguments.put(argument.getKey(), names.template(argument.getValue(), Set.of()));
        }
        return new Work.ToolWork(tool, Collections.unmodifiableMap(arguments), used(node, name, fallbacks));
    }

    private Work subflow(Node node, Subflow subflow) throws PlanException {
        String file = need(node, subflow.file(), "file");
        OtherFiles.Found other = files.enter(node, subflow, file);
        try {
            GraphPlan graph = new Planner(other.workflow(), prefix + node.id() + '.', other.files()).plan();
            return new Work.SubflowWork(subflow, other.workflow(), graph, other.workflow().inputs() == null
                    ? null
                    : schema(node, other.workflow().inputs()));
        } catch (PlanException e) {
            throw new PlanException(node.id(),
                    e.node().isEmpty() || e.node().equals(node.id())
                            ? e.getMessage()
                            : Texts.text("plan.inFile", file, e.getMessage()));
        }
    }

    /** The node as it is told of: in another document under an id that no node of the first has. */
    private Node told(Node node, Work work) {
        Node told = prefix.isEmpty() ? node : node.withId(prefix + node.id());
        return work instanceof Work.SubflowWork other && other.workflow().budget() != null
                ? told.with(told.settings()
                        .withBudget(OtherFiles.both(told.settings().budget(), other.workflow().budget())))
                : told;
    }

    /** The plan of a slot that may be empty. */
    private @Nullable GraphPlan slot(@Nullable Graph graph) throws PlanException {
        return graph == null || graph.isEmpty() ? null : graph(graph);
    }

    private Work transform(Node node, Transform transform, Names names) throws PlanException {
        if (transform.template() != null) {
            return new Work.TransformWork(transform, names.template(transform.template(), Set.of()), null);
        }
        return new Work.TransformWork(transform, null,
                names.expression(need(node, transform.expression(), "template"), Set.of()));
    }

    private Work router(Node node, Router router, Names names) throws PlanException {
        var rules = new ArrayList<@Nullable Expression>();
        for (Router.Route route : router.routes()) {
            rules.add(route.when() == null ? null : names.expression(route.when(), Set.of()));
        }
        ObjectNode answer = answer(router);
        return new Work.RouterWork(router, rules, router.model() == null ? null : model(node, router.model()),
                router.instructions() == null ? null : names.template(router.instructions(), Set.of()), answer,
                schema(node, answer),
                slot(router.classifier()));
    }

    /** What a model that routes answers: one of the routes, how sure it is, and why. */
    private static ObjectNode answer(Router router) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("type", "object").put("additionalProperties", false);
        answer.putArray("required").add("reason").add("route").add("confidence");
        ObjectNode properties = answer.putObject("properties");
        properties.putObject("reason").put("type", "string");
        ArrayNode routes = properties.putObject("route").put("type", "string").putArray("enum");
        router.routes().forEach(route -> routes.add(route.id()));
        routes.add(Router.DEFAULT);
        properties.putObject("confidence").put("type", "number").put("minimum", 0).put("maximum", 1);
        return answer;
    }

    private List<GraphPlan> branches(Node node, List<Branch> all, String field) throws PlanException {
        var branches = new ArrayList<GraphPlan>();
        var ids = new HashSet<String>();
        for (Branch branch : all) {
            if (!ids.add(branch.id())) {
                throw new PlanException(node.id(),
                        Texts.text("plan.duplicateBranch", branch.id(), node.displayTitle()));
            }
            branches.add(graph(branch.graph()));
        }
        if (branches.isEmpty()) {
            throw new PlanException(node.id(), Texts.text("plan.missing", node.displayTitle(), field));
        }
        return List.copyOf(branches);
    }

    private Work parallel(Node node, Parallel parallel, Names names) throws PlanException {
        int around = votes;
        votes += parallel.votes() == null ? 0 : 1;
        List<GraphPlan> branches = branches(node, parallel.branches(), "branches");
        votes = around;
        return new Work.ParallelWork(parallel, branches,
                parallel.voteBy() == null ? null : names.expression(parallel.voteBy(), Set.of(Kind.RESULT)),
                slot(parallel.aggregator()));
    }

    private ModelUse model(Node node, String alias) throws PlanException {
        if (!node.settings().onFailure().isEmpty() || node.settings().isCached()) {
            return candidates(node, alias);
        }
        @Nullable ModelUse use = models.get(alias);
        if (use == null) {
            use = candidates(node, alias);
            models.put(alias, use);
        }
        return use;
    }

    private ModelUse candidates(Node node, String alias) throws PlanException {
        var candidates = new ArrayList<Candidate>();
        var seen = new LinkedHashSet<String>();
        var open = new ArrayList<>(List.of(alias));
        node.settings().onFailure().forEach(recovery -> {
            if (recovery.action() == Settings.Recovery.Action.FALLBACK_MODEL && recovery.model() != null) {
                open.add(recovery.model());
            }
        });
        for (int i = 0; i < open.size(); i++) {
            String name = open.get(i);
            if (!seen.add(name)) {
                continue;
            }
            @Nullable ModelSpec spec = workflow.models().get(name);
            if (spec == null) {
                throw new PlanException(node.id(), Texts.text("plan.model", node.displayTitle(), name));
            }
            candidates.add(new Candidate(name, spec));
            open.addAll(i + 1, spec.fallback());
        }
        return new ModelUse(alias, List.copyOf(candidates), node.settings().isCached() && votes == 0);
    }

    private static Validation validation(Node node, Names names) throws PlanException {
        Settings.@Nullable Validate validate = node.settings().validate();
        if (validate == null) {
            return Validation.NONE;
        }
        return rules(node, validate.schema(), validate.assertions(), names);
    }

    private static Validation rules(Node node, @Nullable JsonNode schema, List<Settings.Assertion> assertions,
            Names names) throws PlanException {
        var rules = new ArrayList<Validation.Rule>();
        for (Settings.Assertion assertion : assertions) {
            rules.add(new Validation.Rule(names.expression(assertion.that(), Set.of(Kind.RESULT, Kind.VALUE)),
                    assertion.message() == null
                            ? Texts.text("plan.assertion", assertion.that().text())
                            : assertion.message()));
        }
        return new Validation(schema == null ? null : schema(node, schema), List.copyOf(rules));
    }

    private static JsonSchema schema(Node node, JsonNode source) throws PlanException {
        try {
            return JsonSchema.of(source);
        } catch (SchemaException e) {
            throw new PlanException(node.id(), Texts.text("plan.schema", node.displayTitle(), e.getMessage()));
        }
    }

    private static <T> T need(Node node, @Nullable T value, String field) throws PlanException {
        if (value == null) {
            throw new PlanException(node.id(), Texts.text("plan.missing", node.displayTitle(), field));
        }
        return value;
    }

    private static boolean hasEffects(Work work) {
        return switch (work) {
            case Work.LlmWork _ -> true;
            case Work.TransformWork _,Work.GateWork _ -> false;
            case Work.RouterWork router -> router.model() != null || hasEffects(router.classifier());
            case Work.ChainWork chain -> hasEffects(chain.body());
            case Work.ParallelWork parallel ->
                parallel.branches().stream().anyMatch(Planner::hasEffects) || hasEffects(parallel.aggregator());
            case Work.EvaluatorOptimizerWork loop -> hasEffects(loop.generator()) || hasEffects(loop.evaluator());
            case Work.MapWork map -> hasEffects(map.body());
            case Work.HandoffWork handoff -> handoff.tiers().stream().anyMatch(Planner::hasEffects);
            case Work.SubflowWork subflow -> hasEffects(subflow.graph());
            case Work.CheckpointWork checkpoint -> checkpoint.kind().orElse() == Checkpoint.OnFail.ASK;
            // Who waits for a person must not keep what stands beside it from going on.
            case Work.ApprovalWork _,Work.OrchestratorWork _,Work.AgentWork _,Work.ToolWork _,Work.RecallWork _,Work.RememberWork _ ->
                true;
        };
    }

    private static boolean hasEffects(@Nullable GraphPlan graph) {
        return graph != null && graph.nodes().stream().anyMatch(NodePlan::effects);
    }
}
