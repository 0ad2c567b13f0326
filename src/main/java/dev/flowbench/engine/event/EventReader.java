package dev.flowbench.engine.event;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.EventNames.Type;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.flow.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from bytes. A name means the same in every type of event, so the fields of a line may come in any order:
 * they are collected first and put together at the line's end.
 */
final class EventReader {
    private static final int SHARED = 4096;

    private final byte[] bytes;
    private final int from;
    private final int length;
    private final Map<String, String> shared = new HashMap<>();
    private final Map<Frame, Conversation> conversations;

    /**
     * A child of a frame, in which one conversation goes on.
     *
     * @param span of the frame
     */
    record Frame(long span, String child) {}

    /**
     * The last request in a child of a frame.
     *
     * @param seq number of its event
     */
    record Conversation(long seq, List<ModelRequest.Turn> messages) {}

    /** @param conversations by child of a frame; go on from one stretch of bytes to the next of the same run */
    EventReader(byte[] bytes, int from, int length, Map<Frame, Conversation> conversations) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
        this.conversations = conversations;
    }

    void forEach(Consumer<Event> reader) throws EventFormatException {
        try (JsonParser in = EventJson.factory(bytes, from, length).createParser(bytes, from, length)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new EventFormatException(EventTexts.text("line.object"));
                }
                reader.accept(new Line().read(in));
            }
        } catch (EventFormatException e) {
            throw e;
        } catch (JacksonException e) {
            throw new EventFormatException(EventTexts.text("line.json", e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new EventFormatException(EventTexts.text("line.json", String.valueOf(e.getMessage())), e);
        }
    }

    /** The same few names stand in every event: one string for each. */
    private String share(String text) {
        if (shared.size() >= SHARED) {
            return text;
        }
        String known = shared.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /** The fields of one line. What a line does not name has the value that the writer leaves out. */
    private final class Line {
        private long seq;
        private long at;
        private @Nullable Type type;
        private String run = "";
        private long span;
        private long parent;
        private @Nullable String node;
        private String key = "";
        private String child = "";
        private int index;
        private int attempt = 1;

        private String workflow = "";
        private String name = "";
        private String hash = "";
        private String prices = "";
        private boolean simulated;
        private long seed;
        private String kind = "";
        private Map<String, JsonNode> inputs = Map.of();
        private Map<String, JsonNode> outputs = Map.of();
        private @Nullable EffectClass effect;
        private @Nullable EffectRequest request;
        private @Nullable EffectReply reply;
        private boolean reused;
        private @Nullable JsonNode toolResult;
        private int trimmed;
        private String origin = "";
        private boolean dryRun;
        private String id = "";
        private String sha256 = "";
        private @Nullable JsonNode value;
        private String changed = "";
        private What.ApprovalRequested.@Nullable About about;
        private @Nullable JsonNode action;
        private String question = "";
        private boolean blocking;
        private long limitMillis = -1;
        private Settings.ApprovalPolicy.@Nullable OnTimeout onTimeout;
        private What.ApprovalDecided.@Nullable Verdict verdict;
        private String person = "";
        private String comment = "";
        private int epoch;
        private boolean after;
        private Map<String, JsonNode> values = Map.of();
        private boolean first;
        private @Nullable Leave leave;
        private Amount amount = Amount.ZERO;
        private long micros;
        private long queuedMicros;
        private @Nullable RunError error;
        private boolean uncertain;
        private String partialText = "";
        private List<String> violations = List.of();
        private boolean repairs;
        private int iteration;
        private double score;
        private @Nullable JsonNode feedback;
        private boolean passed;
        private boolean best;
        private What.@Nullable Choice choice;
        private @Nullable JsonNode detail;
        private long scope;
        private String cap = "";
        private String limit = "";
        private String spent = "";
        private String asked = "";
        private String reason = "";
        private @Nullable Partial partial;
        private @Nullable RunStatus status;
        private @Nullable JsonNode result;

        Event read(JsonParser in) throws IOException {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                in.nextToken();
                field(field, in);
            }
            What what = what();
            if (what instanceof What.EffectStarted(var _, ModelRequest model, var _)) {
                conversations.put(new Frame(parent, child), new Conversation(seq, model.messages()));
            }
            return new Event(seq, at, new Where(run, span, parent, node, key, child, index, attempt), what);
        }

        private void field(String field, JsonParser in) throws IOException {
            switch (field) {
                case "seq" -> seq = in.getLongValue();
                case "at" -> at = in.getLongValue();
                case "type" -> type = EventNames.TYPE.read(string(in));
                case "run" -> run = share(string(in));
                case "span" -> span = in.getLongValue();
                case "parent" -> parent = in.getLongValue();
                case "node" -> node = share(string(in));
                case "key" -> key = string(in);
                case "child" -> child = share(string(in));
                case "index" -> index = in.getIntValue();
                case "attempt" -> attempt = in.getIntValue();
                case "workflow" -> workflow = string(in);
                case "name" -> name = string(in);
                case "hash" -> hash = string(in);
                case "prices" -> prices = string(in);
                case "simulated" -> simulated = in.getBooleanValue();
                case "seed" -> seed = in.getLongValue();
                case "kind" -> kind = share(string(in));
                case "inputs" -> inputs = values(in);
                case "outputs" -> outputs = values(in);
                case "effect" -> effect = EventNames.EFFECT.read(string(in));
                case "request" -> request = request(in);
                case "call" -> request = call(in);
                case "toolResult" -> toolResult = JsonTree.read(in);
                case "trimmed" -> trimmed = in.getIntValue();
                case "reused" -> reused = in.getBooleanValue();
                case "origin" -> origin = string(in);
                case "dryRun" -> dryRun = in.getBooleanValue();
                case "id" -> id = string(in);
                case "sha256" -> sha256 = string(in);
                case "value" -> value = JsonTree.read(in);
                case "field" -> changed = share(string(in));
                case "about" -> about = EventNames.ABOUT.read(string(in));
                case "action" -> action = JsonTree.read(in);
                case "question" -> question = string(in);
                case "blocking" -> blocking = in.getBooleanValue();
                case "limitMillis" -> limitMillis = in.getLongValue();
                case "onTimeout" -> onTimeout = EventNames.ON_TIMEOUT.read(string(in));
                case "verdict" -> verdict = EventNames.VERDICT.read(string(in));
                case "person" -> person = share(string(in));
                case "comment" -> comment = string(in);
                case "after" -> after = in.getBooleanValue();
                case "values" -> values = values(in);
                case "first" -> first = in.getBooleanValue();
                case "epoch" -> epoch = in.getIntValue();
                case "leave" -> leave = leave(in);
                case "reply" -> reply = reply(in);
                case "reserved", "settled" -> amount = amount(in);
                case "micros" -> micros = in.getLongValue();
                case "queuedMicros" -> queuedMicros = in.getLongValue();
                case "error" -> error = error(in);
                case "uncertain" -> uncertain = in.getBooleanValue();
                case "partialText" -> partialText = string(in);
                case "violations" -> violations = strings(in);
                case "repairs" -> repairs = in.getBooleanValue();
                case "iteration" -> iteration = in.getIntValue();
                case "score" -> score = in.getDoubleValue();
                case "feedback" -> feedback = JsonTree.read(in);
                case "passed" -> passed = in.getBooleanValue();
                case "best" -> best = in.getBooleanValue();
                case "choice" -> choice = EventNames.CHOICE.read(string(in));
                case "detail" -> detail = JsonTree.read(in);
                case "scope" -> scope = in.getLongValue();
                case "cap" -> cap = string(in);
                case "limit" -> limit = string(in);
                // A cap says what was spent in words, a run's end in figures.
                case "spent" -> {
                    if (in.currentToken() == JsonToken.START_OBJECT) {
                        amount = amount(in);
                    } else {
                        spent = string(in);
                    }
                }
                case "asked" -> asked = string(in);
                case "reason" -> reason = string(in);
                case "partial" -> partial = partial(in);
                case "status" -> status = EventNames.STATUS.read(string(in));
                case "result" -> result = JsonTree.read(in);
                default -> in.skipChildren();
            }
        }

        private What what() throws EventFormatException {
            return switch (needed(type, "type")) {
                case RUN_STARTED ->
                    new What.RunStarted(workflow, name, hash, inputs, simulated, seed, prices, origin, dryRun);
                case STEP_STARTED -> new What.StepStarted(kind, inputs);
                case EFFECT_STARTED ->
                    new What.EffectStarted(needed(effect, "effect"), needed(request, "request"), amount);
                case EFFECT_COMPLETED -> new What.EffectCompleted(
                        toolResult != null ? new ToolReply(toolResult, trimmed, simulated) : needed(reply, "reply"),
                        amount,
                        micros, reused, queuedMicros);
                case EFFECT_FAILED ->
                    new What.EffectFailed(needed(error, "error"), amount, uncertain, partialText, micros,
                            queuedMicros);
                case OUTPUT_REJECTED -> new What.OutputRejected(violations, repairs);
                case SCORED -> new What.Scored(iteration, score, feedback, passed, best);
                case DECIDED -> new What.Decided(needed(choice, "choice"), needed(detail, "detail"));
                case CAP_TRIPPED -> new What.CapTripped(scope, cap, limit, spent, asked);
                case STEP_COMPLETED -> new What.StepCompleted(outputs, partial, leave);
                case STEP_SKIPPED -> new What.StepSkipped(reason, leave);
                case EFFECT_HELD -> new What.EffectHeld(id, needed(effect, "effect"),
                        (ToolRequest) needed(request instanceof ToolRequest ? request : null, "call"), sha256,
                        needed(value, "value"));
                case STATE_WRITTEN -> new What.StateWritten(changed, needed(value, "value"));
                case APPROVAL_REQUESTED -> new What.ApprovalRequested(id, needed(about, "about"),
                        needed(action, "action"), question, reason, sha256, blocking, limitMillis,
                        needed(onTimeout, "onTimeout"));
                case APPROVAL_DECIDED ->
                    new What.ApprovalDecided(id, needed(verdict, "verdict"), value, person, comment, sha256);
                case PAUSED -> new What.Paused(reason);
                case CONTINUED -> new What.Continued(reason);
                case SUSPENDED -> new What.Suspended(reason);
                case STOOD -> new What.Stood(after, values, first);
                case RESUMED -> new What.Resumed(epoch, reason);
                case STEP_FAILED -> new What.StepFailed(needed(error, "error"));
                case CANCEL_REQUESTED -> new What.CancelRequested(reason);
                case RUN_FINISHED ->
                    new What.RunFinished(needed(status, "status"), outputs, result, partial, error, amount);
            };
        }

        private <T> T needed(@Nullable T value, String field) throws EventFormatException {
            if (value == null) {
                throw new EventFormatException(EventTexts.text("field.missing", field, String.valueOf(seq)));
            }
            return value;
        }

        private ModelRequest request(JsonParser in) throws IOException {
            String alias = "";
            String provider = "";
            String model = "";
            String baseUrl = null;
            String secret = null;
            List<ModelRequest.Turn> messages = new ArrayList<>();
            JsonNode schema = null;
            int maxOutputTokens = 0;
            Double temperature = null;
            ReasoningEffort effort = null;
            boolean promptCache = false;
            List<ToolSpec> tools = new ArrayList<>();
            ModelRequest.Earlier earlier = null;
            for (String field = open(in, "request"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "alias" -> alias = share(string(in));
                    case "provider" -> provider = share(string(in));
                    case "model" -> model = share(string(in));
                    case "baseUrl" -> baseUrl = share(string(in));
                    case "secret" -> secret = share(string(in));
                    case "messages" -> {
                        list(in, "messages");
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            messages.add(turn(in));
                        }
                    }
                    case "schema" -> schema = JsonTree.read(in);
                    case "maxOutputTokens" -> maxOutputTokens = in.getIntValue();
                    case "temperature" -> temperature = in.getDoubleValue();
                    case "reasoningEffort" -> effort = EventNames.EFFORT.read(string(in));
                    case "promptCache" -> promptCache = in.getBooleanValue();
                    case "tools" -> {
                        list(in, "tools");
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            tools.add(tool(in));
                        }
                    }
                    case "earlier" -> earlier = earlier(in);
                    default -> in.skipChildren();
                }
            }
            return new ModelRequest(alias, provider, model, baseUrl, secret,
                    earlier == null ? messages : with(earlier, messages), schema, maxOutputTokens, temperature, effort,
                    promptCache, false, tools, earlier);
        }

        private List<ModelRequest.Turn> with(ModelRequest.Earlier earlier, List<ModelRequest.Turn> added)
                throws EventFormatException {
            Conversation before = conversations.get(new Frame(parent, child));
            List<Integer> kept = earlier.kept();
            if (before == null || before.seq() != earlier.seq()
                    || !kept.isEmpty() && kept.getLast() > before.messages().size()) {
                throw new EventFormatException(EventTexts.text("earlier.missing", String.valueOf(seq),
                        String.valueOf(earlier.seq())));
            }
            var all = new ArrayList<ModelRequest.Turn>(earlier.count() + added.size());
            for (int i = 0; i + 1 < kept.size(); i += 2) {
                all.addAll(before.messages().subList(kept.get(i), kept.get(i + 1)));
            }
            all.addAll(added);
            return all;
        }

        private ModelRequest.Earlier earlier(JsonParser in) throws IOException {
            long before = 0;
            var kept = new ArrayList<Integer>();
            for (String field = open(in, "earlier"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "seq" -> before = in.getLongValue();
                    case "kept" -> {
                        list(in, "kept");
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            kept.add(in.getIntValue());
                        }
                    }
                    default -> in.skipChildren();
                }
            }
            return new ModelRequest.Earlier(before, kept);
        }

        private ToolSpec tool(JsonParser in) throws IOException {
            String called = "";
            String description = "";
            JsonNode parameters = null;
            for (String field = open(in, "tools"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "name" -> called = share(string(in));
                    case "description" -> description = share(string(in));
                    case "parameters" -> parameters = JsonTree.read(in);
                    default -> in.skipChildren();
                }
            }
            return new ToolSpec(called, description, needed(parameters, "parameters"));
        }

        private List<ToolUse> toolCalls(JsonParser in) throws IOException {
            list(in, "toolCalls");
            var calls = new ArrayList<ToolUse>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                String call = "";
                String tool = "";
                JsonNode arguments = null;
                for (String field = open(in, "toolCalls"); field != null; field = in.nextFieldName()) {
                    in.nextToken();
                    switch (field) {
                        case "id" -> call = string(in);
                        case "tool" -> tool = share(string(in));
                        case "arguments" -> arguments = JsonTree.read(in);
                        default -> in.skipChildren();
                    }
                }
                calls.add(new ToolUse(call, tool, needed(arguments, "arguments")));
            }
            return calls;
        }

        private ToolRequest call(JsonParser in) throws IOException {
            String tool = "";
            JsonNode arguments = null;
            JsonNode config = null;
            String idempotencyKey = "";
            for (String field = open(in, "call"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "tool" -> tool = share(string(in));
                    case "arguments" -> arguments = JsonTree.read(in);
                    case "config" -> config = JsonTree.read(in);
                    case "idempotencyKey" -> idempotencyKey = string(in);
                    default -> in.skipChildren();
                }
            }
            return new ToolRequest(tool, needed(arguments, "arguments"), config, idempotencyKey);
        }

        private Leave leave(JsonParser in) throws IOException {
            Leave.How how = null;
            long frame = 0;
            Leave.Reach reach = Leave.Reach.OWN;
            String cause = "";
            JsonNode with = null;
            for (String field = open(in, "leave"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "how" -> how = EventNames.HOW.read(string(in));
                    case "scope" -> frame = in.getLongValue();
                    case "reach" -> reach = EventNames.REACH.read(string(in));
                    case "cause" -> cause = share(string(in));
                    case "value" -> with = JsonTree.read(in);
                    default -> in.skipChildren();
                }
            }
            return new Leave(needed(how, "how"), frame, reach, cause, with);
        }

        private ModelRequest.Turn turn(JsonParser in) throws IOException {
            Message.Role role = null;
            String text = "";
            List<ToolUse> calls = List.of();
            String answers = null;
            List<String> images = new ArrayList<>();
            JsonNode thoughts = null;
            for (String field = open(in, "messages"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "role" -> role = EventNames.ROLE.read(string(in));
                    case "text" -> text = string(in);
                    case "toolCalls" -> calls = toolCalls(in);
                    case "answers" -> answers = string(in);
                    case "images" -> {
                        list(in, "images");
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            images.add(string(in));
                        }
                    }
                    case "thoughts" -> thoughts = JsonTree.read(in);
                    default -> in.skipChildren();
                }
            }
            return new ModelRequest.Turn(needed(role, "role"), text, calls, answers, images, thoughts);
        }

        private ModelReply reply(JsonParser in) throws IOException {
            String text = "";
            ModelReply.Usage usage = null;
            ModelReply.Finish finish = null;
            String model = "";
            String requestId = null;
            long firstTokenMicros = 0;
            List<ToolUse> calls = List.of();
            JsonNode thoughts = null;
            ModelReply.Saved saved = null;
            for (String field = open(in, "reply"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "text" -> text = string(in);
                    case "usage" -> usage = usage(in);
                    case "finish" -> finish = EventNames.FINISH.read(string(in));
                    case "model" -> model = share(string(in));
                    case "requestId" -> requestId = string(in);
                    case "firstTokenMicros" -> firstTokenMicros = in.getLongValue();
                    case "toolCalls" -> calls = toolCalls(in);
                    case "thoughts" -> thoughts = JsonTree.read(in);
                    case "saved" -> saved = saved(in);
                    default -> in.skipChildren();
                }
            }
            return new ModelReply(text, usage, needed(finish, "finish"), model, requestId, firstTokenMicros, calls,
                    thoughts, saved);
        }

        private ModelReply.Saved saved(JsonParser in) throws IOException {
            ModelReply.Usage usage = new ModelReply.Usage(0, 0);
            long nanoUsd = 0;
            for (String field = open(in, "saved"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "usage" -> usage = usage(in);
                    case "nanoUsd" -> nanoUsd = in.getLongValue();
                    default -> in.skipChildren();
                }
            }
            return new ModelReply.Saved(usage, nanoUsd);
        }

        private ModelReply.Usage usage(JsonParser in) throws IOException {
            long input = 0;
            long cacheRead = 0;
            long cacheWrite = 0;
            long output = 0;
            long reasoning = 0;
            for (String field = open(in, "usage"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "input" -> input = in.getLongValue();
                    case "cacheRead" -> cacheRead = in.getLongValue();
                    case "cacheWrite" -> cacheWrite = in.getLongValue();
                    case "output" -> output = in.getLongValue();
                    case "reasoning" -> reasoning = in.getLongValue();
                    default -> in.skipChildren();
                }
            }
            return new ModelReply.Usage(input, cacheRead, cacheWrite, output, reasoning);
        }

        private Amount amount(JsonParser in) throws IOException {
            long inputTokens = 0;
            long outputTokens = 0;
            long nanoUsd = 0;
            int steps = 0;
            int toolCalls = 0;
            int spawns = 0;
            boolean priced = true;
            for (String field = open(in, "amount"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "inputTokens" -> inputTokens = in.getLongValue();
                    case "outputTokens" -> outputTokens = in.getLongValue();
                    case "nanoUsd" -> nanoUsd = in.getLongValue();
                    case "steps" -> steps = in.getIntValue();
                    case "toolCalls" -> toolCalls = in.getIntValue();
                    case "spawns" -> spawns = in.getIntValue();
                    case "priced" -> priced = in.getBooleanValue();
                    default -> in.skipChildren();
                }
            }
            return new Amount(inputTokens, outputTokens, nanoUsd, steps, toolCalls, spawns, priced);
        }

        private RunError error(JsonParser in) throws IOException {
            ErrorCode code = null;
            String message = "";
            String wayOut = "";
            String where = null;
            int tried = 1;
            String cause = null;
            long retryAfterMillis = -1;
            for (String field = open(in, "error"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "code" -> code = EventNames.CODE.read(string(in));
                    case "message" -> message = string(in);
                    case "wayOut" -> wayOut = string(in);
                    case "node" -> where = share(string(in));
                    case "attempt" -> tried = in.getIntValue();
                    case "cause" -> cause = string(in);
                    case "retryAfterMillis" -> retryAfterMillis = in.getLongValue();
                    default -> in.skipChildren();
                }
            }
            return new RunError(needed(code, "code"), message, wayOut, where, tried, cause, retryAfterMillis);
        }

        private Partial partial(JsonParser in) throws IOException {
            String why = "";
            long frame = 0;
            String message = "";
            for (String field = open(in, "partial"); field != null; field = in.nextFieldName()) {
                in.nextToken();
                switch (field) {
                    case "reason" -> why = share(string(in));
                    case "scope" -> frame = in.getLongValue();
                    case "message" -> message = string(in);
                    default -> in.skipChildren();
                }
            }
            return new Partial(why, frame, message);
        }

        private Map<String, JsonNode> values(JsonParser in) throws IOException {
            String first = open(in, "values");
            if (first == null) {
                return Map.of();
            }
            in.nextToken();
            JsonNode value = JsonTree.read(in);
            String second = in.nextFieldName();
            if (second == null) {
                return Map.of(share(first), value);
            }
            Map<String, JsonNode> values = new LinkedHashMap<>();
            values.put(share(first), value);
            for (String field = second; field != null; field = in.nextFieldName()) {
                in.nextToken();
                values.put(share(field), JsonTree.read(in));
            }
            return Collections.unmodifiableMap(values);
        }

        private List<String> strings(JsonParser in) throws IOException {
            list(in, "violations");
            List<String> strings = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                strings.add(string(in));
            }
            return List.copyOf(strings);
        }

        /** Steps into an object; the name of its first field, or null for an empty one. */
        private @Nullable String open(JsonParser in, String field) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw wrong(in, field);
            }
            return in.nextFieldName();
        }

        private void list(JsonParser in, String field) throws IOException {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(in, field);
            }
        }

        private String string(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong(in, String.valueOf(in.currentName()));
            }
            return in.getText();
        }

        private EventFormatException wrong(JsonParser in, String field) throws IOException {
            return new EventFormatException(EventTexts.text("value.wrong", field, String.valueOf(in.getText())));
        }
    }
}
