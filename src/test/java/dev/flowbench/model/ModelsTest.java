package dev.flowbench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimulatedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsTest {
    private final ChatModel simulated = new SimulatedModel(SimScript.NONE, Pace.INSTANT);
    private final ChatModel odd = new ChatModel() {
        @Override
        public ModelReply call(ModelRequest request, Call call) {
            return new ModelReply("odd", null, ModelReply.Finish.STOP, "odd", null, 0);
        }

        @Override
        public long inputBound(ModelRequest request) { return 42; }
    };
    private final Models models = new Models(Map.of("openai-compatible", simulated, "openai", odd));

    @Test
    void theProviderDecides() throws ModelException {
        ModelRequest request = Requests.text("Hi");
        assertEquals("odd", models.call(request, FakeCall.of("n")).text());
        assertEquals(42, models.inputBound(request));
    }

    @Test
    void anUnknownProviderNamesTheKnownOnes() {
        var request = new ModelRequest("critic", "anthropic", "claude-sonnet-4-5", null, null, List.of(), null, 10,
                null);
        ModelException e = assertThrows(ModelException.class, () -> models.call(request, FakeCall.of("n")));
        assertEquals(ErrorCode.NO_MODEL, e.code());
        assertTrue(e.getMessage().contains("'anthropic'") && e.getMessage().contains("'critic'"), e.getMessage());
        assertTrue(e.wayOut().contains("openai, openai-compatible") && e.wayOut().contains("--simulate"), e.wayOut());
        assertTrue(models.inputBound(request) > 0);
    }
}
