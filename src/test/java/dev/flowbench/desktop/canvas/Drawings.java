package dev.flowbench.desktop.canvas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.trace.NodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Documents like those people draw, for pictures, tests and measurements. */
public final class Drawings {
    private Drawings() {}

    public static final String RELEASE_NOTES = """
            {"flowbench":1,"id":"release-notes","name":"Release notes",
             "inputs":{"type":"object","required":["commits"],"properties":{"commits":{"type":"string"},"audience":{"type":"string"}}},
             "models":{"writer":{"provider":"openai","model":"gpt-4.1-mini"},"critic":{"provider":"openai","model":"gpt-4.1"}},
             "nodes":[
              {"id":"group","kind":"llm","title":"Group the commits","model":"writer","maxOutputTokens":600,
               "messages":[{"role":"user","text":"Group these commits by what they mean for {{audience}}:\\n{{commits}}"}]},
              {"id":"polish","kind":"evaluator-optimizer","title":"Write and polish","maxIterations":3,"passScore":0.8,"budget":{"tokens":20000,"costUsd":0.20},
               "slots":{
                "generator":{"nodes":[{"id":"draft","kind":"llm","title":"Draft the notes","model":"writer","maxOutputTokens":800,
                  "messages":[{"role":"user","text":"Write release notes for:\\n{{task}}\\n{{#feedback}}Mend this: {{feedback}}{{/feedback}}"}]}]},
                "evaluator":{"nodes":[{"id":"judge","kind":"llm","title":"Judge like an editor","model":"critic","maxOutputTokens":400,
                  "messages":[{"role":"system","text":"You are a strict editor."},{"role":"user","text":"{{candidate}}"}],
                  "output":{"type":"object","properties":{"score":{"type":"number"},"feedback":{"type":"string"}}}}]}}},
              {"id":"enough","kind":"gate","title":"Good enough?","condition":"value.score >= 0.6"},
              {"id":"plain","kind":"transform","title":"As Markdown","template":"# Release notes\\n\\n{{notes}}"},
              {"id":"remark","kind":"note","text":"The critic is a larger model than the writer on purpose: judging is cheap, and a strict judge saves rounds."}
             ],
             "wires":["in.commits -> group.commits","in.audience -> group.audience","group.result -> polish.task","polish.result -> enough.value","enough.pass -> plain.notes","plain.result -> out.notes"],
             "layout":{"in":[0,176],"group":[208,160],"polish":[480,96],"enough":[1440,160],"plain":[1712,160],"out":[1984,176],"remark":[208,336,232,112]}}
            """;

    public static final String SUPPORT = """
            {"flowbench":1,"id":"support-desk","name":"Support desk",
             "inputs":{"type":"object","properties":{"message":{"type":"string"},"customer":{"type":"object"}}},
             "models":{"small":{"provider":"openai","model":"gpt-4.1-mini"},"large":{"provider":"openai","model":"gpt-4.1"}},
             "budget":{"costUsd":0.5},
             "nodes":[
              {"id":"triage","kind":"router","title":"Triage","model":"small","minConfidence":0.7,
               "routes":[{"id":"billing","description":"Invoices, payments"},{"id":"technical","description":"Something does not work"},{"id":"praise"}]},
              {"id":"billing","kind":"chain","title":"Answer about billing","maxSteps":8,"budget":{"tokens":9000},
               "slots":{"body":{"nodes":[
                 {"id":"lookup","kind":"tool","title":"Find the invoice","tool":"billing.lookup","arguments":{"customer":"{{value}}"}},
                 {"id":"found","kind":"gate","title":"Invoice found?","condition":"has(value.number)","otherwise":"end-frame"},
                 {"id":"reply","kind":"llm","title":"Write the reply","model":"small","maxOutputTokens":500,"messages":[{"role":"user","text":"Answer kindly and exactly, with the invoice {{invoice}}"}]}],
                "wires":["in.value -> lookup.value","lookup.result -> found.value","found.pass -> reply.invoice","reply.result -> out.result"]}}},
              {"id":"fix","kind":"evaluator-optimizer","title":"Find a fix","maxIterations":4,"passScore":0.75,
               "slots":{
                "generator":{"nodes":[
                  {"id":"both","kind":"parallel","title":"Two looks at it","maxBranches":4,"branchTimeout":"PT30S",
                   "branches":[
                    {"id":"logs","title":"Logs","nodes":[{"id":"read-logs","kind":"llm","title":"Read the logs","model":"small","messages":[{"role":"user","text":"What do the logs say about {{task}}?"}]}],"wires":["in.task -> read-logs.task"]},
                    {"id":"docs","title":"Manual","nodes":[{"id":"read-docs","kind":"recall","title":"Search the manual","query":"{{task}}","k":5}],"wires":["in.task -> read-docs.task"]}]},
                  {"id":"propose","kind":"llm","title":"Propose a fix","model":"large","messages":[{"role":"user","text":"Propose one fix. Findings: {{findings}} {{#feedback}}{{feedback}}{{/feedback}}"}]}],
                 "wires":["in.task -> both.task","both.result -> propose.findings"]},
                "evaluator":{"nodes":[{"id":"check-fix","kind":"llm","title":"Would it help?","model":"large","messages":[{"role":"user","text":"Would this help? {{candidate}}"}],"output":{"type":"object"}}]}}},
              {"id":"thanks","kind":"transform","title":"Say thanks","template":"Thank you, {{value}}!"},
              {"id":"person","kind":"approval","title":"A person answers","question":"Nobody was sure about: {{value}}","timeLimit":"PT4H"},
              {"id":"send","kind":"tool","title":"Send the answer","tool":"mail.send","arguments":{"body":"{{answer}}"}}
             ],
             "wires":["in.message -> triage.value","triage.billing -> billing.value","triage.technical -> fix.task","triage.praise -> thanks.value","triage.default -> person.value",
               "billing.result -> send.answer","fix.result -> send.answer","thanks.result -> send.answer","person.approved -> send.answer","send.result -> out.result","triage.choice -> out.choice"],
             "layout":{"in":[0,300],"triage":[208,272],"billing":[520,0],"fix":[520,300],"thanks":[520,880],"person":[760,880],"send":[2200,320],"out":[2480,320]}}
            """;

