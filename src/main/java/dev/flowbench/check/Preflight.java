package dev.flowbench.check;

import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
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
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.WorkspacePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a document can cost at worst, before it runs: from its caps and the prices, with every try and every round. What no
 * cap bounds is named. Waiting for people takes no time.
 */
public final class Preflight {
    /** A step asks models so often at most, repairs and fallbacks included, unless the node allows more tries. */
    private static final int MOST_CALLS = 6;
    private static final int MOST_TRIES = 3;
    private static final int ROUTER_TOKENS = 300;
    private static final int DEEPEST = 32;
    private static final int BYTES_PER_TOKEN = 3;

    private final Prices prices;
    private final Map<String, Workflow> others;
    private final List<Row> rows = new ArrayList<>();

    private Preflight(Prices prices, Map<String, Workflow> others) {
        this.prices = prices;
        this.others = others;
    }

    /**
     * The worst case of a run, of a frame, or of a node with a budget of its own.
     *
     * @param node id of the node; empty for the run
     * @param kind its kind; empty for the run
     * @param depth how deep it stands: 0 for the run
     */
    public record Row(String node, String kind, int depth, Worst worst) {}

    /**
     * The worst case of a document: the run first, then its frames in document order.
     *
     * @param others further documents it uses, by path
     */
    public static List<Row> of(Workflow workflow, Map<String, Workflow> others, Prices prices) {
        var preflight = new Preflight(prices, others);
        Worst run = preflight.graph(workflow.graph(), workflow, "", 1).capped(workflow.budget(), null);
        var all = new ArrayList<Row>();
        all.add(new Row("", "", 0, run));
        all.addAll(preflight.rows);
        return List.copyOf(all);
    }

    private Worst graph(@Nullable Graph graph, Workflow in, String path, int depth) {
        Worst sum = Worst.NOTHING;
        long again = 1;
        for (Node node : graph == null ? List.<Node>of() : graph.nodes()) {
            if (!node.settings().isDisabled()) {
                sum = sum.plus(node(node, in, path, depth));
                if (node.kind() instanceof Checkpoint check && check.onFail() == Checkpoint.OnFail.RETRY) {
                    again *= 1 + or(check.retries(), 2);
                }
            }
        }
        return sum.times(again);
    }

    private Worst node(Node node, Workflow in, String path, int depth) {
        int at = rows.size();
        boolean shown = node.kind().isFrame() || node.kind() instanceof Agent || node.kind() instanceof Subflow
                || node.settings().budget() != null;
        Worst worst = kind(node, in, path, depth).capped(node.settings().budget(), node.settings().timeout());
        if (shown) {
            rows.add(at, new Row(node.id(), node.kind().kindName(), depth, worst));
        }
        return worst;
    }

    private Worst kind(Node node, Workflow in, String path, int depth) {
        int below = depth + 1;
        return switch (node.kind()) {
            case Llm llm -> call(node, in, llm.model(), or(llm.maxOutputTokens(), 800), Worst.OPEN);
            case Router router -> router.classifier() != null
                    ? graph(router.classifier(), in, path, below)
                    : router.model() == null
                            ? Worst.NOTHING
                            : call(node, in, router.model(), or(router.maxOutputTokens(), ROUTER_TOKENS), Worst.OPEN);
            case Agent agent -> call(node, in, agent.model(), or(agent.maxOutputTokens(), 1000),
                    or(agent.maxContextTokens(), 16_000))
                    .plus(graph(agent.evaluator(), in, path, below)).times(or(agent.maxSteps(), 12))
                    .plus(graph(agent.planner(), in, path, below))
                    .plus(Worst.tools(or(agent.maxToolCalls(), 8), agent.tools().stream()
                            .mapToInt(tool -> tries(node, in.tools().get(tool.tool()))).reduce(tries(node), Math::max),
                            node.id()))
                    .plus(called(node, agent, in, path, below));
            case ToolCall call -> tool(node, call, in, path, below);
            case Chain chain -> children(chain.children(), in, path, below);
            case Parallel parallel -> parallel(parallel, in, path, below);
            case MapItems map -> graph(map.body(), in, path, below).beside(or(map.maxItems(), 100),
                    or(map.concurrency(), 5));
            case EvaluatorOptimizer loop -> children(loop.children(), in, path, below)
                    .times(or(loop.maxIterations(), 3));
            case Orchestrator lead -> graph(lead.planner(), in, path, below)
                    .plus(dearest(lead.workers(), in, path, below).times(or(lead.maxSpawns(), 12)))
                    .plus(graph(lead.synthesizer(), in, path, below)).plus(graph(lead.fallback(), in, path, below));
            case Handoff handoff -> dearest(handoff.tiers(), in, path, below).times(1L + or(handoff.maxHandoffs(), 3));
            case Subflow subflow -> subflow(node, subflow, path, below);
            case Approval _,Checkpoint _,Gate _,Transform _,Recall _,Remember _,NoteCard _,UnknownKind _ ->
                Worst.NOTHING;
        };
    }

    private Worst children(Map<String, Graph> graphs, Workflow in, String path, int depth) {
        Worst sum = Worst.NOTHING;
        for (Graph graph : graphs.values()) {
            sum = sum.plus(graph(graph, in, path, depth));
        }
        return sum;
    }

    private Worst parallel(Parallel parallel, Workflow in, String path, int depth) {
        Worst all = Worst.NOTHING;
        Duration limit = parallel.branchTimeout();
        int votes = or(parallel.votes(), 1);
        for (Branch branch : parallel.branches()) {
            all = all.plus(graph(branch.graph(), in, path, depth).capped(null, limit).times(votes));
        }
        long count = (long) votes * Math.max(1, parallel.branches().size());
        if (limit != null) {
            long lanes = parallel.concurrency() == null ? count : parallel.concurrency();
            all = all.capped(null, limit.multipliedBy((count + lanes - 1) / lanes));
        }
        return all.plus(graph(parallel.aggregator(), in, path, depth));
    }

