package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened. Values are JSON and are never changed once they are in an event. */
public sealed interface What {

    /**
     * The run began. First event of every run.
     *
     * @param workflow id of the document
     * @param name what people read
     * @param hash semantic hash of the document
     * @param inputs the inputs by name
     * @param simulated whether every answer comes from the simulated model
     * @param seed seed of everything that is drawn by chance
     * @param prices name and date of the price table that holds for this run
     * @param origin the run it was made from; empty for none
     * @param dryRun whether side effects are collected, not done
     */
    record RunStarted(
            String workflow,
            String name,
            String hash,
            Map<String, JsonNode> inputs,
            boolean simulated,
            long seed,
            String prices,
            String origin,
            boolean dryRun)
            implements
                What {
        public RunStarted(String workflow, String name, String hash, Map<String, JsonNode> inputs, boolean simulated,
                long seed, String prices) {
            this(workflow, name, hash, inputs, simulated, seed, prices, "", false);
        }
    }

    /**
     * A node began a visit.
     *
     * @param kind name of its kind
     * @param inputs the values on its input ports
     */
    record StepStarted(String kind, Map<String, JsonNode> inputs) implements What {}

    /**
     * A request is about to leave. Durable before it does.
     *
     * @param effect class of the effect
     * @param request the resolved request, without secrets
     * @param reserved what is held for it in every enclosing scope
     */
    record EffectStarted(EffectClass effect, EffectRequest request, Amount reserved) implements What {}

    /**
     * The answer came.
     *
     * @param reply the answer
     * @param settled what is booked in place of the hold
     * @param micros microseconds from sending to the end of the answer
     * @param reused whether it was taken from the run this one was made from: it counts against caps but is not paid
     * @param queuedMicros of the microseconds, how many it waited for its turn before it was sent
     */
    record EffectCompleted(EffectReply reply, Amount settled, long micros, boolean reused, long queuedMicros)
            implements
                What {
        public EffectCompleted(EffectReply reply, Amount settled, long micros, boolean reused) {
            this(reply, settled, micros, reused, 0);
        }

        public EffectCompleted(EffectReply reply, Amount settled, long micros) {
            this(reply, settled, micros, false);
        }

        /** Whether less may have been used: the provider did not say, and all that was held stays booked. */
        public boolean uncertain() {
            return !reused && reply instanceof ModelReply answer && answer.usage() == null;
        }
    }

    /**
     * A dry run collected a side effect and went on without it. It counts against the caps as if it had been done: a step,
     * and of a tool a call.
     *
     * @param id of the collected effect, unique in the run
     * @param effect class of the effect
     * @param request what would have been done
     * @param sha256 of the request's canonical bytes, by which it is approved
     * @param standIn what the run went on with
     */
    record EffectHeld(String id, EffectClass effect, ToolRequest request, String sha256, JsonNode standIn)
            implements
                What {}

    /**
     * A field of the session state was written.
     *
     * @param field its name
     * @param value what was written, before it is merged
     */
    record StateWritten(String field, JsonNode value) implements What {}

    /**
     * A person is asked. Durable before anybody sees it.
     *
     * @param id of the request, unique in the run
     * @param about what it is about
     * @param action what happens on approval, exactly: a value that passes, or a tool's arguments
     * @param question what the person is asked
     * @param reason why the policy asks
     * @param sha256 of the action's canonical bytes
     * @param blocking whether the run waits; else it is for later review
     * @param limitMillis how long the person may take; -1 for as long as they like
     * @param onTimeout what happens then
     */
    record ApprovalRequested(
            String id,
            About about,
            JsonNode action,
            String question,
            String reason,
            String sha256,
            boolean blocking,
            long limitMillis,
            Settings.ApprovalPolicy.OnTimeout onTimeout)
            implements
                What {
        /** What is asked about. */
        public enum About {
            /** A value that passes an approval node. */
            VALUE,
            /** A step before it runs. */
            STEP,
            /** A call of a tool. */
            TOOL,
            /** A step that failed, or rules that do not hold. */
            FAULT,
            /** An effect of which nobody knows whether it happened. */
            UNKNOWN
        }
    }

