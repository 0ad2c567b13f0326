package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.port.Tool;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A call as the engine makes it. */
public record TestCall(JsonNode config, String idempotencyKey, long epochMicros,
        boolean cancelled) implements Tool.Call {
    private static final Instant NOW = Instant.parse("2025-03-01T23:30:00.123456Z");

    public static TestCall in(String folder) {
        return new TestCall(JsonNodeFactory.instance.objectNode().put("folder", folder), "key-1",
                ChronoUnit.MICROS.between(Instant.EPOCH, NOW), false);
    }

    public static TestCall bare() {
        return new TestCall(null, "key-1", ChronoUnit.MICROS.between(Instant.EPOCH, NOW), false);
    }

    public TestCall nowCancelled() {
        return new TestCall(config, idempotencyKey, epochMicros, true);
    }

    @Override
    public String run() {
        return "run-1";
    }

    @Override
    public String stepKey() {
        return "step";
    }

    @Override
    public String node() {
        return "step";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Duration timeLeft() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void onCancel(Runnable hook) {
        if (cancelled) {
            hook.run();
        }
    }
}
