package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Trimming;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.ToolDeclaration;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Holds a tool to what its declaration says of every call: its time, and what is kept of its result. */
final class DeclaredTool implements Tool {
    private final Tool tool;
    private final ToolDeclaration declaration;

    DeclaredTool(Tool tool, ToolDeclaration declaration) {
        this.tool = tool;
        this.declaration = declaration;
    }

    @Override
    public Definition definition() {
        return tool.definition();
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        @Nullable Duration timeout = declaration.timeout();
        JsonNode result = tool.call(arguments, timeout == null ? call : new Timed(call, timeout));
        return declaration.fields().isEmpty() ? result : Trimming.only(result, declaration.fields());
    }

    /** The same call with less time. */
    private static final class Timed implements Call {
        private final Call call;
        private final long end;

        Timed(Call call, Duration timeout) {
            this.call = call;
            this.end = System.nanoTime() + timeout.toNanos();
        }

        @Override
        public String run() {
            return call.run();
        }

        @Override
        public String stepKey() {
            return call.stepKey();
        }

        @Override
        public String node() {
            return call.node();
        }

        @Override
        public int attempt() {
            return call.attempt();
        }

        @Override
        public String idempotencyKey() {
            return call.idempotencyKey();
        }

        @Override
        public @Nullable JsonNode config() {
            return call.config();
        }

        @Override
        public long epochMicros() {
            return call.epochMicros();
        }

        @Override
        public Duration timeLeft() {
            Duration own = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Duration all = call.timeLeft();
            return own.compareTo(all) < 0 ? own : all;
        }

        @Override
        public boolean cancelled() {
            return call.cancelled() || System.nanoTime() - end >= 0;
        }

        @Override
        public void onCancel(Runnable hook) {
            call.onCancel(hook);
        }
    }
}
