package dev.flowbench.model.simulated;

import com.google.re2j.Pattern;
import dev.flowbench.engine.event.ToolUse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One answer of a script, and when it holds.
 *
 * @param content text to answer; empty where a fault or calls of tools answer instead
 * @param calls tools to call; without ids
 * @param fault what happens; with content, what happens to that content
 */
record SimAnswer(Optional<String> content, List<ToolUse> calls, Optional<SimFault> fault, Selector selector,
        Optional<Duration> latency, OptionalDouble tokensPerSecond) {

    /** A fault that hides no answer: the next in the list stands behind it. */
    boolean faultOnly() {
        return fault.isPresent() && content.isEmpty() && calls.isEmpty();
    }

    Pace pace(Pace usual) {
        return new Pace(latency.orElse(usual.firstTokenMin()), latency.orElse(usual.firstTokenMax()),
                tokensPerSecond.orElse(usual.tokensPerSecond()), usual.factor());
    }

    /** When an answer is taken out of order. All that is given must hold. */
    record Selector(Optional<Text> when, OptionalInt index, OptionalInt visit, OptionalInt attempt,
            Optional<String> branch) {

        boolean isEmpty() {
            return when.isEmpty() && index.isEmpty() && visit.isEmpty() && attempt.isEmpty() && branch.isEmpty();
        }

        boolean holds(StepPlace place, int attemptNow, String prompt) {
            return (index.isEmpty() || index.getAsInt() == place.round())
                    && (visit.isEmpty() || visit.getAsInt() == place.visit())
                    && (attempt.isEmpty() || attempt.getAsInt() == attemptNow)
                    && (branch.isEmpty() || place.names().contains(branch.get()))
                    && (when.isEmpty() || when.get().in(prompt));
        }
    }

    /** Something to look for in a prompt. */
    sealed interface Text {
        boolean in(String prompt);
    }

    /** Some words, in any case. */
    record Words(String words) implements Text {
        Words {
            words = words.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean in(String prompt) { return prompt.toLowerCase(Locale.ROOT).contains(words); }
    }

    /** A pattern of the kind that takes linear time, so that no script can hang a run. */
    record Regex(Pattern pattern) implements Text {
        @Override
        public boolean in(String prompt) { return pattern.matcher(prompt).find(); }
    }
}
