package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.EffectClass;
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
     */
    record RunStarted(
            String workflow,
            String name,
            String hash,
            Map<String, JsonNode> inputs,
            boolean simulated,
            long seed,
            String prices)
            implements
                What {}

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
    record EffectStarted(EffectClass effect, ModelRequest request, Amount reserved) implements What {}

    /**
     * The answer came.
     *
     * @param reply the answer
     * @param settled what is booked in place of the hold
     * @param micros microseconds from sending to the end of the answer
     */
    record EffectCompleted(ModelReply reply, Amount settled, long micros) implements What {}

    /**
     * No answer came, or none that counts.
     *
     * @param error what went wrong
     * @param settled what is booked all the same
     * @param uncertain whether the provider may have charged less: what was used is not known
     * @param partialText the text that had arrived, for a cut stream; empty for none
     * @param micros microseconds from sending to the failure
     */
    record EffectFailed(RunError error, Amount settled, boolean uncertain, String partialText, long micros)
            implements
                What {}

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
        END
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
     */
    record StepCompleted(Map<String, JsonNode> outputs, @Nullable Partial partial) implements What {}

    /** A node was passed over: nothing came to a port it needs, or it is disabled. */
    record StepSkipped(String reason) implements What {}

    /** A node failed for good. */
    record StepFailed(RunError error) implements What {}

    /** Somebody stopped the run. No effect starts after it. */
    record CancelRequested(String reason) implements What {}

    /**
     * The run ended. Last event of every run.
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
