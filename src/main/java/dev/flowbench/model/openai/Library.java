package dev.flowbench.model.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The library's models, one for each address and key, as making one takes longer than using it. They hold no state of
 * a call; which exchange a request belongs to is bound to the thread of the call.
 */
final class Library {
    private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();
    private static final int MOST = 100;

    private final Map<Place, OpenAiStreamingChatModel> models = new ConcurrentHashMap<>();

    /** Its text form shows no key. */
    private record Place(String base, Optional<String> key, boolean strict) {
        @Override
        public String toString() { return base; }
    }

    /** Asks and waits; whatever comes of it is in the exchange. */
    void ask(Target target, boolean strict, ChatRequest request, Exchange exchange) {
        if (models.size() > MOST) models.clear();
        var model = models.computeIfAbsent(new Place(target.base(), target.key(), strict), Library::model);
        ScopedValue.where(CURRENT, exchange).run(() -> model.chat(request, exchange));
    }

    private static OpenAiStreamingChatModel model(Place place) {
        var builder = new OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder()
                .httpClientBuilder(new Wire())
                .baseUrl(place.base())
                .strictJsonSchema(place.strict());
        place.key().ifPresent(builder::apiKey);
        return builder.build();
    }

    /** The library's way out: the exchange of the call. Time limits are the engine's; the library's are not kept. */
    private static final class Wire implements HttpClient, HttpClientBuilder {
        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) { return CURRENT.get().execute(request); }

        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            CURRENT.get().execute(request, parser, listener);
        }

        @Override
        public Duration connectTimeout() { return Duration.ZERO; }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) { return this; }

        @Override
        public Duration readTimeout() { return Duration.ZERO; }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) { return this; }

        @Override
        public HttpClient build() { return this; }
    }
}
