package dev.flowbench.model.recorded;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.recorded.Cassette.Outcome;
import java.util.Optional;

/** The models of a recorded run. A call that was not recorded fails; it is never made. Safe for many threads. */
public final class RecordedModel implements ChatModel {
    private final Cassette cassette;

    public RecordedModel(Cassette cassette) {
        this.cassette = cassette;
    }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        if (call.cancelled()) throw new ModelException(ErrorCode.CANCELLED, "", "");
        Optional<Outcome> outcome = cassette.take(call.stepKey(), call.attempt(), request);
        if (outcome.isEmpty()) {
            throw new ModelException(ErrorCode.DIVERGENCE, Texts.text("miss.model", call.stepKey(), request.model()),
                    Texts.text("miss.out"));
        }
        return switch (outcome.get()) {
            case Outcome.Answered(ModelReply reply, long _) -> {
                call.delta(reply.text());
                yield reply;
            }
            case Outcome.Answered(ToolReply _, long _) ->
                throw new IllegalStateException("a tool's result for " + call.stepKey());
            case Outcome.Failed(RunError error, String partial) -> throw new ModelException(error.code(),
                    error.message(), error.wayOut(), error.retryAfterMillis() > 0 ? 0 : -1, partial, null, null);
        };
    }
}