    private Worst dearest(List<Branch> branches, Workflow in, String path, int depth) {
        Worst most = Worst.NOTHING;
        for (Branch branch : branches) {
            most = most.or(graph(branch.graph(), in, path, depth));
        }
        return most;
    }

    /** The other workflow that a tool is; null where it is something else. */
    private static @Nullable Subflow flow(Workflow in, String tool) {
        @Nullable ToolDeclaration declared = in.tools().get(tool);
        return declared == null || declared.subflow() == null
                ? null
                : new Subflow(declared.subflow().file(), declared.subflow().hash(), List.of(), null);
    }

    /** A call of a tool, and of all that are called in its place. */
    private Worst tool(Node node, ToolCall call, Workflow in, String path, int depth) {
        Worst all = Worst.NOTHING;
        for (String name : in.withFallbacks(call.tool() == null ? "" : call.tool())) {
            @Nullable Subflow flow = flow(in, name);
            all = all.plus(flow != null
                    ? subflow(node, flow, path, depth)
                    : Worst.tool(tries(node, in.tools().get(name)), time(call, in.tools().get(name))));
        }
        return all;
    }

    private static Duration time(ToolCall call, @Nullable ToolDeclaration tool) {
        if (call.callTimeout() != null) {
            return call.callTimeout();
        }
        return tool == null || tool.timeout() == null ? Duration.ofSeconds(30) : tool.timeout();
    }

    /** The dearest of the workflows that an agent may call, as often as it may. */
    private Worst called(Node node, Agent agent, Workflow in, String path, int depth) {
        Worst most = Worst.NOTHING;
        for (Agent.AgentTool tool : agent.tools()) {
            Worst sum = Worst.NOTHING;
            for (String name : in.withFallbacks(tool.tool())) {
                @Nullable Subflow flow = flow(in, name);
                sum = flow == null ? sum : sum.plus(subflow(node, flow, path, depth));
            }
            most = most.or(sum);
        }
        return most.times(or(agent.maxToolCalls(), 8));
    }

    private Worst subflow(Node node, @Nullable Subflow subflow, String path, int depth) {
        if (subflow == null) {
            return Worst.NOTHING;
        }
        @Nullable String file = subflow.file() == null ? null : WorkspacePath.resolve(path, subflow.file());
        @Nullable Workflow other = file == null ? null : others.get(file);
        if (other == null || file == null || depth > DEEPEST) {
            return Worst.open(node.id());
        }
        return graph(other.graph(), other, file, depth).capped(other.budget(), null);
    }

    /** A step that asks a model, with all its tries. */
    private Worst call(Node node, Workflow in, @Nullable String alias, long output, long input) {
        long calls = Math.max(MOST_CALLS, tries(node));
        var names = new ArrayList<String>();
        if (alias != null) {
            names.add(alias);
        }
        for (Settings.Recovery recovery : node.settings().onFailure()) {
            if (recovery.model() != null) {
                names.add(recovery.model());
            }
        }
        // A token may be one byte, and a cap on a context counts three bytes as one.
        long most = input > Worst.OPEN / BYTES_PER_TOKEN ? Worst.OPEN : input * BYTES_PER_TOKEN;
        Optional<Prices.Price> price = dearest(in, names).map(known -> known.upTo(most));
        return Worst.calls(calls, input, output, price, node.settings().timeout(), node.id());
    }

    private static Prices.Price dearer(Prices.Price one, Prices.Price other) {
        Prices.Price base = dearerBase(one, other);
        List<Prices.Tier> tiers = Stream.concat(one.tiers().stream(), other.tiers().stream())
                .map(Prices.Tier::above).distinct().sorted()
                .map(above -> new Prices.Tier(above, dearerBase(one.at(above + 1), other.at(above + 1)))).toList();
        return new Prices.Price(base.input(), 0, 0, base.output(), base.output(), tiers);
    }

    private static Prices.Price dearerBase(Prices.Price one, Prices.Price other) {
        Prices.Price first = one.upTo(0);
        Prices.Price second = other.upTo(0);
        return new Prices.Price(Math.max(first.inputBound(), second.inputBound()), 0, 0,
                Math.max(first.outputBound(), second.outputBound()));
    }

    /** The dearest of models and of those that stand in for them; empty where the price of one is not known. */
    private Optional<Prices.Price> dearest(Workflow in, List<String> aliases) {
        var open = new ArrayList<>(aliases);
        Prices.@Nullable Price most = null;
        for (int i = 0; i < open.size(); i++) {
            if (open.indexOf(open.get(i)) < i) {
                continue;
            }
            @Nullable ModelSpec model = in.models().get(open.get(i));
            Optional<Prices.Price> price = model == null
                    ? Optional.empty()
                    : prices.price(model.provider(), model.model(), model.baseUrl());
            if (model == null || price.isEmpty()) {
                return Optional.empty();
            }
            most = most == null ? price.get() : dearer(most, price.get());
            open.addAll(model.fallback());
        }
        return Optional.ofNullable(most);
    }

    private static int tries(Node node) {
        return tries(node, null);
    }

    /** What a node says of trying again, else what the declaration of its tool does. */
    private static int tries(Node node, @Nullable ToolDeclaration tool) {
        Settings.@Nullable Retry retry = node.settings().retry() != null || tool == null
                ? node.settings().retry()
                : tool.retry();
        return retry == null ? MOST_TRIES : or(retry.attempts(), MOST_TRIES);
    }

    private static int or(@Nullable Integer value, int usual) {
        return value == null ? usual : value;
    }
}
