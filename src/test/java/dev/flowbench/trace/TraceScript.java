package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the events of a run by hand, as the engine would. Time goes on only when it is told to. */
public final class TraceScript {
    public static final long START = 1_790_000_000_000_000L;

    private final String run;
    private final List<Event> events = new ArrayList<>();
    private final Map<Long, Where> open = new HashMap<>();
    private long at = START;
    private long span = Where.ROOT;
    private Amount spent = Amount.ZERO;

    public TraceScript(String run) {
        this.run = run;
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public RunTrace fold(RunTrace trace) {
        events.forEach(trace::accept);
        return trace;
    }

    /** Lets milliseconds go by. */
    public TraceScript pass(double millis) {
        at += Math.round(millis * 1000);
        return this;
    }

    public TraceScript at(double millisFromStart) {
        at = START + Math.round(millisFromStart * 1000);
        return this;
    }

    public TraceScript runStarted(String name, Map<String, JsonNode> inputs, boolean simulated) {
        open.put(Where.ROOT, new Where(run, Where.ROOT, 0, null, "", "", 0, 1));
        return add(Where.ROOT, new What.RunStarted("flow", name, "hash", inputs, simulated, 7, "2026-10"));
    }

    public long step(long parent, String node, String kind, String child, int index, Map<String, JsonNode> inputs) {
        long id = ++span;
        open.put(id, new Where(run, id, parent, node, node + "(" + parent + "," + child + "," + index + ")", child,
                index, 1));
        add(id, new What.StepStarted(kind, inputs));
        return id;
    }

    public TraceScript skipped(long parent, String node, String child, int index, String reason) {
        long id = ++span;
        open.put(id, new Where(run, id, parent, node, node, child, index, 1));
        return add(id, new What.StepSkipped(reason));
    }

    public TraceScript done(long id, Map<String, JsonNode> outputs) {
        return add(id, new What.StepCompleted(outputs, null));
    }

    public TraceScript partial(long id, Map<String, JsonNode> outputs, Partial partial) {
        return add(id, new What.StepCompleted(outputs, partial));
    }

    public TraceScript failed(long id, ErrorCode code, String message, String wayOut) {
        Where where = open.get(id);
        return add(id,
                new What.StepFailed(new RunError(code, message, wayOut, where.node(), where.attempt(), null, -1)));
    }

    public TraceScript attempt(long id, int attempt) {
        open.computeIfPresent(id, (_, where) -> where.withAttempt(attempt));
        return this;
    }

    public TraceScript call(long id, ModelRequest request, Amount reserved) {
        return add(id, new What.EffectStarted(EffectClass.MODEL, request, reserved));
    }

    public TraceScript answered(long id, String text, long in, long out, long nanoUsd, long micros) {
        Amount settled = new Amount(in, out, nanoUsd, open.get(id).attempt() == 1 ? 1 : 0, 0, 0, true);
        spent = spent.plus(settled);
        return add(id,
                new What.EffectCompleted(new ModelReply(text, new ModelReply.Usage(in, out), ModelReply.Finish.STOP,
                        "gpt-4.1-mini-2026-04-14", "req_" + id, micros / 4), settled, micros));
    }

    /** As {@link #answered}, after some of the time was waited for its turn. */
    public TraceScript answeredLate(long id, String text, long micros, long queuedMicros) {
        return add(id, new What.EffectCompleted(new ModelReply(text, new ModelReply.Usage(1, 1),
                ModelReply.Finish.STOP, "m", null, 1), Amount.ZERO, micros, false, queuedMicros));
    }

    public TraceScript callFailed(long id, RunError error, Amount settled, boolean uncertain, String partialText,
            long micros) {
        spent = spent.plus(settled);
        return add(id, new What.EffectFailed(error, settled, uncertain, partialText, micros));
    }

    public TraceScript finished(RunStatus status, Map<String, JsonNode> outputs, Partial partial, RunError error,
            int steps) {
        return add(Where.ROOT, new What.RunFinished(status, outputs, outputs.get("result"), partial, error,
                spent.plus(new Amount(0, 0, 0, steps, 0, 0, true))));
    }

    public TraceScript add(long id, What what) {
        events.add(new Event(events.size() + 1L, at, open.get(id), what));
        return this;
    }

    public static ModelRequest request(String alias, String model, String system, String user) {
        return new ModelRequest(alias, "openai", model, null, null,
                List.of(new ModelRequest.Turn(Message.Role.SYSTEM, system),
                        new ModelRequest.Turn(Message.Role.USER, user)),
                null,
                800, 0.7);
    }

    public static JsonNode text(String text) {
        return new TextNode(text);
    }

    public static JsonNode number(int value) {
        return IntNode.valueOf(value);
    }

    public static JsonNode number(double value) {
        return DoubleNode.valueOf(value);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static Amount amount(long in, long out, long nanoUsd) {
        return new Amount(in, out, nanoUsd, 1, 0, 0, true);
    }
}
