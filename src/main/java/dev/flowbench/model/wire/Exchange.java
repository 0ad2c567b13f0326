package dev.flowbench.model.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.net.Content;
import dev.flowbench.net.Http;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import dev.flowbench.net.ServerEvent;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call on the wire, seen from both sides of the library: below it as its HTTP client, above it as the receiver of
 * what it makes of the events. So what the library does not tell is seen all the same, and nothing it throws gets out.
 * All on the thread of the call.
 */
final class Exchange implements StreamingChatResponseHandler {
    private static final String DONE = "[DONE]";
    /** Reads what is our own: images make it large. */
    private static final ObjectMapper OWN = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build());

    private final Http http;
    private final ChatModel.Call call;
    private final Failures failures;
    private final Dialect dialect;
    private final Ask ask;
    private final Reading reading;
    private final StringBuilder text = new StringBuilder();
    private final long begun = System.nanoTime();
    private @Nullable ModelException failure;
    private @Nullable ChatResponse answer;
    private @Nullable Reply reply;
    private boolean done;
    private long firstToken;

    Exchange(Http http, ChatModel.Call call, Failures failures, Dialect dialect, Ask ask) {
        this.http = http;
        this.call = call;
        this.failures = failures;
        this.dialect = dialect;
        this.ask = ask;
        this.reading = dialect.reading(ask);
    }

    /** The library's answer, once all of it is there. */
    ChatResponse answer() throws ModelException {
        if (failure != null) throw failure;
        if (answer == null) throw failures.cut(text.toString());
        return answer;
    }

    String text() { return text.toString(); }

    Reading reading() { return reading; }

    Optional<String> requestId() {
        Reply whole = reply;
        return whole == null
                ? Optional.empty()
                : dialect.requestIds().stream().flatMap(name -> whole.header(name).stream()).findFirst();
    }

    long firstTokenMicros() { return firstToken == 0 ? 0 : Math.max(1, (firstToken - begun) / 1000); }

    /** Status and words of a server that did not take the request; empty where it did, or there was no reply. */
    Optional<Reply> rejection() {
        return Optional.ofNullable(reply).filter(one -> !one.ok());
    }

    /** The library asks. */
    void execute(HttpRequest request, ServerSentEventListener listener) {
        try {
            Reply whole = http.send(request(request), call.timeLeft(), call::onCancel, event -> take(event, listener));
            reply = whole;
            if (!whole.ok()) fail(failures.status(whole, requestId()));
            if (!whole.streamed()) takeWhole(whole.body(), listener);
            if (!reading.isWhole() && !done) fail(ended(whole));
        } catch (NetException e) {
            // The end of the answer had come; what broke after it does not matter.
            if (failure == null && !reading.isWhole() && !done) failure = failures.net(e, call.cancelled(), text());
        } catch (Stop _) {
            // The failure is noted.
        }
        close(listener);
    }

    private void close(ServerSentEventListener listener) {
        try {
            if (failure == null) {
                reading.end().ifPresent(event -> tell(event, listener));
                listener.onClose();
            } else {
                listener.onError(new HttpException(0, "see the failure of the exchange"));
            }
        } catch (Stop _) {
            // The failure is noted.
        } catch (RuntimeException e) {
            onError(e);
        }
    }

    private Request request(HttpRequest request) {
        ObjectNode body = written(String.valueOf(request.body()));
        dialect.finish(body, ask);
        URI address = ask.target().address(dialect.path(ask.request().model())).orElse(null);
        if (address == null) {
            fail(failures.badModelName());
            throw new Stop();
        }
        return new Request("POST", address, ask.target().headers(), null).withBody(Content.json(body.toString()))
                .withCredential(ask.target().credential());
    }

    private static ObjectNode written(String body) {
        try {
            return (ObjectNode) OWN.readTree(body);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalStateException("the library wrote no object", e);
        }
    }

    private void take(ServerEvent event, ServerSentEventListener listener) {
        if (done || reading.isOver() || event.data().isBlank()) return;
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
        if (root.hasNonNull("error")) fail(failures.inBody(root, text(), reading.hasBegun()));
        if (event.type().equals("error") || !root.isObject()) fail(failures.notAnAnswer(event.data(), text(), null));
        Optional<ServerEvent> seen = reading.read(event.type(), root);
        if (reading.hasToken() && firstToken == 0) firstToken = System.nanoTime();
        seen.ifPresent(one -> tell(one, listener));
        if (failure != null) throw new Stop();
    }

    private void tell(ServerEvent event, ServerSentEventListener listener) {
        try {
            listener.onEvent(new ServerSentEvent(event.type(), event.data()),
                    new ServerSentEventContext(new NoHandle()));
        } catch (Stop stop) {
            throw stop;
        } catch (RuntimeException e) {
            onError(e);
        }
    }

    /** A body that is no stream: an error under a status of success, or a server that does not stream. */
    private void takeWhole(String body, ServerSentEventListener listener) {
        JsonNode root = Failures.tree(body).orElse(null);
        if (root == null) {
            fail(failures.notJson(body, ""));
            return;
        }
        // Google sends a list of one where others send the one.
        JsonNode one = root.isArray() && root.size() == 1 ? root.get(0) : root;
        if (one.hasNonNull("error")) fail(failures.inBody(one, "", false));
        List<ServerEvent> events = one.isObject() ? reading.events(one) : List.of();
        if (events.isEmpty()) fail(failures.notAnAnswer(body, "", null));
        events.forEach(event -> take(event, listener));
        done = true;
    }

    /** The stream is over and nobody said that the answer is. */
    private ModelException ended(Reply whole) {
        return reading.hasBegun()
                ? failures.cut(text())
                : failures.notAnAnswer(whole.streamed() ? "" : whole.body(), "", null);
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
