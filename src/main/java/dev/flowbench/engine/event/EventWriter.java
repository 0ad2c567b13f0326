package dev.flowbench.engine.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.EventNames.Type;
import dev.flowbench.flow.ReasoningEffort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into a buffer that is used again and again: as lines, or packed. Not for several threads at once.
 *
 * <p>Fill it with {@link #write}, take the bytes by {@link #buffer()} and {@link #size()} or {@link #writeTo}, and
 * {@link #reset} it for the next block.
 */
public final class EventWriter {
    private static final SerializableString SEQ = name("seq");
    private static final SerializableString AT = name("at");
    private static final SerializableString TYPE = name("type");
    private static final SerializableString RUN = name("run");
    private static final SerializableString SPAN = name("span");
    private static final SerializableString PARENT = name("parent");
    private static final SerializableString NODE = name("node");
    private static final SerializableString KEY = name("key");
    private static final SerializableString CHILD = name("child");
    private static final SerializableString INDEX = name("index");
    private static final SerializableString ATTEMPT = name("attempt");
    private static final SerializableString KIND = name("kind");
    private static final SerializableString INPUTS = name("inputs");
    private static final SerializableString OUTPUTS = name("outputs");
    private static final SerializableString PARTIAL = name("partial");
    private static final SerializableString ERROR = name("error");
    private static final SerializableString MICROS = name("micros");
    private static final SerializableString MODEL = name("model");
    private static final SerializableString MESSAGE = name("message");
    private static final SerializableString REASON = name("reason");
    private static final SerializableString SCOPE = name("scope");
    private static final SerializableString TEXT = name("text");

    private final boolean packed;
    private final Buffer buffer = new Buffer();
    private JsonGenerator out;

    /** Writes lines. */
    public EventWriter() {
        this(false);
    }

    private EventWriter(boolean packed) {
        this.packed = packed;
        this.out = generator();
    }

    /**
     * A writer of packed blocks: a name or short text that stood in the block before is a byte or two. What was written
     * since the last {@link #reset} is one block, to be read as a whole by {@link EventJson#readLines}.
     */
    public static EventWriter packed() {
        return new EventWriter(true);
    }

    /**
     * Adds one event.
     *
     * @throws IllegalArgumentException if a value in it cannot be written; the lines then stand as before, a packed block
     *     is empty
     */
    public void write(Event event) {
        int before = buffer.size();
        try {
            object(event);
            if (!packed) {
                out.writeRaw('\n');
            }
            out.flush();
        } catch (IOException | StackOverflowError e) {
            // Jackson writes nested values by recursion: the stack may end before its own limit on depth does.
            buffer.truncate(packed ? 0 : before);
            out = generator();
            throw new IllegalArgumentException("cannot write " + event.what().getClass().getSimpleName(), e);
        }
    }

    /** The bytes; those from {@link #size()} on mean nothing. Valid until the next write or reset. */
    public byte[] buffer() {
        return buffer.bytes();
    }

    /** How many bytes have been written since the last reset. */
    public int size() {
        return buffer.size();
    }

    /** A copy of the bytes written. */
    public byte[] toByteArray() {
        return buffer.toByteArray();
    }

    public void writeTo(OutputStream target) throws IOException {
        buffer.writeTo(target);
    }

    /** Empties the buffer and keeps its room, unless one huge event made it large. */
    public void reset() {
        if (packed) {
            // Each block stands for itself: the next one's generator knows no names or texts of this one's.
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        buffer.empty();
        if (packed) {
            out = generator();
        }
    }

    private JsonGenerator generator() {
        try {
            return (packed ? EventJson.PACKED : EventJson.FACTORY).createGenerator((OutputStream) buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void object(Event event) throws IOException {
        Where where = event.where();
        out.writeStartObject();
        number(SEQ, event.seq());
        number(AT, event.at());
        out.writeFieldName(TYPE);
        out.writeString(EventNames.TYPE.of(type(event.what())));
        text(RUN, where.run());
        number(SPAN, where.span());
        number(PARENT, where.parent());
        optional(NODE, where.node());
        filled(KEY, where.stepKey());
        filled(CHILD, where.child());
        number(INDEX, where.index());
        number(ATTEMPT, where.attempt());
        what(event.what());
        out.writeEndObject();
    }

    static Type type(What what) {
        return switch (what) {
            case What.RunStarted _ -> Type.RUN_STARTED;
            case What.StepStarted _ -> Type.STEP_STARTED;
            case What.EffectStarted _ -> Type.EFFECT_STARTED;
            case What.EffectCompleted _ -> Type.EFFECT_COMPLETED;
            case What.EffectFailed _ -> Type.EFFECT_FAILED;
            case What.OutputRejected _ -> Type.OUTPUT_REJECTED;
            case What.Scored _ -> Type.SCORED;
            case What.Decided _ -> Type.DECIDED;
            case What.CapTripped _ -> Type.CAP_TRIPPED;
            case What.StepCompleted _ -> Type.STEP_COMPLETED;
            case What.StepSkipped _ -> Type.STEP_SKIPPED;
            case What.StepFailed _ -> Type.STEP_FAILED;
            case What.CancelRequested _ -> Type.CANCEL_REQUESTED;
            case What.RunFinished _ -> Type.RUN_FINISHED;
            case What.EffectHeld _ -> Type.EFFECT_HELD;
            case What.StateWritten _ -> Type.STATE_WRITTEN;
            case What.ApprovalRequested _ -> Type.APPROVAL_REQUESTED;
            case What.ApprovalDecided _ -> Type.APPROVAL_DECIDED;
            case What.Paused _ -> Type.PAUSED;
            case What.Continued _ -> Type.CONTINUED;
            case What.Suspended _ -> Type.SUSPENDED;
            case What.Resumed _ -> Type.RESUMED;
            case What.Stood _ -> Type.STOOD;
        };
    }

    private void what(What what) throws IOException {
        switch (what) {
            case What.RunStarted(String workflow, String name, String hash, var inputs, boolean simulated, long seed, String prices, String origin, boolean dryRun) -> {
                out.writeStringField("workflow", workflow);
                out.writeStringField("name", name);
                out.writeStringField("hash", hash);
                values(INPUTS, inputs);
                out.writeBooleanField("simulated", simulated);
                out.writeNumberField("seed", seed);
                out.writeStringField("prices", prices);
                filled(name("origin"), origin);
                flag("dryRun", dryRun);
            }
            case What.StepStarted(String kind, var inputs) -> {
                text(KIND, kind);
                values(INPUTS, inputs);
            }
            case What.EffectStarted(var effect, EffectRequest request, Amount reserved) -> {
                out.writeFieldName("effect");
                out.writeString(EventNames.EFFECT.of(effect));
                switch (request) {
                    case ModelRequest model -> request(model);
                    case ToolRequest tool -> call(tool);
                }
                amount("reserved", reserved);
            }
            case What.EffectCompleted(EffectReply reply, Amount settled, long micros, boolean reused, long queued) -> {
                switch (reply) {
                    case ModelReply model -> reply(model);
                    case ToolReply(JsonNode value, int trimmed, boolean simulated) -> {
                        value("toolResult", value);
                        counted("trimmed", trimmed);
                        flag("simulated", simulated);
                    }
                }
                amount("settled", settled);
                number(MICROS, micros);
                flag("reused", reused);
                counted("queuedMicros", queued);
            }
            case What.EffectFailed(RunError error, Amount settled, boolean uncertain, String partialText, long micros, long queued) -> {
                error(error);
                amount("settled", settled);
                out.writeBooleanField("uncertain", uncertain);
                if (!partialText.isEmpty()) {
                    out.writeStringField("partialText", partialText);
                }
                number(MICROS, micros);
                counted("queuedMicros", queued);
            }
            case What.OutputRejected(List<String> violations, boolean repairs) -> {
                out.writeArrayFieldStart("violations");
                for (String violation : violations) {
                    out.writeString(violation);
                }
                out.writeEndArray();
                out.writeBooleanField("repairs", repairs);
            }
            case What.Scored(int iteration, double score, var feedback, boolean passed, boolean best) -> {
                out.writeNumberField("iteration", iteration);
                out.writeNumberField("score", score);
                value("feedback", feedback);
                out.writeBooleanField("passed", passed);
                out.writeBooleanField("best", best);
            }
            case What.Decided(What.Choice choice, JsonNode detail) -> {
                out.writeFieldName("choice");
                out.writeString(EventNames.CHOICE.of(choice));
                value("detail", detail);
            }
            case What.CapTripped(long scope, String cap, String limit, String spent, String asked) -> {
                number(SCOPE, scope);
                out.writeStringField("cap", cap);
                out.writeStringField("limit", limit);
                out.writeStringField("spent", spent);
                out.writeStringField("asked", asked);
            }
            case What.StepCompleted(var outputs, var partial, var leave) -> {
                values(OUTPUTS, outputs);
                partial(partial);
                leave(leave);
            }
            case What.StepSkipped(String reason, var leave) -> {
                text(REASON, reason);
                leave(leave);
            }
            case What.EffectHeld(String id, var effect, ToolRequest request, String sha256, JsonNode standIn) -> {
                out.writeStringField("id", id);
                out.writeFieldName("effect");
                out.writeString(EventNames.EFFECT.of(effect));
                call(request);
                out.writeStringField("sha256", sha256);
                value("value", standIn);
            }
            case What.StateWritten(String field, JsonNode value) -> {
                out.writeStringField("field", field);
                value("value", value);
            }
            case What.ApprovalRequested(String id, var about, JsonNode action, String question, String reason, String sha256, boolean blocking, long limitMillis, var onTimeout) -> {
                out.writeStringField("id", id);
                out.writeFieldName("about");
                out.writeString(EventNames.ABOUT.of(about));
                value("action", action);
                out.writeStringField("question", question);
                text(REASON, reason);
                out.writeStringField("sha256", sha256);
                out.writeBooleanField("blocking", blocking);
                out.writeNumberField("limitMillis", limitMillis);
                out.writeFieldName("onTimeout");
                out.writeString(EventNames.ON_TIMEOUT.of(onTimeout));
            }
            case What.ApprovalDecided(String id, var verdict, var value, String person, String comment, String sha256) -> {
                out.writeStringField("id", id);
                out.writeFieldName("verdict");
                out.writeString(EventNames.VERDICT.of(verdict));
                value("value", value);
                filled(name("person"), person);
                filled(name("comment"), comment);
                out.writeStringField("sha256", sha256);
            }
            case What.Paused(String reason) -> text(REASON, reason);
            case What.Continued(String how) -> text(REASON, how);
            case What.Suspended(String reason) -> text(REASON, reason);
            case What.Resumed(int epoch, String reason) -> {
                out.writeNumberField("epoch", epoch);
                text(REASON, reason);
            }
            case What.Stood(boolean after, var values, boolean first) -> {
                flag("after", after);
                values(name("values"), values);
                flag("first", first);
            }
            case What.StepFailed(RunError error) -> error(error);
            case What.CancelRequested(String reason) -> text(REASON, reason);
            case What.RunFinished(RunStatus status, var outputs, var result, var partial, var error, Amount spent) -> {
                out.writeFieldName("status");
                out.writeString(EventNames.STATUS.of(status));
                values(OUTPUTS, outputs);
                value("result", result);
                partial(partial);
                if (error != null) {
                    error(error);
                }
                amount("spent", spent);
            }
        }
    }

    private void request(ModelRequest request) throws IOException {
        out.writeObjectFieldStart("request");
        out.writeStringField("alias", request.alias());
        out.writeStringField("provider", request.provider());
        text(MODEL, request.model());
        optional(name("baseUrl"), request.baseUrl());
        optional(name("secret"), request.secret());
        ModelRequest.Earlier earlier = request.earlier();
        if (earlier != null) {
            out.writeObjectFieldStart("earlier");
            out.writeNumberField("seq", earlier.seq());
            out.writeArrayFieldStart("kept");
            for (int place : earlier.kept()) {
                out.writeNumber(place);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeArrayFieldStart("messages");
        for (int i = earlier == null ? 0 : earlier.count(); i < request.messages().size(); i++) {
            turn(request.messages().get(i));
        }
        out.writeEndArray();
        if (!request.tools().isEmpty()) {
            tools(request.tools());
        }
        value("schema", request.schema());
        out.writeNumberField("maxOutputTokens", request.maxOutputTokens());
        Double temperature = request.temperature();
        if (temperature != null) {
            out.writeNumberField("temperature", temperature);
        }
        ReasoningEffort effort = request.reasoningEffort();
        if (effort != null) {
            out.writeFieldName("reasoningEffort");
            out.writeString(EventNames.EFFORT.of(effort));
        }
        flag("promptCache", request.promptCache());
        out.writeEndObject();
    }

    private void turn(ModelRequest.Turn turn) throws IOException {
        out.writeStartObject();
        out.writeFieldName("role");
        out.writeString(EventNames.ROLE.of(turn.role()));
        text(TEXT, turn.text());
        toolCalls(turn.toolCalls());
        optional(name("answers"), turn.answers());
        if (!turn.images().isEmpty()) {
            out.writeArrayFieldStart("images");
            for (String image : turn.images()) {
                out.writeString(image);
            }
            out.writeEndArray();
        }
        value("thoughts", turn.thoughts());
        out.writeEndObject();
    }

    private void tools(List<ToolSpec> tools) throws IOException {
        out.writeArrayFieldStart("tools");
        for (ToolSpec tool : tools) {
            out.writeStartObject();
            out.writeStringField("name", tool.name());
            out.writeStringField("description", tool.description());
            value("parameters", tool.parameters());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void toolCalls(List<ToolUse> calls) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("toolCalls");
        for (ToolUse call : calls) {
            out.writeStartObject();
            out.writeStringField("id", call.id());
            out.writeStringField("tool", call.tool());
            value("arguments", call.arguments());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void call(ToolRequest request) throws IOException {
        out.writeObjectFieldStart("call");
        out.writeStringField("tool", request.tool());
        value("arguments", request.arguments());
        value("config", request.config());
        out.writeStringField("idempotencyKey", request.idempotencyKey());
        out.writeEndObject();
    }

    private void leave(@Nullable Leave leave) throws IOException {
        if (leave != null) {
            out.writeObjectFieldStart("leave");
            out.writeFieldName("how");
            out.writeString(EventNames.HOW.of(leave.how()));
            number(SCOPE, leave.scope());
            out.writeFieldName("reach");
            out.writeString(EventNames.REACH.of(leave.reach()));
            filled(name("cause"), leave.cause());
            value("value", leave.value());
            out.writeEndObject();
        }
    }

    private void flag(String name, boolean value) throws IOException {
        if (value) {
            out.writeBooleanField(name, true);
        }
    }

    private void reply(ModelReply reply) throws IOException {
        out.writeObjectFieldStart("reply");
        text(TEXT, reply.text());
        if (reply.usage() != null) {
            usage(reply.usage());
        }
        out.writeFieldName("finish");
        out.writeString(EventNames.FINISH.of(reply.finish()));
        text(MODEL, reply.model());
        optional(name("requestId"), reply.requestId());
        counted("firstTokenMicros", reply.firstTokenMicros());
        toolCalls(reply.toolCalls());
        value("thoughts", reply.thoughts());
        ModelReply.Saved saved = reply.saved();
        if (saved != null) {
            out.writeObjectFieldStart("saved");
            usage(saved.usage());
            counted("nanoUsd", saved.nanoUsd());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void usage(ModelReply.Usage usage) throws IOException {
        out.writeObjectFieldStart("usage");
        out.writeNumberField("input", usage.input());
        counted("cacheRead", usage.cacheRead());
        counted("cacheWrite", usage.cacheWrite());
        out.writeNumberField("output", usage.output());
        counted("reasoning", usage.reasoning());
        out.writeEndObject();
    }

    private void amount(String name, Amount amount) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeNumberField("inputTokens", amount.inputTokens());
        out.writeNumberField("outputTokens", amount.outputTokens());
        out.writeNumberField("nanoUsd", amount.nanoUsd());
        counted("steps", amount.steps());
        counted("toolCalls", amount.toolCalls());
        counted("spawns", amount.spawns());
        if (!amount.priced()) {
            out.writeBooleanField("priced", false);
        }
        out.writeEndObject();
    }

    private void error(RunError error) throws IOException {
        out.writeFieldName(ERROR);
        out.writeStartObject();
        out.writeFieldName("code");
        out.writeString(EventNames.CODE.of(error.code()));
        text(MESSAGE, error.message());
        filled(name("wayOut"), error.wayOut());
        optional(NODE, error.node());
        number(ATTEMPT, error.attempt());
        optional(name("cause"), error.cause());
        if (error.retryAfterMillis() >= 0) {
            out.writeNumberField("retryAfterMillis", error.retryAfterMillis());
        }
        out.writeEndObject();
    }

    private void partial(@Nullable Partial partial) throws IOException {
        if (partial != null) {
            out.writeFieldName(PARTIAL);
            out.writeStartObject();
            text(REASON, partial.reason());
            number(SCOPE, partial.scope());
            text(MESSAGE, partial.message());
            out.writeEndObject();
        }
    }

    private void values(SerializableString name, Map<String, JsonNode> values) throws IOException {
        out.writeFieldName(name);
        out.writeStartObject();
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            out.writeFieldName(value.getKey());
            JsonTree.write(out, value.getValue());
        }
        out.writeEndObject();
    }

    private void value(String name, @Nullable JsonNode value) throws IOException {
        if (value != null) {
            out.writeFieldName(name);
            JsonTree.write(out, value);
        }
    }

    private void number(SerializableString name, long value) throws IOException {
        out.writeFieldName(name);
        out.writeNumber(value);
    }

    private void text(SerializableString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    private void optional(SerializableString name, @Nullable String value) throws IOException {
        if (value != null) {
            text(name, value);
        }
    }

    private void filled(SerializableString name, String value) throws IOException {
        if (!value.isEmpty()) {
            text(name, value);
        }
    }

    private void counted(String name, long value) throws IOException {
        if (value != 0) {
            out.writeNumberField(name, value);
        }
    }

    private static SerializableString name(String name) {
        return new SerializedString(name);
    }

    /** Gives its array away and can take back what was written last. */
    private static final class Buffer extends ByteArrayOutputStream {
        private static final int ROOM = 16 * 1024;
        private static final int LARGE = 1024 * 1024;

        Buffer() {
            super(ROOM);
        }

        byte[] bytes() {
            return buf;
        }

        void truncate(int size) {
            count = size;
        }

        void empty() {
            count = 0;
            if (buf.length > LARGE) {
                buf = Arrays.copyOf(buf, ROOM);
            }
        }
    }
}
