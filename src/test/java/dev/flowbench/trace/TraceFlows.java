package dev.flowbench.trace;

import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.List;

/** Small documents that runs are written for. */
public final class TraceFlows {
    private TraceFlows() {
    }

    public static Node llm(String id, String title, String... messages) {
        List<Message> prompt = messages.length == 0
                ? List.of(new Message(Message.Role.USER, "Go on: {{task}}"))
                : messages.length == 1
                        ? List.of(new Message(Message.Role.USER, messages[0]))
                        : List.of(new Message(Message.Role.SYSTEM, messages[0]),
                                new Message(Message.Role.USER, messages[1]));
        return new Node(id, new Llm("writer", prompt, 800, new Decimal("0.7"), null))
                .with(Settings.NONE.withTitle(title));
    }

    public static Graph graph(Node... nodes) {
        return new Graph(List.of(nodes), List.of());
    }

    public static Workflow flow(String name, List<Node> nodes, List<Wire> wires) {
        return Workflow.empty("flow", name).with(new Graph(nodes, wires));
    }

    /** A loop of a draft and a judge with a budget, behind nothing and before a step that publishes. */
    public static Workflow notes() {
        Budget budget = new Budget(20_000L, null, null, new Decimal("0.05"), 8L, null, null, Duration.ofMinutes(1),
                null,
                Extras.NONE);
        Node polish = new Node("polish", new EvaluatorOptimizer(3, new Decimal("0.8"), 3,
                graph(llm("draft", "Draft",
                        "You write release notes for people who use the product, not for those who build it.",
                        "Write notes for:\n{{task}}\n{{#feedback}}Mend this: {{feedback}}{{/feedback}}")),
                graph(llm("judge", "Judge", "You are a strict editor.", "{{candidate}}"))))
                .with(Settings.NONE.withTitle("Polish").withBudget(budget));
        Node publish = new Node("publish", new Transform(null, null, null)).with(Settings.NONE.withTitle("Publish"));
        return flow("Release notes", List.of(polish, publish), List.of(new Wire("in", "commits", "polish", "task"),
                new Wire("polish", "result", "publish", "value"), new Wire("publish", "result", "out", "notes")));
    }

    /** Three branches: two of one step, one of two. */
    public static Workflow review() {
        Node review = new Node("review", new Parallel(List.of(
                new Branch("liability", "Liability", null, null, graph(llm("find-liability", "Find liability")),
                        Extras.NONE),
                new Branch("term", "Term and exit", null, null,
                        graph(llm("find-term", "Find term"), llm("check-term", "Check term")),
                        Extras.NONE),
                new Branch("money", "Money", null, null, graph(llm("find-money", "Find money")), Extras.NONE)), null,
                null, null,
                null, 10, Duration.ofMinutes(1), 2, null, graph(llm("merge", "Merge"))))
                .with(Settings.NONE.withTitle("Review"));
        return flow("Contract review", List.of(review), List.of());
    }

    public static Workflow chain(int steps) {
        var nodes = new java.util.ArrayList<Node>();
        for (int i = 0; i < steps; i++) {
            nodes.add(llm("s" + i, "Step " + i));
        }
        return flow("Chain", List.of(new Node("chain", new Chain(steps, new Graph(nodes, List.of())))), List.of());
    }
}
