package dev.flowbench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Rung;
import dev.flowbench.engine.plan.Validation;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.plan.Work.Candidate;
import dev.flowbench.engine.plan.Work.ModelUse;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gets an answer that counts: tries again what may pass, falls back to another model, and lets the model mend an answer
 * that does not satisfy its schema. Every attempt goes through the door and reserves anew.
 */
final class ModelCalls {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int DEFAULT_REPAIRS = 2;
    /** Attempts, fallbacks and repairs of one step together, unless the node names more attempts. */
    private static final int MOST_CALLS = 6;

    private final RunState run;
    private final ModelDoor door;
    private final Retries retries;

    ModelCalls(RunState run) {
        this.run = run;
        this.door = new ModelDoor(run);
        this.retries = new Retries(run);
    }

    /**
     * What is asked.
     *
     * @param schema null for text
     * @param validation what the answer must satisfy beside it
     * @param inputs what the node's assertions may name
     * @param tools what the model may call; empty for nothing
     */
    record Question(
            ModelUse model,
            List<ModelRequest.Turn> messages,
            @Nullable JsonNode schemaSource,
            @Nullable JsonSchema schema,
            Validation validation,
            int maxOutputTokens,
            @Nullable Double temperature,
            Map<String, JsonNode> inputs,
            List<ToolSpec> tools) {
        Question(ModelUse model, List<ModelRequest.Turn> messages, @Nullable JsonNode schemaSource,
                @Nullable JsonSchema schema, Validation validation, int maxOutputTokens, @Nullable Double temperature,
                Map<String, JsonNode> inputs) {
            this(model, messages, schemaSource, schema, validation, maxOutputTokens, temperature, inputs, List.of());
        }

        /** A question for text, with tools to call. */
        static Question withTools(ModelUse model, List<ModelRequest.Turn> messages, int maxOutputTokens,
                List<ToolSpec> tools) {
            return new Question(model, messages, null, null, Validation.NONE, maxOutputTokens, null, Map.of(), tools);
        }

        Question with(@Nullable Double other) {
            return new Question(model, messages, schemaSource, schema, validation, maxOutputTokens, other, inputs,
                    tools);
        }
    }

    /** The answer as a value: text, or what the schema describes. */
    record Answer(JsonNode value, @Nullable Partial partial) {}

    /** Billionths of a dollar that an answer may cost at most: the dearest model, all repairs; -1 for an unknown price. */
    long worstCost(NodePlan plan, Question question) {
        var state = new Attempts(plan, 1, question);
        long calls = Math.min(state.most, 1L + state.rungs.size());
        long most = 0;
        for (; state.candidate < question.model().candidates().size(); state.candidate++) {
            Amount amount = door.worstCase(request(question, state));
            if (!amount.priced()) {
                return ApprovalGate.UNKNOWN_COST;
            }
            most = Math.max(most, amount.nanoUsd());
        }
        return most > Long.MAX_VALUE / calls ? Long.MAX_VALUE : most * calls;
    }

    Answer ask(NodePlan plan, Where first, Scope scope, Question question) {
        var state = new Attempts(plan, first.attempt(), question);
        while (true) {
            ModelReply reply = reply(plan, first, scope, question, state);
            Where where = first.withAttempt(state.attempt);
            var parsed = parse(question, reply);
            List<String> violations = parsed.violations();
            if (violations.isEmpty()) {
                violations = Validations.violations(question.validation(), parsed.value(), question.inputs());
            }
            if (violations.isEmpty()) {
                return new Answer(parsed.value(), truncated(plan, where, reply));
            }
            boolean cutOff = reply.finish() == ModelReply.Finish.LENGTH;
            boolean repairs = !cutOff && state.mayAsk() && !state.rungs.isEmpty()
                    && state.rungs.getFirst().action() == Settings.Recovery.Action.REPAIR;
            run.tell(where, new What.OutputRejected(violations, repairs));
            if (cutOff) {
                throw Stop.failed(new RunError(ErrorCode.OUTPUT_TRUNCATED,
                        Texts.text("error.truncated", plan.node().displayTitle(), question.maxOutputTokens()),
                        Texts.text("wayOut.truncated"), where.node(), where.attempt(), null, -1));
            }
            if (!climb(plan, where, question, state, reply.text(), violations)) {
                throw Stop.failed(Validations.error(plan, where, violations));
            }
            state.attempt++;
        }
    }

