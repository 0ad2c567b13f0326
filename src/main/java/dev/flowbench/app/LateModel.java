package dev.flowbench.app;

import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import java.util.function.Supplier;

/** A model that is made with its first call. */
final class LateModel implements ChatModel {
    private final Supplier<ChatModel> made;

    LateModel(Supplier<ChatModel> maker) {
        this.made = new Flowbench.Made<>(maker);
    }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        return made.get().call(request, call);
    }

    @Override
    public long inputBound(ModelRequest request) {
        return made.get().inputBound(request);
    }
}
