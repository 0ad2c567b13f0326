package dev.flowbench.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.net.Http;
import dev.flowbench.net.Reply;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A provider's models, always streamed, never repeated. Safe for many threads.
 *
 * <p>What a model does not take (a temperature, a schema in the protocol's way) is left out where that is known. Where it is
 * not, the provider refuses the request, which costs nothing; it is asked again without within the same call, and that
 * is remembered for the model at this address.
 */
public final class WireModel implements ChatModel {
    private final Dialect dialect;
    private final Http http;
    private final Library library;
    private final Map<String, Set<Feature>> learned = new ConcurrentHashMap<>();

    public WireModel(Dialect dialect, Http http) {
        this.dialect = dialect;
        this.http = http;
        this.library = new Library(dialect::library);
    }

    @Override
    public long inputBound(ModelRequest request) {
        long bound = ChatModel.super.inputBound(request) + dialect.extraInput(request);
        JsonNode schema = request.schema();
        // Tightened, as a tool, or with an instruction around it.
        return schema == null ? bound : bound + schema.toString().getBytes(StandardCharsets.UTF_8).length + 768;
    }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        Target target = dialect.target(Target.Wish.of(request));
        var failures = new Failures(target, http.redaction());
        String place = target.base() + ' ' + target.model();
        Set<Feature> without = EnumSet.noneOf(Feature.class);
        without.addAll(dialect.lacks(request.model()));
        without.addAll(learned.getOrDefault(place, Set.of()));
        Set<Feature> refused = EnumSet.noneOf(Feature.class);
        while (true) {
            var ask = new Ask(request, target, dialect.shape(request, without), without);
            Exchange exchange = exchange(ask, call, failures);
            Optional<Feature> culprit = exchange.rejection().flatMap(reply -> culprit(ask, reply));
            if (culprit.isEmpty() || !without.add(culprit.get())) {
                if (exchange.rejection().isEmpty() && !refused.isEmpty()) learn(place, refused);
                return reply(ask, exchange, failures);
            }
            refused.add(culprit.get());
        }
    }

    private Exchange exchange(Ask ask, Call call, Failures failures) throws ModelException {
        if (call.cancelled()) throw failures.cancelled("");
        if (!call.timeLeft().isPositive()) throw failures.timeout("");
        ChatRequest chat = Conversation.request(ask, dialect.manner(), failures);
        var exchange = new Exchange(http, call, failures, dialect, ask);
        library.ask(chat, exchange);
        return exchange;
    }

    private Optional<Feature> culprit(Ask ask, Reply refusal) {
        if (!dialect.mayBeAskedAgain(refusal)) return Optional.empty();
        String words = refusal.body();
        for (Feature feature : Feature.values()) {
            if (ask.holds(feature) && feature.isNamedIn(words)) return Optional.of(feature);
        }
        return Optional.empty();
    }

    private void learn(String place, Set<Feature> refused) {
        // Thoughts are refused for what they are, not for what the model is.
        Set<Feature> lasting = EnumSet.copyOf(refused);
        lasting.remove(Feature.THOUGHTS);
        if (lasting.isEmpty()) return;
        learned.merge(place, Set.copyOf(lasting), (a, b) -> {
            Set<Feature> both = EnumSet.copyOf(a);
            both.addAll(b);
            return Set.copyOf(both);
        });
    }

    private static ModelReply reply(Ask ask, Exchange exchange, Failures failures) throws ModelException {
        ChatResponse answer = exchange.answer();
        Reading reading = exchange.reading();
        Usage usage = reading.usage();
        if (!reading.refusal().isBlank()) throw failures.refused(reading.refusal(), exchange.text(), usage);
        Finish finish = reading.finish();
        if (finish == Finish.FILTERED) throw failures.filtered(exchange.text(), usage);
        List<ToolUse> calls = ToolMessages.wanted(answer.aiMessage(), ask.request().messages().size());
        String text = ask.shape().bare(exchange.text());
        @Nullable ToolUse taken = ask.shape() instanceof AnswerShape.Tool
                ? calls.stream().filter(one -> one.tool().equals(AnswerShape.TOOL)).findFirst().orElse(null)
                : null;
        if (taken != null) {
            text = taken.arguments().isTextual() ? taken.arguments().textValue() : taken.arguments().toString();
            calls = List.of();
            if (finish == Finish.TOOL_CALL) finish = Finish.STOP;
        }
        return new ModelReply(text, usage, finish, reading.model().orElse(ask.request().model()),
                exchange.requestId().or(reading::id).orElse(null), exchange.firstTokenMicros(), calls,
                reading.thoughts());
    }
}
