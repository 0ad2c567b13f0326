package dev.flowbench.engine;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import java.time.Duration;

/** Models for tests. */
final class FakeModel {
    private FakeModel() {}

    /** Says what it was told last, and uses one token each way. */
    static final ChatModel ECHO = (request, call) -> says(last(request));

    static String last(ModelRequest request) {
        return request.messages().getLast().text();
    }

    static ModelReply says(String text) {
        return says(text, 1, 1);
    }

    static ModelReply says(String text, long input, long output) {
        return new ModelReply(text, new ModelReply.Usage(input, output), ModelReply.Finish.STOP, "fake", null, 0);
    }

    static ModelReply saysWithoutUsage(String text) {
        return new ModelReply(text, null, ModelReply.Finish.STOP, "fake", null, 0);
    }

    static ModelReply cutOff(String text) {
        return new ModelReply(text, new ModelReply.Usage(1, 1), ModelReply.Finish.LENGTH, "fake", null, 0);
    }

    static ModelException fails(ErrorCode code) {
        return new ModelException(code, "The fake model failed.", "Use another.");
    }

    static ModelException asksToWait(Duration howLong) {
        return new ModelException(ErrorCode.RATE_LIMIT, "Too many requests.", "Wait.", howLong.toMillis(), "", null,
                null);
    }

    /** The same model, after a while. */
    static ChatModel after(Duration latency, ChatModel model) {
        return (request, call) -> {
            call.sleep(latency);
            return model.call(request, call);
        };
    }
}