    /** One reply, whatever it says, of whichever of the models gives one. */
    ModelReply reply(NodePlan plan, Where first, Scope scope, Question question, Attempts state) {
        while (true) {
            Where where = first.withAttempt(state.attempt);
            try {
                state.calls++;
                ModelRequest request = request(question, state);
                boolean counts = !state.counted;
                ModelReply reply = run.breakers.call(run, where, shielded(request),
                        () -> door.call(where, scope, request, counts));
                state.counted = true;
                refuseFiltered(plan, where, reply);
                return reply;
            } catch (CallFailed failed) {
                // What was refused for want of a price never came to the door.
                state.counted |= failed.error().code() != ErrorCode.NO_PRICE
                        && failed.error().code() != ErrorCode.BREAKER_OPEN;
                recover(plan, where, scope, question, state, failed.error());
                state.attempt++;
            }
        }
    }

    /** What fails together: a model at a provider, with the key it is asked with. */
    private static String shielded(ModelRequest request) {
        String model = request.provider() + '/' + request.model();
        String place = request.baseUrl() == null ? model : model + " at " + request.baseUrl();
        return request.secret() == null ? place : place + " with " + request.secret();
    }

    /** An upper bound of the tokens that a question counts as input, with the model that is asked first. */
    long inputBound(Question question) {
        return run.model.inputBound(request(question, new Attempts(question)));
    }

    /** Tries the next thing that the document names; whether there is one. */
    private boolean climb(NodePlan plan, Where where, Question question, Attempts state, String answer,
            List<String> violations) {
        if (!state.mayAsk()) {
            return false;
        }
        @Nullable Step step = state.rungs.pollFirst();
        if (step == null) {
            boolean next = turnToNextModel(where, question, state, ErrorCode.OUTPUT_INVALID);
            state.startOver();
            return next;
        }
        switch (step.action()) {
            case REPAIR -> {
                state.conversation.add(new ModelRequest.Turn(Message.Role.ASSISTANT, answer));
                state.conversation.add(new ModelRequest.Turn(Message.Role.USER,
                        Texts.text("repair", "- " + String.join("\n- ", violations))));
                return true;
            }
            case COOLER_RETRY -> {
                state.startOver();
                state.cooler = true;
                tellRetry(where, "cooler");
                return true;
            }
            case SIMPLIFIED_PROMPT -> {
                state.prompt = List.of(simplified(plan, where, step, question));
                state.startOver();
                tellRetry(where, "simplified");
                return true;
            }
            case FALLBACK_MODEL -> {
                if (turnTo(where, question, state, step.alias(), ErrorCode.OUTPUT_INVALID)) {
                    state.startOver();
                    return true;
                }
                return climb(plan, where, question, state, answer, violations);
            }
            case FALLBACK_NODE, FALLBACK_VALUE, PERSON, FAIL -> throw new IllegalStateException("asks no model");
        }
        throw new IllegalStateException(step.toString());
    }

    private void tellRetry(Where where, String how) {
        run.tell(where, new What.Decided(What.Choice.RETRY, Details.of("attempt", where.attempt() + 1, "waitMillis", 0,
                "error", ErrorCode.OUTPUT_INVALID.name(), "how", how)));
    }

    private static ModelRequest.Turn simplified(NodePlan plan, Where where, Step step, Question question) {
        Work.@Nullable Part prompt = step.prompt();
        if (prompt == null) {
            throw new IllegalStateException("no prompt");
        }
        try {
            return Prompts.turn(prompt, question.inputs());
        } catch (TextException e) {
            throw TransformStep.textError(plan, where, e, "onFailure.prompt");
        }
    }

    /** One more way to ask a model. */
    private record Step(Settings.Recovery.Action action, Work.@Nullable Part prompt, @Nullable String alias) {}

