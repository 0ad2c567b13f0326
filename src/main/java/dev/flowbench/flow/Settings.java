package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every node may carry.
 *
 * @param title what people read
 * @param note a remark for people, Markdown
 * @param budget caps on this node and all in it
 * @param timeout longest active time of one visit
 * @param retry how failures of the network are tried again
 * @param validate what its result must satisfy
 * @param onFailure what to try, in order, when the result stays wrong
 * @param reads state fields it may name as {@code state.x}
 * @param writes state fields it sets, by expression over its result
 * @param approval when a person is asked first
 * @param disabled whether it is passed over
 * @param cache whether an answer of a model to the very same request is taken from an earlier run; only for nodes that ask one
 */
public record Settings(
        @Nullable String title,
        @Field(editor = Editor.PROSE) @Nullable String note,
        @Nullable Budget budget,
        @Nullable Duration timeout,
        @Nullable Retry retry,
        @Field(given = {
            Kind.RESULT, Kind.VALUE}) @Nullable Validate validate,
        @Field(given = {Kind.RESULT, Kind.VALUE}) List<Recovery> onFailure,
        List<String> reads,
        @Field(given = {Kind.RESULT, Kind.VALUE}) Map<String, ExpressionSource> writes,
        @Nullable ApprovalPolicy approval,
        @Field(byDefault = "false") @Nullable Boolean disabled,
        @Field(byDefault = "false") @Nullable Boolean cache) {

    public static final Settings NONE = new Settings(null, null, null, null, null, null, List.of(), List.of(), Map.of(),
            null, null);

    /** Without a cache. */
    public Settings(@Nullable String title, @Nullable String note, @Nullable Budget budget, @Nullable Duration timeout,
            @Nullable Retry retry, @Nullable Validate validate, List<Recovery> onFailure, List<String> reads,
            Map<String, ExpressionSource> writes, @Nullable ApprovalPolicy approval, @Nullable Boolean disabled) {
        this(title, note, budget, timeout, retry, validate, onFailure, reads, writes, approval, disabled, null);
    }

    public Settings {
        onFailure = List.copyOf(onFailure);
        reads = List.copyOf(reads);
        writes = Maps.copy(writes);
    }

    public boolean isDisabled() {
        return Boolean.TRUE.equals(disabled);
    }

    public boolean isCached() {
        return Boolean.TRUE.equals(cache);
    }

    public Settings withTitle(@Nullable String newTitle) {
        return new Settings(newTitle, note, budget, timeout, retry, validate, onFailure, reads, writes, approval,
                disabled, cache);
    }

    public Settings withDisabled(@Nullable Boolean newDisabled) {
        return new Settings(title, note, budget, timeout, retry, validate, onFailure, reads, writes, approval,
                newDisabled, cache);
    }

    public Settings withBudget(@Nullable Budget newBudget) {
        return new Settings(title, note, newBudget, timeout, retry, validate, onFailure, reads, writes, approval,
                disabled, cache);
    }

    /**
     * How a call that failed on the way is tried again.
     *
     * @param attempts tries in all, the first one included
     * @param backoff wait before the second try, doubled each time, with jitter
     * @param maxBackoff longest wait
     */
    public record Retry(
            @Field(unit = Unit.CALLS, min = 1, max = 10, byDefault = "3") @Nullable Integer attempts,
            @Field(byDefault = "\"PT1S\"") @Nullable Duration backoff,
            @Field(byDefault = "\"PT30S\"") @Nullable Duration maxBackoff,
            Extras extras) {}

    /**
     * What a result must satisfy.
     *
     * @param schema JSON Schema of the result
     * @param assertions conditions over {@code result}
     * @param checks content checks by name
     */
    public record Validate(
            @Field(editor = Editor.SCHEMA) @Nullable JsonNode schema,
            List<Assertion> assertions,
            List<String> checks,
            Extras extras) {
        public Validate {
            assertions = List.copyOf(assertions);
            checks = List.copyOf(checks);
        }
    }

    /**
     * A condition with the words for when it does not hold.
     *
     * @param that condition over {@code result}
     * @param message what to tell the model or the person
     */
    public record Assertion(
            @Field(required = true) ExpressionSource that, @Nullable String message, Extras extras) {}

    /**
     * One thing to try when a result stays wrong.
     *
     * @param action what to do
     * @param times how often, for a repair turn
     * @param prompt the simplified prompt
     * @param model alias of the fallback model
     * @param node id of the fallback node
     * @param value the fallback value, flagged missing
     */
    public record Recovery(
            @Field(required = true) Action action,
            @Field(min = 1, max = 5) @Nullable Integer times,
            @Nullable TemplateSource prompt,
            @Field(editor = Editor.MODEL) @Nullable String model,
            @Nullable String node,
            @Nullable JsonNode value,
            Extras extras) {
        /** What can be tried, in the words of the file. */
        public enum Action {
            REPAIR,
            COOLER_RETRY,
            SIMPLIFIED_PROMPT,
            FALLBACK_MODEL,
            FALLBACK_NODE,
            FALLBACK_VALUE,
            PERSON,
            FAIL
        }
    }

    /**
     * When a person is asked. Conditions that are set are alternatives.
     *
     * @param always always
     * @param confidenceBelow when the confidence is below this
     * @param costAboveUsd when the step may cost more than this
     * @param effects for effects of these classes
     * @param unfamiliar when the input is unlike those seen before
     * @param samplePerDay a sample of so many a day
     * @param blocking whether the run waits; else it is for later review
     * @param timeLimit how long the person may take
     * @param onTimeout what happens then
     */
    public record ApprovalPolicy(
            @Nullable Boolean always,
            @Field(unit = Unit.SCORE, min = 0, max = 1) @Nullable Decimal confidenceBelow,
            @Field(unit = Unit.US_DOLLARS, min = 0) @Nullable Decimal costAboveUsd,
            List<EffectClass> effects,
            @Nullable Boolean unfamiliar,
            @Field(unit = Unit.CALLS, min = 1) @Nullable Integer samplePerDay,
            @Field(byDefault = "true") @Nullable Boolean blocking,
            @Field(cap = true) @Nullable Duration timeLimit,
            @Nullable OnTimeout onTimeout,
            Extras extras) {
        /** What happens when nobody answers in time. */
        public enum OnTimeout {
            DENY,
            ESCALATE
        }

        public ApprovalPolicy {
            effects = List.copyOf(effects);
        }
    }
}
