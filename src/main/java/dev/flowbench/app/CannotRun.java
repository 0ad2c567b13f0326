package dev.flowbench.app;

import dev.flowbench.flow.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run that was not begun: nothing was called and nothing spent. The message is for people. */
public final class CannotRun extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is missing. */
    public enum Reason {
        /** The document has errors: {@link CannotRun#problems()}. */
        DOCUMENT,
        /** The inputs do not fit: {@link CannotRun#wrongInputs()}. */
        INPUTS,
        /** A provider's key is not there. */
        NO_KEY,
        /** Nobody has allowed this content to run live here: {@link CannotRun#sheet()}. */
        RESTRICTED,
        /** A recording cannot be read. */
        RECORDING,
        /** The run could not be kept. */
        STORAGE
    }

    /**
     * An input that does not fit.
     *
     * @param input its name; empty for the inputs as a whole
     * @param message what is wrong, a sentence that names it
     */
    public record WrongInput(String input, String message) {}

    private final Reason reason;
    private final String wayOut;
    private final transient List<Problem> problems;
    private final transient List<WrongInput> wrongInputs;
    private final transient @Nullable Sheet sheet;

    private CannotRun(Reason reason, String message, String wayOut, List<Problem> problems,
            List<WrongInput> wrongInputs, @Nullable Sheet sheet, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.wayOut = wayOut;
        this.problems = problems;
        this.wrongInputs = wrongInputs;
        this.sheet = sheet;
    }

    static CannotRun document(List<Problem> problems) {
        return new CannotRun(Reason.DOCUMENT, AppTexts.text("run.document", problems.size()),
                AppTexts.text("run.document.wayOut"), List.copyOf(problems), List.of(), null, null);
    }

    static CannotRun inputs(List<WrongInput> wrong) {
        return new CannotRun(Reason.INPUTS, AppTexts.text("run.inputs", wrong.size()),
                AppTexts.text("run.inputs.wayOut"), List.of(), List.copyOf(wrong), null, null);
    }

    static CannotRun noKey(String secret, String alias, String provider) {
        return new CannotRun(Reason.NO_KEY, AppTexts.text("run.noKey", secret, alias, provider),
                AppTexts.text("run.noKey.wayOut", secret), List.of(), List.of(), null, null);
    }

    static CannotRun restricted(Sheet sheet) {
        return new CannotRun(Reason.RESTRICTED, AppTexts.text("run.restricted"),
                AppTexts.text("run.restricted.wayOut"), List.of(), List.of(), sheet, null);
    }

    static CannotRun recording(String message) {
        return new CannotRun(Reason.RECORDING, message, AppTexts.text("recording.wayOut"), List.of(), List.of(), null,
                null);
    }

    static CannotRun storage(String message, String wayOut, @Nullable Throwable cause) {
        return new CannotRun(Reason.STORAGE, message, wayOut, List.of(), List.of(), null, cause);
    }

    public Reason reason() {
        return reason;
    }

    /** What to do about it, a sentence. */
    public String wayOut() {
        return wayOut;
    }

    /** The document's errors, the first first; empty for other reasons. */
    public List<Problem> problems() {
        return problems;
    }

    /** The inputs that do not fit; empty for other reasons. */
    public List<WrongInput> wrongInputs() {
        return wrongInputs;
    }

    /** What the workflow can do when it runs live; empty for other reasons. */
    public Optional<Sheet> sheet() {
        return Optional.ofNullable(sheet);
    }

    /** What is missing, a sentence; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