    /** Where the attempts of one visit stand. */
    static final class Attempts {
        final List<ModelRequest.Turn> conversation;
        int attempt = 1;
        int candidate;
        int tries = 1;
        /** Prompt that the conversation begins with. */
        List<ModelRequest.Turn> prompt;
        final ArrayDeque<Step> rungs = new ArrayDeque<>();
        final int most;
        int calls;
        boolean cooler;
        /** Whether it is booked as a step: the first call of a visit is, a repair or a retry is not. */
        boolean counted;
        /** Why another model was turned to for the first time. */
        @Nullable Failed first;

        /** As a node without settings of its own. */
        Attempts(Question question) {
            this(Settings.NONE, List.of(), 1, question);
        }

        Attempts(NodePlan plan, int first, Question question) {
            this(plan.node().settings(), plan.ladder(), first, question);
        }

        private Attempts(Settings settings, List<Rung> ladder, int first, Question question) {
            attempt = first;
            counted = first > 1;
            prompt = question.messages();
            conversation = new ArrayList<>(prompt);
            Settings.@Nullable Retry retry = settings.retry();
            most = Math.max(MOST_CALLS, retry == null || retry.attempts() == null ? 0 : retry.attempts());
            if (ladder.isEmpty()) {
                add(Settings.Recovery.Action.REPAIR, DEFAULT_REPAIRS, null);
            }
            for (Rung rung : ladder) {
                if (!rung.asksModel()) {
                    break; // From here on it is the interpreter's.
                }
                @Nullable Integer times = rung.recovery().times();
                int usual = rung.action() == Settings.Recovery.Action.REPAIR ? DEFAULT_REPAIRS : 1;
                add(rung.action(), times == null ? usual : times, rung);
            }
        }

        private void add(Settings.Recovery.Action action, int times, @Nullable Rung rung) {
            for (int i = 0; i < times; i++) {
                rungs.add(new Step(action, rung == null ? null : rung.prompt(),
                        rung == null ? null : rung.recovery().model()));
            }
        }

        /** Whether the bound on calls leaves room for another. */
        boolean mayAsk() {
            return calls < most;
        }

        void startOver() {
            conversation.clear();
            conversation.addAll(prompt);
        }
    }

    private static ModelRequest request(Question question, Attempts state) {
        Candidate candidate = question.model().candidates().get(state.candidate);
        ModelSpec spec = candidate.spec();
        @Nullable Double temperature = state.cooler
                ? Double.valueOf(0)
                : question.temperature() != null
                        ? question.temperature()
                        : spec.temperature() == null ? null : spec.temperature().asDouble();
        return new ModelRequest(candidate.alias(), spec.provider(), spec.model(), spec.baseUrl(), spec.secret(),
                state.conversation, question.schemaSource(), question.maxOutputTokens(), temperature,
                spec.reasoningEffort(),
                spec.cachesPrompt(), question.model().cached() && state.attempt == 1, question.tools(), null);
    }

    /** Waits for another try, or turns to the next model; leaves when there is neither. */
    private void recover(NodePlan plan, Where where, Scope scope, Question question, Attempts state, RunError error) {
        if (error.code() == ErrorCode.INTERRUPTED || error.code() == ErrorCode.BREAKER_OPEN) {
            state.calls--;
        }
        if (!state.mayAsk()) {
            throw Stop.failed(withFirst(question, state, error));
        }
        if (error.code() == ErrorCode.BAD_REQUEST && state.cooler) {
            // Some models take no temperature: they are asked as before.
            state.cooler = false;
            tellRetry(where, "warmer");
            return;
        }
        if (retries.again(plan.node().settings().retry(), state.tries, where, scope, error)) {
            if (error.code() != ErrorCode.INTERRUPTED) {
                state.tries++;
            }
            return;
        }
        boolean anotherModelMayHelp = error.code().isTransient() || error.code() == ErrorCode.NO_MODEL
                || error.code() == ErrorCode.NO_KEY || error.code() == ErrorCode.AUTH
                || error.code() == ErrorCode.NO_PRICE || error.code() == ErrorCode.MODEL_OFF
                || error.code() == ErrorCode.MODEL_STOPPED;
        String asked = model(question, state);
        if (!anotherModelMayHelp || !turnToNextModel(where, question, state, error.code())) {
            throw Stop.failed(withFirst(question, state, error));
        }
        if (state.first == null) {
            state.first = new Failed(asked, error);
        }
    }

