package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Leave;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.PortPlan;
import dev.flowbench.engine.plan.Source;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.text.Names;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One passage through a graph. A node runs when all its wires are settled, and is passed over when nothing can arrive at a
 * port it needs. While one node is ready it runs here; several with effects run beside each other.
 */
final class GraphRun {
    private final Interpreter interpreter;
    private final RunState run;
    private final GraphPlan plan;
    private final Context context;

    /** By node: its outputs; null while it has not run, or for ever when it was passed over. */
    private final @Nullable Map<String, JsonNode>[] outputs;
    /** By node: what it wrote to the state; null while nobody wrote anything. */
    private @Nullable List<What.StateWritten> @Nullable [] writes;
    /** By node: the tool whose words may speak through what it gave; null while nothing came in. */
    private @Nullable String @Nullable [] heard;
    private final int[] waits;
    private final IntQueue ready;
    // Of several, that of the first node in the document, or of the last: never by which came first, so that going over
    // the run again gives the same.
    private @Nullable JsonNode lastValue;
    private int lastNode = -1;
    private @Nullable Partial partial;
    private int partialNode;
    private @Nullable Stop stop;
    private int stopNode;
    private boolean unknown;
    /** In a replay: steps that may begin, of which nothing is recorded. */
    private final ArrayDeque<NodePlan> later = new ArrayDeque<>(0);
    /** Steps that run beside others; null while there were none. */
    private @Nullable Forks<NodePlan, StepResult> beside;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps, made and kept here
    GraphRun(Interpreter interpreter, GraphPlan plan, Context context) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.plan = plan;
        this.context = context;
        int size = plan.nodes().size();
        this.outputs = new Map[size];
        this.waits = new int[size];
        this.ready = new IntQueue(size);
        for (NodePlan node : plan.nodes()) {
            waits[node.index()] = node.waits();
            if (node.waits() == 0) {
                ready.add(node.index());
            }
        }
    }

    GraphResult run() {
        while (true) {
            if (!ready.isEmpty() && (stop == null || run.recording() != null)) {
                NodePlan node = plan.nodes().get(ready.poll());
                // What had begun before another left comes to its end, in whatever order the two come this time; what
                // had not waits until it is known whether one leaves.
                boolean recorded = run.isRecorded(key(node));
                if (!recorded && run.isReplay()) {
                    later.add(node);
                } else if (recorded || stop == null) {
                    start(node);
                }
            } else if (beside != null && beside.running() > 0) {
                Forks.Ended<NodePlan, StepResult> next = beside.next();
                if (next.stop() != null) {
                    end(next.key(), next.stop());
                } else {
                    settled(next.key(), next.value());
                }
            } else if (stop == null && !later.isEmpty()) {
                start(later.poll());
            } else {
                break;
            }
        }
        if (beside != null) {
            beside.close();
        }
        if (stop != null) {
            throw leaving(stop);
        }
        if (unknown) {
            run.unknown(plan, context, outputs, waits);
            throw new Stop(new Stop.Reason.Unknown());
        }
        return result().writing(context.state().net(written(null)));
    }

    private void start(NodePlan node) {
        try {
            @Nullable Map<String, JsonNode> inputs = inputs(node);
            if (inputs == null) {
                settled(node, null);
            } else if (node.effects()
                    && (!ready.isEmpty() || beside != null && beside.running() > 0 || run.recording() != null)) {
                // In a run that is gone over again it may have run beside others then.
                fork(node, inputs);
            } else {
                settled(node, interpreter.visit(node, context.with(visible(node)).with(influence(node)), inputs));
            }
        } catch (Stop stopped) {
            end(node, stopped);
        }
    }

    private void fork(NodePlan node, Map<String, JsonNode> inputs) {
        if (beside == null) {
            beside = new Forks<>(run, context.scope(), context.parent(), Leave.Reach.BESIDE);
        }
        Context forked = context.in(beside.scope()).with(visible(node)).with(influence(node));
        beside.fork(node.node().id(), node, forked.scope(), () -> interpreter.visit(node, forked, inputs));
    }

    /** At the first reason to leave, what runs beside it is given up; at a cap it goes on to its end. */
    private void end(NodePlan node, Stop stopped) {
        if (stopped.reason() instanceof Stop.Reason.Unknown) {
            // What depends on it is not known either; the rest goes on.
            unknown = true;
            return;
        }
        if (stopped.reason() instanceof Stop.Reason.Capped capped && capped.value() != null) {
            // What a step had finished when the cap tripped is its result, as far as it goes.
            outputs[node.index()] = Map.of(node.mainOutput().getFirst(), capped.value());
            last(node, capped.value());
        }
        if (beside != null && beside.gaveUp(stopped)) {
            // The reason is with the one for whose sake it was given up.
            return;
        }
        if (stop == null || node.index() < stopNode) {
            boolean first = stop == null;
            stop = stopped;
            stopNode = node.index();
            if (first && beside != null && !(stopped.reason() instanceof Stop.Reason.Capped)) {
                beside.giveUp();
            }
        }
    }

    private void settled(NodePlan node, @Nullable StepResult result) {
        if (result != null) {
            outputs[node.index()] = result.outputs();
            wrote(node, result.writes());
            heard(node);
            if (result.partial() != null && (partial == null || node.index() < partialNode)) {
                partial = result.partial();
                partialNode = node.index();
            }
            @Nullable JsonNode main = main(node);
            if (main != null) {
                last(node, main);
            }
        }
        for (int next : node.successors()) {
            if (--waits[next] == 0) {
                ready.add(next);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists, made and kept here
    private void wrote(NodePlan node, List<What.StateWritten> written) {
        if (!written.isEmpty()) {
            if (writes == null) {
                writes = new List[plan.nodes().size()];
            }
            writes[node.index()] = written;
        }
    }

    private void heard(NodePlan node) {
        @Nullable String from = influence(node).with(interpreter.outside.in(node)).from();
        if (from != null) {
            if (heard == null) {
                heard = new String[plan.nodes().size()];
            }
            heard[node.index()] = from;
        }
    }

    /** What may speak through what arrives at a node: on its wires, in the state it sees, or all over the graph. */
    private Influence influence(NodePlan node) {
        Influence own = context.influence();
        if (own.from() != null || heard == null) {
            return own;
        }
        for (PortPlan port : node.ports()) {
            for (Source source : port.sources()) {
                if (source.node() != Source.EDGE && outputs[source.node()] != null) {
                    own = own.with(heard[source.node()]);
                }
            }
        }
        if (own.from() == null && writes != null) {
            BitSet before = before(node);
            for (int i = before.nextSetBit(0); i >= 0; i = before.nextSetBit(i + 1)) {
                own = writes[i] == null ? own : own.with(heard[i]);
            }
        }
        return own;
    }

    /** The state as a node sees it: as it was when the graph began, and what was written on the way to the node. */
    private State visible(NodePlan node) {
        return writes == null ? context.state() : context.state().with(written(before(node)));
    }

    /** The nodes on the way to a node. */
    private BitSet before(NodePlan node) {
        var before = new BitSet(waits.length);
        var open = new ArrayDeque<NodePlan>();
        open.add(node);
        while (!open.isEmpty()) {
            NodePlan next = open.remove();
            next.ports().forEach(port -> reach(port.sources(), before, open));
            reach(next.when(), before, open);
        }
        return before;
    }

    private void reach(List<Source> sources, BitSet before, ArrayDeque<NodePlan> open) {
        for (Source source : sources) {
            if (source.node() != Source.EDGE && !before.get(source.node())) {
                before.set(source.node());
                open.add(plan.nodes().get(source.node()));
            }
        }
    }

    /** What these nodes wrote: in document order, but never before what it came after. */
    private List<What.StateWritten> written(@Nullable BitSet of) {
        if (writes == null) {
            return List.of();
        }
        int[] left = new int[waits.length];
        var free = new PriorityQueue<Integer>();
        for (NodePlan node : plan.nodes()) {
            left[node.index()] = node.waits();
            if (node.waits() == 0) {
                free.add(node.index());
            }
        }
        var all = new ArrayList<What.StateWritten>();
        while (!free.isEmpty()) {
            int index = free.remove();
            @Nullable List<What.StateWritten> written = writes[index];
            if (written != null && (of == null || of.get(index))) {
                all.addAll(written);
            }
            for (int next : plan.nodes().get(index).successors()) {
                if (--left[next] == 0) {
                    free.add(next);
                }
            }
        }
        return all;
    }

    private void last(NodePlan node, JsonNode value) {
        if (node.index() >= lastNode) {
            lastValue = value;
            lastNode = node.index();
        }
    }

    /** The values on a node's ports, and the fields of the state it reads; null when it is passed over, which is told. */
    private @Nullable Map<String, JsonNode> inputs(NodePlan node) {
        @Nullable Map<String, JsonNode> inputs = arriving(node);
        if (inputs == null || node.node().settings().reads().isEmpty()) {
            return inputs;
        }
        State state = visible(node);
        var all = new LinkedHashMap<>(inputs);
        for (String field : node.node().settings().reads()) {
            @Nullable JsonNode value = state.value(field);
            if (value != null) {
                all.put(Names.STATE + "." + field, value);
            }
        }
        return all;
    }

    private @Nullable Map<String, JsonNode> arriving(NodePlan node) {
        if (node.node().settings().isDisabled()) {
            return skip(node, Texts.text("skipped.disabled"));
        }
        if (!node.when().isEmpty() && node.when().stream().allMatch(source -> value(node, source) == null)) {
            return skip(node, Texts.text("skipped.when"));
        }
        List<PortPlan> ports = node.ports();
        if (ports.isEmpty()) {
            return Map.of();
        }
        if (ports.size() == 1) {
            PortPlan port = ports.getFirst();
            @Nullable JsonNode value = arriving(node, port);
            return value != null ? Map.of(port.name(), value) : port.required() ? skipFor(node, port) : Map.of();
        }
        var inputs = new LinkedHashMap<String, JsonNode>();
        for (PortPlan port : ports) {
            @Nullable JsonNode value = arriving(node, port);
            if (value != null) {
                inputs.put(port.name(), value);
            } else if (port.required()) {
                return skipFor(node, port);
            }
        }
        return inputs;
    }

    private @Nullable Map<String, JsonNode> skipFor(NodePlan node, PortPlan port) {
        return skip(node, Texts.text("skipped.port", port.name()));
    }

    private @Nullable Map<String, JsonNode> skip(NodePlan node, String why) {
        run.enter();
        try {
            run.begin(where(node), context.scope(), new What.StepSkipped(why));
        } finally {
            run.leave();
        }
        return null;
    }

    private String key(NodePlan node) {
        return context.keyPrefix() + node.node().id();
    }

    private Where where(NodePlan node) {
        return run.where(context, node.node().id(), key(node));
    }

    /** The one live value at a port; null for none. */
    private @Nullable JsonNode arriving(NodePlan node, PortPlan port) {
        @Nullable JsonNode only = null;
        for (Source source : port.sources()) {
            @Nullable JsonNode value = value(node, source);
            if (value != null) {
                if (only != null) {
                    throw refused(node, ErrorCode.TWO_VALUES,
                            Texts.text("error.twoValues", node.node().displayTitle(), port.name()),
                            Texts.text("wayOut.twoValues"));
                }
                only = value;
            }
        }
        return only;
    }

    private @Nullable JsonNode value(@Nullable NodePlan node, Source source) {
        @Nullable JsonNode value;
        if (source.node() == Source.EDGE) {
            value = context.value(source.port());
        } else {
            @Nullable Map<String, JsonNode> from = outputs[source.node()];
            value = from == null ? null : from.get(source.port());
        }
        if (value == null || source.path().isEmpty()) {
            return value;
        }
        for (String field : source.path()) {
            @Nullable JsonNode inside = value.get(field);
            if (inside == null) {
                throw refused(node, ErrorCode.MISSING_FIELD, Texts.text("error.missingField", source.wire(), field),
                        Texts.text("wayOut.missingField"));
            }
            value = inside;
        }
        return value;
    }

    private Stop refused(@Nullable NodePlan node, ErrorCode code, String message, String wayOut) {
        var error = new RunError(code, message, wayOut, node == null ? null : node.node().id(), 1, null, -1);
        if (node != null) {
            run.exclusively(() -> {
                run.emit(where(node), new What.StepFailed(error));
                return true;
            });
        }
        return Stop.failed(error);
    }

    private GraphResult result() {
        if (!plan.outlets().isEmpty()) {
            var named = outlets();
            if (plan.outlets().size() == 1 && plan.outlets().getFirst().name().equals(Kind.RESULT)) {
                return new GraphResult(named.get(Kind.RESULT), named, partial);
            }
            return new GraphResult(named.isEmpty() ? null : object(named), named, partial);
        }
        @Nullable JsonNode value = plan.sink() < 0 ? null : main(plan.nodes().get(plan.sink()));
        return new GraphResult(value, value == null ? Map.of() : Map.of(Kind.RESULT, value), partial);
    }

    private Map<String, JsonNode> outlets() {
        var named = new LinkedHashMap<String, JsonNode>();
        for (PortPlan outlet : plan.outlets()) {
            for (Source source : outlet.sources()) {
                @Nullable JsonNode value = value(null, source);
                if (value != null) {
                    if (named.put(outlet.name(), value) != null) {
                        throw refused(null, ErrorCode.TWO_VALUES, Texts.text("error.twoValues", "out", outlet.name()),
                                Texts.text("wayOut.twoValues"));
                    }
                }
            }
        }
        return named;
    }

    private static JsonNode object(Map<String, JsonNode> named) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        named.forEach(object::set);
        return object;
    }

    /** What stands for a node's result: the first of its main ports that was taken. */
    private @Nullable JsonNode main(NodePlan node) {
        @Nullable Map<String, JsonNode> from = outputs[node.index()];
        if (from == null) {
            return null;
        }
        for (String port : node.mainOutput()) {
            @Nullable JsonNode value = from.get(port);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** On the way out by a cap, what is finished so far goes along. */
    private Stop leaving(Stop leaving) {
        return switch (leaving.reason()) {
            case Stop.Reason.Capped capped -> {
                @Nullable GraphResult soFar = soFar();
                yield new Stop(capped.carrying(soFar == null ? null : soFar.writing(written(null))));
            }
            case Stop.Reason.EndFrame _ -> leaving.writing(written(null));
            case Stop.Reason.Failed _,Stop.Reason.Cancelled _,Stop.Reason.EndRun _,Stop.Reason.Repeat _,Stop.Reason.Unknown _ ->
                leaving;
        };
    }

    private @Nullable GraphResult soFar() {
        try {
            GraphResult result = result();
            if (result.value() != null) {
                return result;
            }
        } catch (Stop _) {
            // What is there so far cannot be put together; the last value can stand alone.
        }
        if (lastValue == null || lastValue instanceof NullNode) {
            return null;
        }
        return plan.outlets().size() == 1
                ? new GraphResult(lastValue, Map.of(plan.outlets().getFirst().name(), lastValue), null)
                : GraphResult.of(lastValue);
    }

    /** A queue of node indexes; each goes in at most once. */
    private static final class IntQueue {
        private final int[] items;
        private int head;
        private int tail;

        IntQueue(int capacity) {
            items = new int[capacity];
        }

        void add(int item) {
            items[tail++] = item;
        }

        int poll() {
            return items[head++];
        }

        boolean isEmpty() {
            return head == tail;
        }
    }
}
