package dev.flowbench.model.wire;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.time.Duration;
import java.util.function.Function;

/**
 * The library's model, made once, as making one takes longer than using it. It knows no address and no key; which exchange
 * a request belongs to is bound to the thread of the call.
 */
final class Library {
    private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final StreamingChatModel model;

    Library(Function<HttpClientBuilder, StreamingChatModel> maker) {
        this.model = maker.apply(new Wire());
    }

    /** Asks and waits; whatever comes of it is in the exchange. */
    void ask(ChatRequest request, Exchange exchange) {
        ScopedValue.where(CURRENT, exchange).run(() -> model.chat(request, exchange));
    }

    /** The library's way out: the exchange of the call. Time limits are the engine's; the library's are not kept. */
    private static final class Wire implements HttpClient, HttpClientBuilder {
        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) {
            throw new UnsupportedOperationException("every answer is streamed");
        }

        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            CURRENT.get().execute(request, listener);
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