    /** A model that gave no answer, so that another was asked. */
    private record Failed(String model, RunError error) {}

    private static String model(Question question, Attempts state) {
        return question.model().candidates().get(state.candidate).spec().model();
    }

    /** Why the last model failed, with why it was turned to at all: the first failure is the one to mend. */
    private static RunError withFirst(Question question, Attempts state, RunError last) {
        @Nullable Failed first = state.first;
        if (first == null || last.code() == ErrorCode.INTERRUPTED || last.code() == ErrorCode.CANCELLED) {
            return last;
        }
        return new RunError(last.code(), Texts.text("error.fallbackToo", first.model(),
                withoutStop(first.error().message()), model(question, state), withoutStop(last.message())),
                first.error().wayOut(), last.node(), last.attempt(), last.cause(), last.retryAfterMillis());
    }

    private static String withoutStop(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    /** Whether there is another model to ask; the next request goes to it. */
    private boolean turnToNextModel(Where where, Question question, Attempts state, ErrorCode why) {
        List<Candidate> candidates = question.model().candidates();
        if (state.candidate + 1 >= candidates.size()) {
            return false;
        }
        return turnTo(where, question, state, candidates.get(state.candidate + 1).alias(), why);
    }

    /** Whether that model can still be turned to; the next request goes to it. */
    private boolean turnTo(Where where, Question question, Attempts state, @Nullable String alias, ErrorCode why) {
        List<Candidate> candidates = question.model().candidates();
        int to = state.candidate + 1;
        while (to < candidates.size() && !candidates.get(to).alias().equals(alias)) {
            to++;
        }
        if (to == candidates.size()) {
            return false;
        }
        String from = candidates.get(state.candidate).alias();
        state.candidate = to;
        state.tries = 1;
        state.cooler = false;
        run.tell(where, new What.Decided(What.Choice.FALLBACK,
                Details.of("from", from, "to", candidates.get(state.candidate).alias(), "error", why.name())));
        return true;
    }

    private record Parsed(JsonNode value, List<String> violations) {}

    private static Parsed parse(Question question, ModelReply reply) {
        if (question.schema() == null) {
            return new Parsed(TextNode.valueOf(reply.text()), List.of());
        }
        try {
            JsonNode value = JSON.readTree(withoutFence(reply.text()));
            if (value == null || value.isMissingNode()) {
                return new Parsed(TextNode.valueOf(""), List.of(Texts.text("violation.empty")));
            }
            return new Parsed(value, Validations.violations(question.schema(), value));
        } catch (JsonProcessingException e) {
            return new Parsed(TextNode.valueOf(reply.text()),
                    List.of(Texts.text("violation.notJson", e.getOriginalMessage())));
        }
    }

    /** Some models put JSON into a fenced block, whatever they are told. */
    private static String withoutFence(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith("```") || !trimmed.endsWith("```")) {
            return trimmed;
        }
        int line = trimmed.indexOf('\n');
        return line < 0 ? trimmed : trimmed.substring(line + 1, trimmed.length() - 3);
    }

    private static void refuseFiltered(NodePlan plan, Where where, ModelReply reply) {
        if (reply.finish() == ModelReply.Finish.FILTERED) {
            throw Stop.failed(new RunError(ErrorCode.REFUSED, Texts.text("error.refused", plan.node().displayTitle()),
                    Texts.text("wayOut.refused"), where.node(), where.attempt(),
                    reply.text().isEmpty() ? null : reply.text(), -1));
        }
    }

    static @Nullable Partial truncated(NodePlan plan, Where where, ModelReply reply) {
        return reply.finish() == ModelReply.Finish.LENGTH
                ? new Partial("maxOutputTokens", where.span(),
                        Texts.text("partial.maxOutputTokens", plan.node().displayTitle()))
                : null;
    }
}