    public static final String MODERATION = """
            {"flowbench":1,"id":"moderation-vote","name":"Moderation by vote",
             "inputs":{"type":"object","properties":{"post":{"type":"string"}}},
             "models":{"small":{"provider":"openai","model":"gpt-4.1-mini"}},
             "nodes":[
              {"id":"vote","kind":"parallel","title":"Is this post acceptable?","votes":5,"rule":"majority","maxBranches":5,"branchTimeout":"PT20S",
               "branches":[{"id":"juror","title":"Juror","nodes":[{"id":"decide","kind":"llm","title":"Decide","model":"small","messages":[{"role":"user","text":"Is this acceptable? {{post}}"}]}]}]},
              {"id":"very-long","kind":"llm","title":"Write a kind and very exact explanation of the decision to the author of the post","model":"small","messages":[{"role":"user","text":"Explain the decision {{decision}} to the author, kindly, in three sentences, naming the rule that applies and what would make the post acceptable"}]},
              {"id":"nothing","kind":"llm"},
              {"id":"list","kind":"map","title":"For each rule","maxItems":20,"concurrency":4,"slots":{"body":{"nodes":[]}}}
             ],
             "wires":["in.post -> vote.post","vote.result -> very-long.decision","very-long.result -> out.answer","vote.agreement -> out.agreement"]}
            """;

    public static Workflow read(String json) {
        try {
            return new DocumentReader().read(json).workflow();
        } catch (UnreadableDocument e) {
            throw new IllegalStateException(e);
        }
    }

    /** A graph of so many cards, 25 to a row, with one and a half wires a card. */
    public static Workflow many(int n) {
        var random = new Random(7);
        String[] titles = {"Read the request", "Find the customer", "Draft an answer", "Judge the tone",
            "Look it up in the manual",
            "Summarise", "Check the facts", "Translate", "Cut to length", "Ask again"};
        String[] kinds = {"llm", "llm", "transform", "gate", "tool", "recall"};
        int across = Math.max(25, (int) Math.sqrt(n * 1.4));
        List<Node> nodes = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        Map<String, Layout.Box> boxes = new LinkedHashMap<>();
        Workflow empty = Workflow.empty("many", "Many");
        for (int i = 0; i < n; i++) {
            String kind = kinds[random.nextInt(kinds.length)];
            Node node = dev.flowbench.desktop.canvas.edit.NewNode.of(empty, kind).withId(kind + "-" + i);
            if (node.kind() instanceof Llm llm) {
                node = node.with(new Llm("writer",
                        List.of(new Message(Message.Role.USER, "Work on {{a}} carefully and say why, number " + i)),
                        llm.maxOutputTokens(), null, null));
            }
            node = node.with(Settings.NONE.withTitle(titles[random.nextInt(titles.length)]));
            nodes.add(node);
            boxes.put(node.id(),
                    new Layout.Box(i % across * 288 + random.nextInt(24), i / across * 160 + random.nextInt(24)));
        }
        for (int i = 0; i < n * 3 / 2; i++) {
            int a = random.nextInt(n);
            int b = random.nextInt(20) == 0 ? random.nextInt(n) : Math.min(n - 1, a + 1 + random.nextInt(2));
            if (a >= b) continue;
            Node to = nodes.get(b);
            String port = to.kind().inputs().isEmpty() ? "a" : to.kind().inputs().getFirst().name();
            Wire wire = new Wire(nodes.get(a).id(), nodes.get(a).kind().outputs().getFirst().name(), to.id(), port);
            if (!wires.contains(wire)) wires.add(wire);
        }
        boxes.put("in", new Layout.Box(-260, 0));
        boxes.put("out", new Layout.Box(across * 288 + 60, 0));
        return empty.with(new Graph(nodes, wires)).with(new Layout(boxes));
    }

