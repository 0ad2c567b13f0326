package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.net.Http;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import dev.flowbench.net.ServerEvent;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call on the wire, seen from both sides of the library: below it as its HTTP client, above it as the receiver of
 * what it makes of the events. So what the library does not tell (refusals, request ids, Retry-After, a stream that
 * ends early) is seen all the same. All on the thread of the call.
 */
final class Exchange implements HttpClient, StreamingChatResponseHandler {
    private static final String DONE = "[DONE]";

    private final Http http;
    private final ChatModel.Call call;
    private final Failures failures;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final long begun = System.nanoTime();
    private @Nullable ModelException failure;
    private @Nullable ChatResponse answer;
    private @Nullable Reply reply;
    private @Nullable String finish;
    private boolean done;
    private boolean anyChoice;
    private long firstToken;

    Exchange(Http http, ChatModel.Call call, Failures failures) {
        this.http = http;
        this.call = call;
        this.failures = failures;
    }

    /** The library's answer, once all of it is there. */
    ChatResponse answer() throws ModelException {
        if (failure != null) throw failure;
        if (answer == null) throw failures.cut(text.toString());
        return answer;
    }

    String text() { return text.toString(); }

    String refusal() { return refusal.toString(); }

    /** Why the model stopped, in the provider's word; empty where it does not say. */
    String finish() {
        return finish == null ? "" : finish;
    }

    Optional<String> requestId() { return reply == null ? Optional.empty() : reply.header("x-request-id"); }

    long firstTokenMicros() { return firstToken == 0 ? 0 : Math.max(1, (firstToken - begun) / 1000); }

    /** Status and words of a server that did not take the request; empty where it did, or there was no reply. */
    Optional<Reply> rejection() {
        return Optional.ofNullable(reply).filter(one -> !one.ok());
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("every answer is streamed");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        try {
            Reply whole = http.send(request(request), call.timeLeft(), call::onCancel, event -> take(event, listener));
            reply = whole;
            if (!whole.ok()) fail(failures.status(whole));
            if (!whole.streamed()) takeWhole(whole.body(), listener);
            if (finish == null && !done) fail(ended());
        } catch (NetException e) {
            // The end of the answer had come; what broke after it does not matter.
            if (failure == null && finish == null && !done) failure = failures.net(e, call.cancelled(), text());
        } catch (Stop _) {
            // The failure is noted.
        }
        if (failure == null)
            listener.onClose();
        else
            listener.onError(new HttpException(0, "see the failure of the exchange"));
    }

    private static Request request(HttpRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return new Request(request.method().name(), URI.create(request.url()), headers, request.body());
    }

    private void take(ServerEvent event, ServerSentEventListener listener) {
        if (done || event.data().isBlank()) return;
        if (event.data().strip().equals(DONE)) {
            done = true;
            return;
        }
        if (event.type().equals("unknown")) fail(failures.notJson(event.data(), text()));
        JsonNode root = Failures.tree(event.data()).orElse(null);
        if (root == null) {
            fail(failures.notJson(event.data(), text()));
            return;
        }
        if (root.hasNonNull("error")) fail(failures.inBody(root, text()));
        if (event.type().equals("error") || !root.isObject()) fail(failures.notAnAnswer(event.data(), text(), null));
        look(root);
        listener.onEvent(new ServerSentEvent(null, event.data()), new ServerSentEventContext(new NoHandle()));
        if (failure != null) throw new Stop();
    }

    /** What the library passes over. */
    private void look(JsonNode root) {
        JsonNode choice = root.path("choices").path(0);
        if (root.path("choices").isArray()) anyChoice = true;
        JsonNode delta = choice.path("delta");
        if (delta.path("refusal").isTextual()) refusal.append(delta.get("refusal").textValue());
        if (choice.path("finish_reason").isTextual()) finish = choice.get("finish_reason").textValue();
        boolean token = !delta.path("content").asText("").isEmpty()
                || !delta.path("reasoning_content").asText("").isEmpty()
                || !delta.path("reasoning").asText("").isEmpty()
                || delta.path("tool_calls").size() > 0;
        if (token && firstToken == 0) firstToken = System.nanoTime();
    }

    /** A body that is no stream: an error under a status of success, or a server that does not stream. */
    private void takeWhole(String body, ServerSentEventListener listener) {
        JsonNode root = Failures.tree(body).orElse(null);
        if (root == null) {
            fail(failures.notJson(body, ""));
            return;
        }
        JsonNode choice = root.path("choices").path(0);
        if (!root.hasNonNull("error") && !choice.path("message").isObject()) {
            fail(failures.notAnAnswer(body, "", null));
        }
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        root.properties().forEach(entry -> chunk.set(entry.getKey(), entry.getValue()));
        if (choice.isObject()) {
            ObjectNode streamed = chunk.putArray("choices").addObject();
            streamed.put("index", 0);
            JsonNode message = choice.path("message");
            for (int i = 0; i < message.path("tool_calls").size(); i++) {
                if (message.get("tool_calls").get(i) instanceof ObjectNode call) call.put("index", i);
            }
            streamed.set("delta", message);
            streamed.put("finish_reason", choice.path("finish_reason").asText("stop"));
        }
        take(new ServerEvent("message", chunk.toString()), listener);
        done = true;
    }

    /** The stream is over and nobody said that the answer is. */
    private ModelException ended() {
        return anyChoice || reply == null
                ? failures.cut(text())
                : failures.notAnAnswer(
                        reply.streamed() ? "" : reply.body(), "", null);
    }

    private void fail(ModelException what) {
        if (failure == null) failure = what;
        throw new Stop();
    }

    @Override
    public void onPartialResponse(String part) {
        text.append(part);
        call.delta(part);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) { answer = response; }

    @Override
    public void onError(Throwable error) {
        if (failure == null) failure = failures.notAnAnswer(String.valueOf(error.getMessage()), text(), error);
    }

    /** Ends the reading from inside of it. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stop() {
            super(null, null, false, false);
        }
    }

    /** The library may not cancel: the engine does, at the socket. */
    private record NoHandle() implements ServerSentEventParsingHandle {
        @Override
        public void cancel() {}

        @Override
        public boolean isCancelled() { return false; }
    }

}
