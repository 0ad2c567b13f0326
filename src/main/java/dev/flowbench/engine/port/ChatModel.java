package dev.flowbench.engine.port;

import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A model, or a switchboard in front of several. Called on virtual threads, many at once. */
public interface ChatModel {
    /** Most tokens one image counts at most models; its bytes do not count. */
    long IMAGE_TOKENS = 5_000;

    /**
     * Asks the model and waits for the whole answer. It does not retry: the engine does, visibly.
     *
     * @throws ModelException with the code that says what happened and how it is charged
     */
    ModelReply call(ModelRequest request, Call call) throws ModelException;

    /**
     * An upper bound of the tokens the request counts as input. The default holds for byte-level encodings: a token
     * is at least one byte, and a message, a tool and a call of one carry a few more.
     */
    default long inputBound(ModelRequest request) {
        long bytes = 16;
        for (ModelRequest.Turn turn : request.messages()) {
            bytes += bytes(turn.text()) + 8 + turn.images().size() * IMAGE_TOKENS;
            if (turn.thoughts() != null) {
                bytes += bytes(turn.thoughts().toString());
            }
            for (ToolUse use : turn.toolCalls()) {
                bytes += bytes(use.id()) + bytes(use.tool()) + bytes(use.arguments().toString()) + 32;
            }
            if (turn.answers() != null) {
                bytes += bytes(turn.answers()) + 16;
            }
        }
        for (ToolSpec tool : request.tools()) {
            bytes += bytes(tool.name()) + bytes(tool.description()) + bytes(tool.parameters().toString()) + 64;
        }
        if (request.schema() != null) {
            bytes += bytes(request.schema().toString()) + 64;
        }
        return bytes;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The engine's side of one call. */
    interface Call {
        /** Which run it is for. */
        String run();

        /** Which step; with {@link #attempt()} all that a simulated answer may depend on, beside the seed. */
        String stepKey();

        /** Id of the node. */
        String node();

        /** From 1; counts retries and repair turns. */
        int attempt();

        /** Seed of the run. */
        long seed();

        /** Text has just arrived. Never blocks. */
        void delta(String text);

        /**
         * It waits for its turn before it is sent: shown while it does, and how long it was is recorded with its end. Never
         * blocks.
         *
         * @param reason what it waits for, a sentence for people
         */
        default void waits(String reason) {}

        /** Its turn has come, after {@link #waits}. */
        default void goesOn() {}

        /** Whether the call was cancelled. */
        boolean cancelled();

        /** Runs when the call is cancelled or its time is over: closes the socket. At once if that has happened. */
        void onCancel(Runnable hook);

        /** Time left for the call. */
        Duration timeLeft();

        /**
         * Waits on the run's own clock.
         *
         * @throws ModelException with {@code CANCELLED} or {@code TIMEOUT} when the call ends meanwhile
         */
        void sleep(Duration duration) throws ModelException;
    }
}
