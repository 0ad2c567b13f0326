package dev.flowbench.model.simulated;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a simulated call can suffer. In a script its name is written in lower case with hyphens. */
public enum SimFault {
    /** The address cannot be reached. */
    UNREACHABLE,
    /** The answer does not come before the call's time is over. */
    TIMEOUT,
    /** The provider asks to wait two seconds. */
    RATE_LIMIT,
    /** The provider fails. */
    SERVER_ERROR,
    /** The provider does not accept the key. */
    AUTH,
    /** The stream breaks in the middle of the answer. */
    CUT,
    /** The answer is broken JSON. */
    MALFORMED,
    /** The answer is JSON, but not of the schema asked for. */
    WRONG_SCHEMA,
    /** The model refuses to answer. */
    REFUSAL,
    /** The answer has no text. */
    EMPTY,
    /** The answer stops in its middle, as at the cap on its tokens. */
    TRUNCATED,
    /** The answer is whole, but how many tokens were used is not said. */
    NO_USAGE,
    /** The answer takes many times as long as usual. */
    SLOW,
    /** More tokens are said to be used than the call may use. */
    LYING_USAGE,
    /** Another route than the right one is chosen, with great confidence. */
    MISROUTE,
    /** The plan has many more subtasks than it needs. */
    LONG_PLAN,
    /** The task is handed on though it could be done. */
    ESCALATE,
    /** The same tool is called with the same arguments, turn after turn. */
    LOOP;

    /** The name in a script: {@code rate-limit}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of that name in a script; empty where there is none. */
    public static Optional<SimFault> of(String id) {
        return Arrays.stream(values()).filter(fault -> fault.id().equals(id)).findFirst();
    }
}
