package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets a tool's result that counts: holds the arguments against the tool's schema, asks who must be asked, tries again what
 * may be tried again, and never does twice what must not be done twice.
 */
final class ToolCalls {
    /** What one call counts as. */
    static final Amount ONE_CALL = new Amount(0, 0, 0, 1, 1, 0, true);

    private final RunState run;
    private final ApprovalGate gate;
    private final ToolDoor door;
    private final Retries retries;
    /** By what tools take: two documents may give one name to two workflows. Inside the run's section. */
    private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();

    ToolCalls(RunState run, ApprovalGate gate) {
        this.run = run;
        this.gate = gate;
        this.door = new ToolDoor(run);
        this.retries = new Retries(run);
    }

    /**
     * What is wanted.
     *
     * @param arguments an object; held against the tool's schema before anything is done
     * @param config what the document gives the tool beside them; null for nothing
     * @param fields what to keep of the result; empty for all
     * @param maxChars how large the result may be
     * @param policy when a person is asked first; null for never
     * @param because why a person must be asked whatever the policy says; null where nobody must
     * @param idempotencyKey that of another run's step, in whose place this is done; null for the step's own
     */
    record Wish(
            Tool tool,
            JsonNode arguments,
            @Nullable JsonNode config,
            List<String> fields,
            int maxChars,
            Duration timeout,
            Settings.@Nullable ApprovalPolicy policy,
            @Nullable String because,
            Amount counts,
            @Nullable String idempotencyKey) {
        Wish(Tool tool, JsonNode arguments, @Nullable JsonNode config, List<String> fields, int maxChars,
                Duration timeout, Settings.@Nullable ApprovalPolicy policy, Amount counts) {
            this(tool, arguments, config, fields, maxChars, timeout, policy, null, counts, null);
        }

        /** Asked about for what may speak through its arguments, too. */
        Wish under(Influence influence) {
            return new Wish(tool, arguments, config, fields, maxChars, timeout, policy, influence.asksBefore(tool),
                    counts,
                    idempotencyKey);
        }
    }

    /** The tool of that name on this machine; empty where there is none. */
    Optional<Tool> tool(String name) {
        return run.tools.tool(name);
    }

    /** There is no tool of that name on this machine. */
    static RunError noTool(Where where, String name) {
        return new RunError(ErrorCode.NO_TOOL, Texts.text("error.noTool", name), Texts.text("wayOut.noTool"),
                where.node(), where.attempt(), null, -1);
    }

    /** What is wrong with arguments, for people and models; empty when nothing is. */
    List<String> violations(Tool tool, JsonNode arguments) {
        Tool.Definition definition = tool.definition();
        try {
            @Nullable JsonSchema schema = run.exclusively(() -> schemas.get(definition.parameters()));
            if (schema == null) {
                JsonSchema made = JsonSchema.of(definition.parameters());
                run.exclusively(() -> schemas.put(definition.parameters(), made));
                schema = made;
            }
            return violations(schema, arguments);
        } catch (SchemaException e) {
            return List.of(Texts.text("violation.toolSchema", definition.name(), e.getMessage()));
        }
    }

    /** The same outside a run. */
    static List<String> violations(Tool.Definition definition, JsonNode arguments) {
        try {
            return violations(JsonSchema.of(definition.parameters()), arguments);
        } catch (SchemaException e) {
            return List.of(Texts.text("violation.toolSchema", definition.name(), e.getMessage()));
        }
    }

    private static List<String> violations(JsonSchema schema, JsonNode arguments) {
        return arguments.isObject()
                ? Validations.violations(schema, arguments)
                : List.of(Texts.text("violation.notObject"));
    }

    /** Arguments that do not fit. */
    static RunError badArguments(Where where, String tool, List<String> violations) {
        return new RunError(ErrorCode.BAD_ARGUMENTS,
                Texts.text("error.badArguments", tool, String.join("; ", violations)),
                Texts.text("wayOut.badArguments"), where.node(), where.attempt(), null, -1);
    }