    public static NodeState state(NodeState.Phase phase, String text, long tokens, long nano, long micros, String badge,
            List<NodeState.Meter> meters, Map<String, JsonNode> outputs) {
        return new NodeState(phase, 1, phase == NodeState.Phase.RUNNING ? 1 : 0, tokens, nano, true, micros, text,
                badge,
                meters, outputs, Map.of());
    }

    /** A run of {@link #RELEASE_NOTES} in its second round. */
    public static Map<String, NodeState> polishing() {
        var done = Map.<String, JsonNode>of("result",
                TextNode.valueOf("Faster start: the window opens in half the time. Fixes: …"));
        var states = new LinkedHashMap<String, NodeState>();
        states.put("group", state(NodeState.Phase.DONE, "New: dark mode. Faster: start-up. Mended: lost wires when",
                1286, 1_230_000, 2_400_000, "", List.of(), done));
        states.put("polish", state(NodeState.Phase.RUNNING, "", 7430, 8_410_000, 9_800_000, "round 2 · 0.64",
                List.of(new NodeState.Meter("tokens", 7430, 20000, false),
                        new NodeState.Meter("iterations", 2, 3, false)),
                Map.of()));
        states.put("draft",
                state(NodeState.Phase.RUNNING,
                        "Release 2.4 makes the window open in half the time and keeps your wires where you put", 3120,
                        2_010_000, 3_100_000, "", List.of(), Map.of()));
        states.put("judge",
                state(NodeState.Phase.DONE, "Good facts, but the first paragraph buries the news.", 2140, 4_200_000,
                        1_900_000, "0.64", List.of(), Map.of("result", JsonNodeFactory.instance.objectNode()
                                .put("score", 0.64).put("feedback", "Lead with the news."))));
        states.put("enough", state(NodeState.Phase.WAITING, "", 0, 0, 0, "", List.of(), Map.of()));
        states.put("plain", state(NodeState.Phase.WAITING, "", 0, 0, 0, "", List.of(), Map.of()));
        return states;
    }

    /** A run of {@link #SUPPORT} that took the technical route and failed in it. */
    public static Map<String, NodeState> failing() {
        var states = new LinkedHashMap<String, NodeState>();
        states.put("triage",
                state(NodeState.Phase.DONE, "technical, since the app crashes on start", 412, 210_000, 640_000,
                        "technical 0.91", List.of(), Map.of("technical", TextNode.valueOf("x"), "choice",
                                JsonNodeFactory.instance.objectNode().put("route", "technical"))));
        for (String id : List.of("billing", "lookup", "found", "reply", "thanks", "person")) {
            states.put(id, state(NodeState.Phase.SKIPPED, "", 0, 0, 0, "", List.of(), Map.of()));
        }
        states.put("fix",
                state(NodeState.Phase.PARTIAL, "", 18_400, 22_100_000, 31_000_000, "",
                        List.of(new NodeState.Meter("iterations", 4, 4, true)),
                        Map.of("result", TextNode.valueOf("Clear the cache"))));
        states.put("both", state(NodeState.Phase.DONE, "", 8_400, 2_100_000, 3_000_000, "",
                List.of(new NodeState.Meter("branches", 2, 4, false)), Map.of("result", TextNode.valueOf("…"))));
        states.put("read-logs", state(NodeState.Phase.DONE, "OutOfMemory in the image cache, three times since", 5200,
                1_000_000, 2_100_000, "", List.of(), Map.of("result", TextNode.valueOf("…"))));
        states.put("read-docs", state(NodeState.Phase.DONE, "Chapter 7: clearing the cache", 0, 0, 84_000, "5 found",
                List.of(), Map.of("result", TextNode.valueOf("…"))));
        states.put("propose", state(NodeState.Phase.DONE, "Clear the image cache, then restart.", 3900, 6_000_000,
                2_900_000, "", List.of(), Map.of("result", TextNode.valueOf("…"))));
        states.put("check-fix", state(NodeState.Phase.DONE, "Helps, but does not last.", 2100, 4_000_000, 1_900_000,
                "0.71", List.of(), Map.of("result", TextNode.valueOf("…"))));
        states.put("send", state(NodeState.Phase.FAILED, "The mail server answered 503 three times", 0, 0, 12_000_000,
                "", List.of(), Map.of()));
        return states;
    }
}
