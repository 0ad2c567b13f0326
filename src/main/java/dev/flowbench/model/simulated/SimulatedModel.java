package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model that needs no key and no network. What it answers depends on the seed, the step's key and the attempt, and
 * on the request; never on time, threads or the order of calls. A {@link SimScript} says what it answers; where none
 * does, it makes up an answer about the prompt that satisfies the schema asked for. Safe for many threads.
 *
 * <p>Tokens are counted as a quarter of the bytes, rounded up: about what a provider would count, so that costs shown
 * are about those of the real run.
 */
public final class SimulatedModel implements ChatModel {
    private static final Duration ASKED_TO_WAIT = Duration.ofSeconds(2);
    private static final double SLOWNESS = 15;

    private final SimScript script;
    private final Pace pace;
    private final Faults faults;
    private final SchemaAnswers answers = new SchemaAnswers();

    /**
     * @param script what to answer; {@link SimScript#NONE} makes up everything
     * @param pace how fast, where the script does not say; its factor holds in any case
     */
    public SimulatedModel(SimScript script, Pace pace) {
        this(script, pace, Faults.NONE);
    }

    /** @param faults what its calls suffer beside what the script says */
    public SimulatedModel(SimScript script, Pace pace, Faults faults) {
        this.script = script;
        this.pace = pace;
        this.faults = faults;
    }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        StepPlace place = StepPlace.of(call.stepKey());
        long seed = mixed(call.seed() + 31L * call.stepKey().hashCode() + 0x9E3779B97F4A7C15L * call.attempt());
        Optional<SimAnswer> scripted = script.answer(call.node(), place, call.attempt(), prompt(request));
        Pace usual = script.pace(pace);
        Optional<SimFault> fault = scripted.flatMap(SimAnswer::fault)
                .or(() -> faults.at(call.seed(), call.stepKey(), call.node(), call.attempt(), request));
        Pace own = scripted.map(one -> one.pace(usual)).orElse(usual);
        var answer = new Answer(request, call,
                fault.filter(SimFault.SLOW::equals).isPresent() ? own.times(SLOWNESS) : own,
                new Random(mixed(seed)), "sim-" + Long.toHexString(seed));
        answer.begin();
        if (fault.isPresent()) answer.failFirst(fault.get());
        boolean says = scripted.filter(one -> !one.faultOnly()).isPresent();
        if (fault.filter(SimFault.LOOP::equals).isPresent() && !request.tools().isEmpty()) {
            return answer.end("", SimTools.named(SimTools.again(request), answer.id), fault);
        }
        List<ToolUse> calls = says ? scripted.get().calls() : SimTools.madeUp(request, place.round(), seed);
        String text = says || !calls.isEmpty()
                ? scripted.flatMap(SimAnswer::content).orElse("")
                : madeUp(request, place.round(), seed);
        return answer.end(text, SimTools.named(calls, answer.id), fault);
    }

    /** What a script's conditions look at: instructions that never change would hide what does. */
    private static String prompt(ModelRequest request) {
        boolean user = request.messages().stream().anyMatch(turn -> turn.role() == Message.Role.USER);
        return request.messages().stream().filter(turn -> !user || turn.role() == Message.Role.USER)
                .map(ModelRequest.Turn::text).collect(Collectors.joining("\n"));
    }

    private String madeUp(ModelRequest request, int round, long seed) {
        var phrases = new Phrases(request, round);
        JsonNode schema = request.schema();
        if (schema == null) {
            var chance = new Random(seed);
            int most = (int) Math.min(600, 3L * request.maxOutputTokens());
            return phrases.text(chance, Math.min(most, 200 + chance.nextInt(400)));
        }
        return answers.value(schema, phrases, round, seed).toString();
    }

    static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long tokens(String text) { return (text.getBytes(StandardCharsets.UTF_8).length + 3) / 4; }

    private static long tokensSent(ModelRequest request) {
        long tokens = 3;
        for (ModelRequest.Turn turn : request.messages()) {
            tokens += tokens(turn.text()) + 4 + SimTools.tokens(turn.toolCalls());
        }
        for (ToolSpec tool : request.tools()) {
            tokens += tokens(tool.name()) + tokens(tool.description()) + tokens(tool.parameters().toString()) + 8;
        }
        JsonNode schema = request.schema();
        return schema == null ? tokens : tokens + tokens(schema.toString()) + 8;
    }

    /** One answer on its way. */
    private static final class Answer {
        private final ModelRequest request;
        private final Call call;
        private final Pace pace;
        private final Duration wait;
        private final String id;
        private final StringBuilder sent = new StringBuilder();

        Answer(ModelRequest request, Call call, Pace pace, Random chance, String id) {
            this.request = request;
            this.call = call;
            this.pace = pace;
            this.wait = pace.firstToken(chance.nextDouble());
            this.id = id;
        }

        void begin() throws ModelException {
            if (call.cancelled()) throw failure(ErrorCode.CANCELLED, Texts.text("cancelled"), "", null, -1);
            if (pace.waits()) call.sleep(pace.scaled(wait));
        }

        /** The faults that come before any text. */
        void failFirst(SimFault fault) throws ModelException {
            switch (fault) {
                case UNREACHABLE -> throw failure(ErrorCode.NET_CONNECT, fault, null, -1);
                case TIMEOUT -> {
                    // With a pace of zero nobody wants to wait for a deadline either.
                    if (pace.waits()) waitForDeadline();
                    throw failure(ErrorCode.TIMEOUT, fault, null, -1);
                }
                case RATE_LIMIT -> throw failure(ErrorCode.RATE_LIMIT, fault, null,
                        pace.waits() ? ASKED_TO_WAIT.toMillis() : 0);
                case SERVER_ERROR -> throw failure(ErrorCode.PROVIDER_ERROR, fault, null, -1);
                case AUTH -> throw failure(ErrorCode.AUTH, fault, null, -1);
                case REFUSAL -> throw failure(ErrorCode.REFUSED, fault, new Usage(tokensSent(request),
                        Math.min(8, request.maxOutputTokens())), -1);
                case CUT, MALFORMED, WRONG_SCHEMA, EMPTY, TRUNCATED, NO_USAGE, SLOW, LYING_USAGE, MISROUTE, LONG_PLAN,
                        ESCALATE, LOOP ->
                    {
                    }
            }
        }

        private void waitForDeadline() throws ModelException {
            try {
                call.sleep(call.timeLeft().plusMillis(1));
            } catch (ModelException e) {
                if (e.code() != ErrorCode.TIMEOUT) throw e;
            }
        }

        ModelReply end(String whole, List<ToolUse> wanted, Optional<SimFault> fault) throws ModelException {
            String text = fault.map(one -> spoilt(whole, one)).orElse(whole);
            List<ToolUse> calls = fault.map(one -> SimTools.spoilt(wanted, one)).orElse(wanted);
            Finish finish = fault.filter(SimFault.TRUNCATED::equals).isPresent()
                    ? Finish.LENGTH
                    : calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALL;
            if (tokens(text) + SimTools.tokens(calls) > request.maxOutputTokens()) {
                text = head(text, 4L * request.maxOutputTokens());
                calls = List.of();
                finish = Finish.LENGTH;
            }
            stream(text);
            if (fault.filter(SimFault.CUT::equals).isPresent()) {
                throw failure(ErrorCode.NET_LOST, SimFault.CUT, null, -1);
            }
            Usage usage = fault.filter(SimFault.NO_USAGE::equals).isPresent()
                    ? null
                    : fault.filter(SimFault.LYING_USAGE::equals).isPresent()
                            ? new Usage(3 * tokensSent(request), 2L * request.maxOutputTokens())
                            : new Usage(tokensSent(request), Math.max(1, tokens(text) + SimTools.tokens(calls)));
            return new ModelReply(text, usage, finish, request.model(), id,
                    pace.scaled(wait).toNanos() / 1000, calls);
        }

        private String spoilt(String text, SimFault fault) {
            int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
            return switch (fault) {
                case CUT, TRUNCATED -> text.substring(0, middle);
                case MALFORMED -> request.schema() == null
                        ? "{\"" + text.substring(0, middle)
                        : text.substring(0, Math.max(1, middle)).replace('}', ',');
                case WRONG_SCHEMA -> request.schema() != null && request.schema().path("type").asText().equals("array")
                        ? "{\"unexpected\":true}"
                        : "[\"unexpected\"]";
                case EMPTY -> "";
                case MISROUTE -> Misled.routed(text, request);
                case LONG_PLAN -> Misled.planned(text);
                case ESCALATE -> Misled.escalated(request);
                case UNREACHABLE, TIMEOUT, RATE_LIMIT, SERVER_ERROR, AUTH, REFUSAL, NO_USAGE, SLOW, LYING_USAGE, LOOP ->
                    text;
            };
        }

        private static String head(String text, long bytes) {
            int used = 0;
            int end = 0;
            while (end < text.length()) {
                int point = text.codePointAt(end);
                used += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
                if (used > bytes) break;
                end += Character.charCount(point);
            }
            return text.substring(0, end);
        }

        private void stream(String text) throws ModelException {
            if (!pace.waits()) {
                send(text);
                return;
            }
            int from = 0;
            while (from < text.length()) {
                int space = text.indexOf(' ', Math.min(text.length(), from + 3));
                int to = space < 0 || space > from + 24 ? Math.min(text.length(), from + 12) : space + 1;
                if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) to++;
                send(text.substring(from, to));
                call.sleep(pace.forTokens((to - from) / 4.0));
                from = to;
            }
        }

        private void send(String part) throws ModelException {
            if (call.cancelled()) throw failure(ErrorCode.CANCELLED, Texts.text("cancelled"), "", null, -1);
            if (part.isEmpty()) return;
            sent.append(part);
            call.delta(part);
        }

        private ModelException failure(ErrorCode code, SimFault fault, @Nullable Usage usage, long retryAfter) {
            return failure(code, Texts.text("fault." + fault.id(), request.model()), Texts.text("fault.wayOut"), usage,
                    retryAfter);
        }

        private ModelException failure(ErrorCode code, String message, String wayOut, @Nullable Usage usage,
                long retryAfter) {
            return new ModelException(code, message, wayOut, retryAfter, sent.toString(), usage, null);
        }
    }
}
