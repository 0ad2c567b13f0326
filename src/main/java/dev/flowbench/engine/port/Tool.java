package dev.flowbench.engine.port;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.EffectClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something a workflow can do in the world. Called on virtual threads, many at once. */
public interface Tool {
    /** What it is and what it takes. Always the same. */
    Definition definition();

    /**
     * Does it and waits for the result. It does not retry: the engine does, visibly. The arguments satisfy
     * {@link Definition#parameters()}.
     *
     * @param arguments an object, never changed
     * @return what came of it, never changed afterwards
     * @throws ToolException with the code that says what happened
     */
    JsonNode call(JsonNode arguments, Call call) throws ToolException;

    /** Whether it only pretends: nothing in the world is read or changed, and what it gives is made up. */
    default boolean simulated() {
        return false;
    }

    /**
     * What a tool is; documents, models and people read it.
     *
     * @param name {@code [a-z][a-z0-9_-]*}, as documents name it
     * @param description what it does and when to use it, for models and people
     * @param parameters JSON Schema of the arguments, an object schema
     * @param result JSON Schema of the result; null when it says nothing of it
     * @param effect what repeating it may do to the world
     * @param polling whether calling it again with the same arguments makes sense, as for "is it done yet?"
     * @param local whether it stays on this machine, and there inside of what the user has granted
     * @param foreign whether what it gives may hold words of strangers, as pages, files and answers of servers do: they can
     *        tell a model what to do
     */
    record Definition(
            String name,
            String description,
            JsonNode parameters,
            @Nullable JsonNode result,
            EffectClass effect,
            boolean polling,
            boolean local,
            boolean foreign) {
        /** Of a tool whose words are its own only if it stays on this machine and does not read there. */
        public Definition(String name, String description, JsonNode parameters, @Nullable JsonNode result,
                EffectClass effect, boolean polling, boolean local) {
            this(name, description, parameters, result, effect, polling, local, !local || effect == EffectClass.READ);
        }

        /** Of a tool that may reach anything. */
        public Definition(String name, String description, JsonNode parameters, @Nullable JsonNode result,
                EffectClass effect, boolean polling) {
            this(name, description, parameters, result, effect, polling, false);
        }

        /** The same, where all that it gives is its own. */
        public Definition ownWords() {
            return new Definition(name, description, parameters, result, effect, polling, local, false);
        }
    }

    /** The engine's side of one call. */
    interface Call {
        /** Which run it is for. */
        String run();

        /** Which step; the simulated answer of a tool may depend on it. */
        String stepKey();

        /** Id of the node whose call it is; empty outside of all nodes. */
        String node();

        /** Which attempt at the step, from 1. */
        int attempt();

        /**
         * The same for every attempt at one step, also after a restart, and for what is called in its place; another for any
         * other step.
         */
        String idempotencyKey();

        /** What the document gives this tool beside its arguments: a folder's name, say. Null for nothing. */
        @Nullable JsonNode config();

        /** Microseconds since 1970-01-01T00:00Z, on the run's own clock. */
        long epochMicros();

        /** Time left for the call. */
        Duration timeLeft();

        /** Whether the call was cancelled or its time is over. */
        boolean cancelled();

        /**
         * How far it is, for people who watch: one line. It may be lost, and is never kept. Must not be relied on; any thread.
         */
        default void progress(String line) {}

        /** Runs when the call is cancelled or its time is over: closes sockets, ends processes. At once if that has happened. */
        void onCancel(Runnable hook);
    }
}