    /**
     * A person decided, or the time was over. Durable before it counts.
     *
     * @param id of the request
     * @param verdict what was decided
     * @param value the action as the person left it; null unless edited
     * @param person who decided; empty when nobody did
     * @param comment what they said; empty for nothing
     * @param sha256 of the bytes that were approved
     */
    record ApprovalDecided(
            String id, Verdict verdict, @Nullable JsonNode value, String person, String comment, String sha256)
            implements
                What {
        /** What can be decided. */
        public enum Verdict {
            APPROVE,
            EDIT,
            REJECT,
            /** Nobody answered in time, and nobody else is to be asked. */
            TIMED_OUT,
            /** Nobody answered in time: it is put to whoever may decide more. It stays open. */
            ESCALATE,
            /** Of an effect of which nobody knows: it happened, with this value as its result. */
            HAPPENED
        }
    }

    /** The run stands still; no step begins. What is in flight goes on to its end. */
    record Paused(String reason) implements What {}

    /**
     * It goes on.
     *
     * @param how {@code run}, {@code into}, {@code over}, {@code out} or {@code to} a node
     */
    record Continued(String how) implements What {}

    /**
     * A step waits because the run is paused. Nothing in the run moves; it is told for those who look on, and is no part of
     * what the run did.
     *
     * @param after whether it has run; else it has not begun
     * @param values its outputs after it has run, else its inputs, by port
     * @param first whether it is the one that goes on next
     */
    record Stood(boolean after, Map<String, JsonNode> values, boolean first) implements What {}

    /** The run is put away until a person has decided. Its process may end. */
    record Suspended(String reason) implements What {}

    /**
     * A process took the run up again.
     *
     * @param epoch 2 for the first time
     */
    record Resumed(int epoch, String reason) implements What {}

    /**
     * No answer came, or none that counts.
     *
     * @param error what went wrong
     * @param settled what is booked all the same
     * @param uncertain whether the provider may have charged less: what was used is not known
     * @param partialText the text that had arrived, for a cut stream; empty for none
     * @param micros microseconds from sending to the failure
     * @param queuedMicros of these, how many it waited for its turn before it was sent
     */
    record EffectFailed(RunError error, Amount settled, boolean uncertain, String partialText, long micros,
            long queuedMicros)
            implements
                What {
        public EffectFailed(RunError error, Amount settled, boolean uncertain, String partialText, long micros) {
            this(error, settled, uncertain, partialText, micros, 0);
        }
    }

    /**
     * A result did not satisfy its schema or assertions.
     *
     * @param violations what is wrong, for people and for the model
     * @param repairs whether a repair turn follows
     */
    record OutputRejected(List<String> violations, boolean repairs) implements What {}

    /**
     * A candidate was scored, in an evaluator-optimizer.
     *
     * @param iteration from 1
     * @param score 0 to 1
     * @param passed whether it reached the pass score
     * @param best whether it is the best so far
     */
    record Scored(int iteration, double score, @Nullable JsonNode feedback, boolean passed, boolean best)
            implements
                What {}

    /**
     * A choice was made that later steps or a replay depend on.
     *
     * @param choice what was chosen about
     * @param detail the choice and its reason, an object
     */
    record Decided(Choice choice, JsonNode detail) implements What {}

