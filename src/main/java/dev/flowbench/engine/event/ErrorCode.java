package dev.flowbench.engine.event;

import dev.flowbench.engine.Texts;

/** Stable codes of what can go wrong, and what the engine does about it. */
public enum ErrorCode {
    /** The address could not be reached; nothing was sent. */
    NET_CONNECT(true, Charge.RELEASE, true),
    /** The connection broke after the request was sent. */
    NET_LOST(true, Charge.UNCERTAIN, true),
    TIMEOUT(true, Charge.UNCERTAIN, true),
    RATE_LIMIT(true, Charge.RELEASE),
    PROVIDER_ERROR(true, Charge.UNCERTAIN, true),
    /** What came back is not what the provider's protocol says. */
    PROVIDER_NONSENSE(true, Charge.UNCERTAIN, true),
    /** The provider does not accept the key. */
    AUTH(false, Charge.RELEASE),
    /** There is no key. */
    NO_KEY(false, Charge.RELEASE),
    BAD_REQUEST(false, Charge.RELEASE),
    /** The provider has no such model. */
    NO_MODEL(false, Charge.RELEASE),
    /** The user switched the model off; nothing was sent. */
    MODEL_OFF(false, Charge.RELEASE),
    /** The user switched the model off while it answered. */
    MODEL_STOPPED(false, Charge.UNCERTAIN),
    /** The model refused or the provider filtered the answer. */
    REFUSED(false, Charge.SETTLE),
    /** The answer reached its cap before it was whole. */
    OUTPUT_TRUNCATED(false, Charge.SETTLE),
    /** The answer does not satisfy its schema or assertions, repairs included. */
    OUTPUT_INVALID(false, Charge.SETTLE),
    /** A template or expression cannot be computed with these values. */
    TEXT(false, Charge.NONE),
    /** A wire reaches for a field that is not there. */
    MISSING_FIELD(false, Charge.NONE),
    /** Two live values meet at one port. */
    TWO_VALUES(false, Charge.NONE),
    /** Nothing arrived at the output. */
    NO_RESULT(false, Charge.NONE),
    /** A size is over its cap. */
    TOO_LARGE(false, Charge.NONE),
    /** Too few branches succeeded, or no vote won. */
    NO_AGREEMENT(false, Charge.NONE),
    TOO_FEW(false, Charge.NONE),
    BUDGET_EXHAUSTED(false, Charge.NONE),
    /** The provider used more than its bound. */
    BUDGET_BREACH(false, Charge.SETTLE),
    /** The price of a model is not known and its cost is capped. */
    NO_PRICE(false, Charge.NONE),
    /** The tool says that it failed. */
    TOOL_ERROR(false, Charge.SETTLE, true),
    /** It may or may not have been done, and must not be done twice: a person decides. */
    TOOL_UNKNOWN(false, Charge.UNCERTAIN),
    /** There is no such tool here. */
    NO_TOOL(false, Charge.RELEASE),
    /** The arguments do not satisfy the tool's schema. */
    BAD_ARGUMENTS(false, Charge.RELEASE),
    /** Nobody has granted what the tool needs: a folder, say. */
    NOT_GRANTED(false, Charge.RELEASE),
    /** Too many failures in a short time: the model or tool is left alone for a while. */
    BREAKER_OPEN(true, Charge.RELEASE),
    /** A person said no, or nobody answered in time. */
    DENIED(false, Charge.NONE),
    /** The rules of a checkpoint do not hold. */
    CHECKPOINT(false, Charge.NONE),
    /** The process ended while it was under way. */
    INTERRUPTED(true, Charge.UNCERTAIN),
    /** What the document says now is not what was recorded. */
    DIVERGENCE(false, Charge.NONE),
    CANCELLED(false, Charge.UNCERTAIN),
    /** The journal cannot be written. */
    STORAGE_FAILED(false, Charge.NONE),
    /** A mistake of ours. */
    ENGINE_BUG(false, Charge.UNCERTAIN);

    private final boolean transientFault;
    private final Charge charge;

    private final boolean tripsBreaker;

    ErrorCode(boolean transientFault, Charge charge) {
        this(transientFault, charge, false);
    }

    ErrorCode(boolean transientFault, Charge charge, boolean tripsBreaker) {
        this.transientFault = transientFault;
        this.charge = charge;
        this.tripsBreaker = tripsBreaker;
    }

    /** Whether it counts against the model or tool: too many of them, and it is left alone for a while. */
    public boolean tripsBreaker() {
        return tripsBreaker;
    }

    /** What it means, for people; one sentence. */
    public String cause() {
        return Texts.text("errorcode." + name() + ".cause");
    }

    /** What to do about it, for people; one sentence. */
    public String todo() {
        return Texts.text("errorcode." + name() + ".todo");
    }

    /** Whether trying again, or another model, may help. */
    public boolean isTransient() {
        return transientFault;
    }

    /** Whether the same call is tried again by itself. */
    public Again again() {
        return switch (this) {
            // A call that ran into its time would most likely do so again.
            case TIMEOUT -> Again.IF_ASKED;
            // What is left alone for a while is not waited for: another model may be there.
            case BREAKER_OPEN -> Again.NO;
            default -> transientFault ? Again.YES : Again.NO;
        };
    }

    /** Whether a call is tried again. */
    public enum Again {
        /** Unless the node says otherwise. */
        YES,
        /** Only where the node's {@code retry} says so. */
        IF_ASKED,
        NO
    }

    /** What becomes of the hold of a call that ends so. */
    public Charge charge() {
        return charge;
    }

    /** What becomes of a hold. */
    public enum Charge {
        /** There was no hold. */
        NONE,
        /** Nothing was used: the hold is let go. */
        RELEASE,
        /** The reported usage is booked; the whole hold where none is reported. */
        SETTLE,
        /** What was used is not known: the whole hold stays booked. */
        UNCERTAIN
    }
}
