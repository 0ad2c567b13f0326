package dev.flowbench.model.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/** Gives the library the client of one exchange. Its time limits are the engine's, so what the library sets is lost. */
record OneExchange(HttpClient client) implements HttpClientBuilder {
    @Override
    public Duration connectTimeout() { return Duration.ZERO; }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) { return this; }

    @Override
    public Duration readTimeout() { return Duration.ZERO; }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) { return this; }

    @Override
    public HttpClient build() { return client; }
}