    /** What a decision is about. */
    enum Choice {
        /** {@code {route, confidence, source, reason}}. */
        ROUTE,
        /** {@code {passed}}. */
        GATE,
        /** {@code {winner, rule, tally, agreement, decidedAfter}}. */
        VOTE,
        /** {@code {succeeded, failed, closedEarly}}. */
        JOIN,
        /** {@code {attempt, waitMillis, error}}. */
        RETRY,
        /** {@code {from, to}}. */
        FALLBACK,
        /** {@code {scope, cap, asked, left}}: did not fit and waits for holds to return. */
        WAIT,
        /** {@code {reason}}: a loop guard ended the frame. */
        GUARD,
        /** {@code {how, value}}: a gate ended its frame or the run. */
        END,
        /** {@code {scope, cap}}: a scope that admits nothing any more turned a call away. */
        REFUSED,
        /** {@code {of, state}}: a circuit breaker kept a call back, or let one through to try. */
        BREAKER,
        /** {@code {}}: the node has a pinned output and is not run. */
        PIN,
        /** {@code {from, to, reason}}. */
        HANDOFF,
        /** {@code {subtasks}}: the plan of an orchestrator or agent. */
        PLAN,
        /** {@code {passed, violations}}: a checkpoint. */
        CHECKPOINT,
        /** {@code {after, values}}: a person changed inputs or outputs of a step that stood. */
        EDIT,
        /** {@code {budget}}: a person raised caps. */
        BUDGET,
        /** {@code {dropped, rule}}: messages left a full context. */
        CONTEXT,
        /** {@code {key, worker, spawns}}: a worker was started for the subtask of that key, and counts so much. */
        ITEM,
        /** {@code {limit}}: the time of a step is over. */
        TIMER,
        /**
         * {@code {step, span, attempt, inputTokens, outputTokens, nanoUsd, person, comment}}: a person released what was
         * booked as uncertain. Told of the run itself, also after its end.
         */
        RELEASE,
        /** {@code {run, person}}: what a dry run collected is done in that run. Told after the dry run's end. */
        COMMIT
    }

    /** What a decision of the kind {@link Choice#RELEASE} takes off what is booked. */
    static Amount released(Decided release) {
        JsonNode detail = release.detail();
        return new Amount(detail.path("inputTokens").asLong(), detail.path("outputTokens").asLong(),
                detail.path("nanoUsd").asLong(), 0, 0, 0, true);
    }

    /**
     * A cap was reached. Its frame ends, as the document says.
     *
     * @param scope span of the frame whose cap it is
     * @param cap name of the cap: {@code tokens}, {@code costUsd}, {@code iterations}, …
     * @param limit the cap
     * @param spent committed and held when it tripped
     * @param asked what would have gone over it
     */
    record CapTripped(long scope, String cap, String limit, String spent, String asked) implements What {}

    /**
     * A node finished a visit.
     *
     * @param outputs values by output port; a port that is not here was not taken
     * @param partial why the result is not whole; null when it is
     * @param leave why it was left before its end; null when it was not
     */
    record StepCompleted(Map<String, JsonNode> outputs, @Nullable Partial partial, @Nullable Leave leave)
            implements
                What {
        public StepCompleted(Map<String, JsonNode> outputs, @Nullable Partial partial) {
            this(outputs, partial, null);
        }
    }

    /**
     * A node was passed over: nothing came to a port it needs, it is disabled, or it was left with nothing to show.
     *
     * @param leave why it was left; null when it was passed over
     */
    record StepSkipped(String reason, @Nullable Leave leave) implements What {
        public StepSkipped(String reason) {
            this(reason, null);
        }
    }

    /** A node failed for good. */
    record StepFailed(RunError error) implements What {}

    /** Somebody stopped the run. No effect starts after it. */
    record CancelRequested(String reason) implements What {}

    /**
     * The run ended. Last event of every run, but for what people decide of it later: reviews, the release of what is booked
     * as uncertain, and that a dry run was committed.
     *
     * @param status how
     * @param outputs the workflow's outputs by name, as far as there are any
     * @param result the result as one value; null for none
     * @param partial why the result is not whole; null when it is
     * @param error what made it fail; null when it did not
     * @param spent what was booked in all
     */
    record RunFinished(
            RunStatus status,
            Map<String, JsonNode> outputs,
            @Nullable JsonNode result,
            @Nullable Partial partial,
            @Nullable RunError error,
            Amount spent)
            implements
                What {}
}
