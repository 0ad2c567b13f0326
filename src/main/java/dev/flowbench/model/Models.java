package dev.flowbench.model;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.wire.WireModel;
import dev.flowbench.net.Http;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The switchboard: hands a request to the model of its provider. Safe for many threads if the models are. */
public final class Models implements ChatModel {
    private final Map<String, ChatModel> byProvider;

    /** @param byProvider by the name that stands in a document: {@code openai} */
    public Models(Map<String, ? extends ChatModel> byProvider) {
        this.byProvider = new TreeMap<>(byProvider);
    }

    /** Those of all providers. */
    public static Models of(Http http) {
        var models = new TreeMap<String, ChatModel>();
        for (Provider provider : Provider.values()) models.put(provider.id(), new WireModel(provider.dialect(), http));
        return new Models(models);
    }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        ChatModel model = byProvider.get(request.provider());
        if (model == null) {
            throw new ModelException(ErrorCode.NO_MODEL,
                    ModelTexts.text("provider.unknown", request.provider(), request.alias()),
                    ModelTexts.text("provider.wayOut", String.join(", ", byProvider.keySet())));
        }
        return model.call(request, call);
    }

    @Override
    public long inputBound(ModelRequest request) {
        @Nullable ChatModel model = byProvider.get(request.provider());
        return model == null ? ChatModel.super.inputBound(request) : model.inputBound(request);
    }
}
