package dev.flowbench.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import dev.flowbench.store.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/** What it takes to take a run up again, and what a run leaves on disk. */
final class RecoveryBench {
    private static final ModelReply REPLY = new ModelReply("ok", new ModelReply.Usage(1, 1), ModelReply.Finish.STOP,
            "m", null, 0);
    private static final ChatModel FREE = (_, _) -> REPLY;
    private static final Map<String, JsonNode> INPUTS = Map.of("x", Flows.text("hello"), "verdict",
            Flows.object("score", 0.5, "feedback", "more"), "list", Flows.list("one"));
    /** So many events before its end a run was left. */
    private static final int LEFT = 5;

    private final VirtualThreads scheduler = new VirtualThreads();
    private final Path folder;
    private final SqliteJournal sqlite;

    private RecoveryBench(Path folder) {
        this.folder = folder;
        this.sqlite = new SqliteJournal(folder);
    }

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("flowbench-bench");
        try {
            new RecoveryBench(folder).all();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private void all() throws Exception {
        Workflow pure = Flows.chain(10_000);
        Workflow calls = calls(10_000);
        Left ofPure = left("pure", pure);
        Left ofCalls = left("calls", calls);
        Row.print("A run of 10,000 steps is taken up again at its last", Row.measure(2, 7, List.of(
                new Row.Probe("its file is read, templates", "ms", "", () -> millis(() -> read(ofPure))),
                new Row.Probe("resumed to its end, templates", "ms", "≤ 1,000", () -> resume(ofPure)),
                new Row.Probe("gone over again, templates", "ms", "", () -> millis(() -> replay(ofPure, pure))),
                new Row.Probe("its file is read, model calls", "ms", "", () -> millis(() -> read(ofCalls))),
                new Row.Probe("resumed to its end, model calls", "ms", "≤ 1,000", () -> resume(ofCalls)),
                new Row.Probe("gone over again, model calls", "ms", "", () -> millis(() -> replay(ofCalls, calls))))));
        var bytes = new ArrayList<Row>();
        for (int steps : List.of(100, 1_000, 10_000)) {
            bytes.add(bytes("templates, " + steps + " steps", "bytes/step", Flows.chain(steps), FREE, steps));
        }
        for (int steps : List.of(100, 1_000, 10_000)) {
            bytes.add(bytes("loop, " + steps + " steps", "bytes/step", Flows.loop(steps / 2), FREE, steps));
        }
        for (int turns : List.of(10, 50, 100, 200)) {
            bytes.add(bytes("agent, " + turns + " turns with a call each", "bytes/turn", agent(turns), turns(turns),
                    turns));
        }
        Row.print("What a run leaves on disk; aim: the same however long it is", bytes);
        Workflow deep = Flows.nested(100);
        Row.print("Frames in frames", Row.measure(10, 20, List.of(
                new Row.Probe("a model call 100 frames deep, journal on", "ms", "",
                        () -> millis(() -> go("deep" + System.nanoTime(), deep, FREE, RunListener.NONE))))));
    }

    private static Workflow calls(int length) {
        var nodes = new ArrayList<Node>(length);
        var wires = new ArrayList<Wire>(length);
        for (int i = 0; i < length; i++) {
            nodes.add(Flows.llm("n" + i, "{{x}}"));
            wires.add(i == 0 ? new Wire("in", "x", "n0", "x") : new Wire("n" + (i - 1), "result", "n" + i, "x"));
        }
        return Flows.workflow(new Graph(nodes, wires));
    }

    private static Workflow agent(int turns) {
        return Flows.workflow(Flows.graph(List.of(Flows.node("ops",
                new Agent("m", List.of(new Message(Message.Role.USER, "{{x}}")),
                        List.of(new Agent.AgentTool("look", null, null, Extras.NONE)), 2 * turns + 10, turns + 10,
                        10_000_000, 200, null, null, null))),
                "in.x -> ops.x", "ops.status -> out.status"));
    }

    /** Looks for something else in every turn. */
    private static ChatModel turns(int turns) {
        return (request, _) -> {
            int turn = request.messages().size() / 2 + 1;
            return turn > turns
                    ? REPLY
                    : new ModelReply("Let me look at place " + turn + ".", new ModelReply.Usage(1, 1),
                            ModelReply.Finish.TOOL_CALL, "m", null, 0,
                            List.of(new ToolUse("c" + turn, "look", Flows.object("text", "place " + turn))));
        };
    }

    private static Tools tools() {
        var definition = new Tool.Definition("look", "Looks.", Flows.object("type", "object"), null, EffectClass.READ,
                false);
        return () -> List.of(new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) {
                return Flows.object("found", "At " + arguments.path("text").asText() + " there is nothing to be seen.");
            }
        });
    }

    private Engine engine(ChatModel model, Journal journal) {
        return new Engine(new EnginePorts(model, tools(), Memory.NONE, Prices.free("free"), journal, scheduler));
    }

    private What.RunFinished go(String run, Workflow workflow, ChatModel model, RunListener listener)
            throws Exception {
        What.RunFinished end = engine(model, sqlite).start(new RunRequest(run, workflow, Flows.text(workflow), "",
                INPUTS, true, 1, ""), listener).await();
        if (end.status() != RunStatus.DONE && end.status() != RunStatus.PARTIAL) {
            throw new IllegalStateException(end.toString());
        }
        return end;
    }

    /** A run that its process left, in a file to copy. */
    private record Left(String run, Path file, Journal.Header header, List<Event> events) {}

    private Left left(String run, Workflow workflow) throws Exception {
        var events = new ArrayList<Event>();
        go(run, workflow, FREE, events::add);
        sqlite.close();
        Journal.Header header = sqlite.header(run).orElseThrow();
        sqlite.delete(run);
        try (Journal.Writer writer = sqlite.create(header, _ -> {})) {
            events.subList(0, events.size() - LEFT).forEach(writer::append);
        }
        sqlite.close();
        Path copy = folder.resolve(run + ".copy");
        Files.copy(folder.resolve(run + ".run"), copy);
        return new Left(run, copy, header, events);
    }

    private void restore(Left left) throws IOException {
        Files.copy(left.file(), folder.resolve(left.run() + ".run"), StandardCopyOption.REPLACE_EXISTING);
    }

    private double resume(Left left) throws Exception {
        restore(left);
        double millis = millis(() -> {
            What.RunFinished end = engine(FREE, sqlite).resume(left.run(), "bench", UnaryOperator.identity(),
                    RunListener.NONE).await();
            if (end.status() != RunStatus.DONE) {
                throw new IllegalStateException(end.toString());
            }
        });
        sqlite.close();
        return millis;
    }

    private void read(Left left) throws Exception {
        restore(left);
        sqlite.read(left.run(), _ -> {});
    }

    private void replay(Left left, Workflow workflow) throws Exception {
        var report = engine(FREE, sqlite).replay(left.header(), left.events(), workflow);
        if (report.divergence() != null) {
            throw new IllegalStateException(report.toString());
        }
    }

    private Row bytes(String what, String unit, Workflow workflow, ChatModel model, int parts) throws Exception {
        String run = "size" + System.nanoTime();
        go(run, workflow, model, RunListener.NONE);
        sqlite.close();
        var config = new SQLiteConfig();
        try (var connection = config.createConnection("jdbc:sqlite:" + folder.resolve(run + ".run"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT sum(length(lines)) FROM block")) {
            if (!rows.next()) {
                throw new SQLException("no blocks");
            }
            return Row.of(what, unit, "", List.of(rows.getLong(1) / (double) parts), false);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double millis(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