    /**
     * Calls a tool until there is a result, or none is to be had.
     *
     * @param retry what the document says of trying again; null for the usual
     * @throws CallFailed if there is none
     * @throws Stop if a cap tripped, the run was cancelled or the journal failed
     */
    ToolReply call(Settings.@Nullable Retry retry, Where first, Scope scope, Wish wish) throws CallFailed {
        Wish now = wish;
        check(first, now);
        if (held(now)) {
            return hold(first, scope, now);
        }
        @Nullable JsonNode approved = null;
        // What the run this one is made from has done is not done again unasked.
        @Nullable String repeats = repeats(first, now);
        @Nullable String because = because(first, now, repeats);
        if (now.policy() != null || because != null || asked(first)) {
            approved = gate.before(first, scope, now.policy(), deed(first, now), because);
            boolean other = !ApprovalGate.same(approved, action(request(first, now)));
            now = edited(now, approved);
            check(first, now);
            @Nullable String then = other && repeats == null ? repeats(first, now) : null;
            if (then != null || other && asked(first)) {
                // Who changed it was not told yet that another was done before.
                approved = gate.before(first, scope, null, deed(first, now), then);
                now = edited(now, approved);
                check(first, now);
            }
        }
        return perform(retry, first, scope, now, approved);
    }

    /**
     * Does what nobody needs to be asked about any more, until there is a result, or none is to be had.
     *
     * @param retry what the document says of trying again; null for the usual
     * @param asApproved the action as it was approved, which what is sent is held against; null where nobody was asked
     * @throws CallFailed if there is no result
     * @throws Stop if a cap tripped, the run was cancelled or the journal failed
     */
    ToolReply perform(Settings.@Nullable Retry retry, Where first, Scope scope, Wish wish,
            @Nullable JsonNode asApproved) throws CallFailed {
        Wish now = wish;
        @Nullable JsonNode approved = asApproved;
        Amount counts = first.attempt() == 1 ? now.counts() : Amount.ZERO;
        int tries = 1;
        for (int attempt = first.attempt();; attempt++) {
            Where where = first.withAttempt(attempt);
            try {
                ToolDoor.Order order = order(where, now, counts);
                if (approved != null && !ApprovalGate.same(approved, action(order.request()))) {
                    throw new CallFailed(new RunError(ErrorCode.DENIED,
                            Texts.text("error.otherBytes", order.request().tool()), Texts.text("wayOut.otherBytes"),
                            where.node(), where.attempt(), null, -1));
                }
                return run.breakers.call(run, where, "tool " + order.request().tool(),
                        () -> door.call(where, scope, order));
            } catch (CallFailed failed) {
                RunError error = failed.error();
                if (now.tool().definition().effect() == EffectClass.NON_IDEMPOTENT && ToolDoor.isOpen(error)) {
                    What.ApprovalDecided decided = ask(where, scope, now, error);
                    switch (decided.verdict()) {
                        case HAPPENED -> {
                            return Trimming.trim(
                                    decided.value() == null ? TextNode.valueOf("") : decided.value(), now.fields(),
                                    now.maxChars());
                        }
                        case APPROVE -> tries = 1;
                        case EDIT -> {
                            tries = 1;
                            now = edited(now, decided.value());
                            approved = decided.value();
                            check(where, now);
                        }
                        case REJECT, TIMED_OUT, ESCALATE -> throw failed;
                    }
                } else if (retries.again(retry, tries, where, scope, error)) {
                    tries += error.code() == ErrorCode.INTERRUPTED ? 0 : 1;
                } else {
                    throw failed;
                }
            }
            counts = Amount.ZERO;
        }
    }

    /** Why a person is asked whatever the policy says; null where nobody is, as when the run came by here before. */
    private @Nullable String because(Where where, Wish wish, @Nullable String repeats) {
        if (wish.because() == null || run.approvals.wentBy(where)) {
            return repeats;
        }
        return repeats == null ? wish.because() : repeats + ' ' + wish.because();
    }

    private @Nullable String repeats(Where where, Wish wish) {
        return run.approvals.wentBy(where)
                ? null
                : run.repeats(where, new What.EffectStarted(wish.tool().definition().effect(), request(where, wish),
                        Amount.ZERO));
    }

    /** Whether a person was asked about the call when the run came along here before. */
    private boolean asked(Where where) {
        @Nullable ApprovalRequested known = run.approvals.known(where);
        return known != null && known.about() == ApprovalRequested.About.TOOL;
    }

    private ApprovalGate.Deed deed(Where where, Wish wish) {
        var inputs = new LinkedHashMap<String, JsonNode>();
        wish.arguments().properties().forEach(argument -> inputs.put(argument.getKey(), argument.getValue()));
        Tool.Definition definition = wish.tool().definition();
        return new ApprovalGate.Deed(ApprovalRequested.About.TOOL, action(request(where, wish)), inputs,
                definition.effect(), 0, Texts.text("approval.tool", definition.name()));
    }

    private void check(Where where, Wish wish) throws CallFailed {
        List<String> violations = violations(wish.tool(), wish.arguments());
        if (!violations.isEmpty()) {
            throw new CallFailed(badArguments(where, wish.tool().definition().name(), violations));
        }
    }

    private static Wish edited(Wish wish, @Nullable JsonNode action) {
        JsonNode arguments = action == null ? wish.arguments() : action.path("arguments");
        return new Wish(wish.tool(), arguments, wish.config(), wish.fields(), wish.maxChars(), wish.timeout(),
                wish.policy(), wish.because(), wish.counts(), wish.idempotencyKey());
    }

    private ToolDoor.Order order(Where where, Wish wish, Amount counts) {
        return new ToolDoor.Order(wish.tool(), request(where, wish), wish.fields(), wish.maxChars(), wish.timeout(),
                counts);
    }

    private ToolRequest request(Where where, Wish wish) {
        return new ToolRequest(wish.tool().definition().name(), wish.arguments(), wish.config(),
                wish.idempotencyKey() == null ? idempotencyKey(where.stepKey()) : wish.idempotencyKey());
    }

    /** The same for every attempt at a step, also after a restart. */
    String idempotencyKey(String stepKey) {
        return Canonical.sha256(TextNode.valueOf(run.run + '\n' + stepKey)).substring(0, 32);
    }

    /** What a person sees of a call, and what is hashed. */
    static ObjectNode action(ToolRequest request) {
        return Details.of("tool", request.tool(), "arguments", request.arguments(), "config", request.config(),
                "idempotencyKey", request.idempotencyKey());
    }

    /** A person says whether it happened: nobody else can know. */
    private What.ApprovalDecided ask(Where where, Scope scope, Wish wish, RunError error) throws CallFailed {
        if (run.options.asking() == RunOptions.Asking.APPROVE) {
            // Whoever approves everything has not looked whether this one happened.
            throw new CallFailed(error);
        }
        ObjectNode action = action(request(where, wish));
        return run.approvals.ask(where, scope, run.approvals.request(where, ApprovalRequested.About.UNKNOWN, action,
                Texts.text("ask.unknown", wish.tool().definition().name()), error.message(), true, null, null));
    }

    private boolean held(Wish wish) {
        return run.options.dryRun() && switch (wish.tool().definition().effect()) {
            case PURE, READ, MODEL -> false;
            case IDEMPOTENT, NON_IDEMPOTENT -> true;
        };
    }

    /** Collects a side effect in place of doing it. */
    private ToolReply hold(Where where, Scope scope, Wish wish) {
        ToolRequest request = request(where, wish);
        Tool.Definition definition = wish.tool().definition();
        ToolReply reply = Trimming.trim(StandIn.of(definition.name(), definition.result()), wish.fields(),
                wish.maxChars());
        What.@Nullable EffectHeld before = run.recorded(where, What.EffectHeld.class);
        if (before != null) {
            return new ToolReply(before.standIn(), reply.trimmed());
        }
        run.enter();
        try {
            run.leaveIfCancelled(where, scope);
            @Nullable Stop uncounted = run.count(where, scope, wish.counts());
            if (uncounted != null) {
                throw uncounted;
            }
            run.emit(where, new What.EffectHeld(where.stepKey(), definition.effect(), request,
                    Canonical.sha256(action(request)), reply.value()));
        } finally {
            run.leave();
        }
        return reply;
    }
}
