package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.Secrets;
import dev.flowbench.net.Http;
import dev.flowbench.net.Reply;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions as OpenAI speaks them, always streamed, never repeated. Safe for many threads.
 *
 * <p>A schema goes by the protocol's {@code response_format}, strictly where OpenAI's strict mode takes it (every
 * property required, no keyword it does not know). It goes into the prompt instead where the protocol cannot carry it:
 * at OpenAI if the answer is no object, at a compatible server once that has rejected {@code response_format}. Such a
 * rejected request costs nothing, so the second one is made within the same call, and the server is remembered.
 */
public final class OpenAiModel implements ChatModel {
    private static final Pattern NO_FORMAT = Pattern.compile(
            "(?i)response_format|json_schema|json schema|grammar|structured output|guided");
    private static final Set<Integer> REJECTIONS = Set.of(400, 404, 415, 422, 500, 501);

    private static final long OPENAI_EXTRA = 32;
    /** The chat templates of local models put words of their own around a prompt. */
    private static final long TEMPLATE_EXTRA = 256;

    private final Http http;
    private final Secrets secrets;
    private final boolean openai;
    private final Library library = new Library();
    private final Set<String> withoutFormat = ConcurrentHashMap.newKeySet();

    private OpenAiModel(Http http, Secrets secrets, boolean openai) {
        this.http = http;
        this.secrets = secrets;
        this.openai = openai;
    }

    /** OpenAI itself. The key is in {@code OPENAI_API_KEY} unless the document names another secret. */
    public static OpenAiModel openai(Http http, Secrets secrets) {
        return new OpenAiModel(http, secrets, true);
    }

    /** Any server that speaks the same: Ollama, vLLM, LM Studio, llama.cpp, … No key unless the document names one. */
    public static OpenAiModel compatible(Http http, Secrets secrets) {
        return new OpenAiModel(http, secrets, false);
    }

    @Override
    public long inputBound(ModelRequest request) {
        long bound = ChatModel.super.inputBound(request) + (openai ? OPENAI_EXTRA : TEMPLATE_EXTRA);
        JsonNode schema = request.schema();
        // Tightened, or with an instruction around it.
        return schema == null ? bound : bound + schema.toString().getBytes(StandardCharsets.UTF_8).length + 512;
    }

    @Override
    public ModelReply call(ModelRequest request, Call call) throws ModelException {
        Target target = Target.of(request, openai, secrets);
        target.key().ifPresent(http.redaction()::know);
        var failures = new Failures(target, http.redaction());
        AnswerShape shape = shape(request, target);
        var exchange = new Exchange(http, call, failures);
        ask(target, request, shape, exchange, call, failures);
        if (!openai && shape instanceof AnswerShape.Schema(JsonNode schema, boolean _)
                && exchange.rejection().filter(OpenAiModel::hasNoFormat).isPresent()) {
            withoutFormat.add(place(target));
            shape = new AnswerShape.Prompted(schema);
            exchange = new Exchange(http, call, failures);
            ask(target, request, shape, exchange, call, failures);
        }
        return reply(request, shape, exchange, failures);
    }

    private void ask(Target target, ModelRequest request, AnswerShape shape, Exchange exchange, Call call,
            Failures failures) throws ModelException {
        if (call.cancelled()) throw failures.cancelled("");
        if (!call.timeLeft().isPositive()) throw failures.timeout("");
        library.ask(target, shape.strict(), chat(request, shape, failures), exchange);
    }

    private ChatRequest chat(ModelRequest request, AnswerShape shape, Failures failures) throws ModelException {
        List<ChatMessage> messages = messages(request, shape);
        if (messages.isEmpty()) throw failures.emptyPrompt();
        var parameters = OpenAiChatRequestParameters.builder().modelName(request.model());
        Double temperature = request.temperature();
        if (temperature != null) parameters.temperature(temperature);
        // Reasoning models take only the new name, many other servers only the old one.
        if (openai)
            parameters.maxCompletionTokens(request.maxOutputTokens());
        else
            parameters.maxOutputTokens(request.maxOutputTokens());
        shape.format().ifPresent(parameters::responseFormat);
        if (!request.tools().isEmpty()) parameters.toolSpecifications(ToolMessages.specifications(request.tools()));
        return ChatRequest.builder().messages(messages).parameters(parameters.build()).build();
    }

    private static List<ChatMessage> messages(ModelRequest request, AnswerShape shape) {
        String instruction = shape.instruction();
        var messages = new ArrayList<ChatMessage>();
        for (ModelRequest.Turn turn : request.messages()) {
            // Servers refuse an empty message, and it says nothing.
            if (turn.text().isBlank() && turn.toolCalls().isEmpty() && turn.answers() == null) continue;
            switch (turn.role()) {
                case SYSTEM -> {
                    // Some local models know one system message only.
                    String text = instruction.isEmpty() ? turn.text() : turn.text() + "\n\n" + instruction;
                    instruction = "";
                    messages.add(SystemMessage.from(text));
                }
                case USER -> messages.add(turn.answers() == null
                        ? UserMessage.from(turn.text())
                        : ToolMessages.result(turn.answers(), turn.text()));
                case ASSISTANT -> messages.add(turn.toolCalls().isEmpty()
                        ? AiMessage.from(turn.text())
                        : ToolMessages.calls(turn));
            }
        }
        if (!instruction.isEmpty() && !messages.isEmpty()) messages.addFirst(SystemMessage.from(instruction));
        return messages;
    }

    private AnswerShape shape(ModelRequest request, Target target) {
        JsonNode schema = request.schema();
        if (schema == null) return new AnswerShape.Text();
        if (openai ? !StrictSchema.isObject(schema) : withoutFormat.contains(place(target))) {
            return new AnswerShape.Prompted(schema);
        }
        Optional<JsonNode> strict = StrictSchema.of(schema);
        return new AnswerShape.Schema(strict.orElse(schema), strict.isPresent());
    }

    private static String place(Target target) { return target.base() + " " + target.model(); }

    private static boolean hasNoFormat(Reply reply) {
        return REJECTIONS.contains(reply.status()) && NO_FORMAT.matcher(reply.body()).find();
    }

    private static ModelReply reply(ModelRequest request, AnswerShape shape, Exchange exchange, Failures failures)
            throws ModelException {
        ChatResponse answer = exchange.answer();
        Usage usage = usage(answer.tokenUsage());
        if (!exchange.refusal().isBlank()) throw failures.refused(exchange.refusal(), exchange.text(), usage);
        Finish finish = finish(exchange.finish());
        if (finish == Finish.FILTERED) throw failures.filtered(exchange.text(), usage);
        String model = answer.modelName();
        String id = exchange.requestId().orElse(answer.id());
        return new ModelReply(shape.bare(exchange.text()), usage, finish,
                model == null || model.isBlank() ? request.model() : model, id, exchange.firstTokenMicros(),
                ToolMessages.wanted(answer.aiMessage(), request.messages().size()));
    }

    private static Finish finish(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop", "eos", "end_turn", "" -> Finish.STOP;
            case "length", "max_tokens" -> Finish.LENGTH;
            case "content_filter" -> Finish.FILTERED;
            case "tool_calls", "function_call" -> Finish.TOOL_CALL;
            default -> Finish.OTHER;
        };
    }

    private static @Nullable Usage usage(@Nullable TokenUsage tokens) {
        if (tokens == null) return null;
        Integer input = tokens.inputTokenCount();
        Integer output = tokens.outputTokenCount();
        // Some servers send the fields and count nothing.
        if (input == null || output == null || input == 0 && output == 0 || input < 0 || output < 0) return null;
        if (!(tokens instanceof OpenAiTokenUsage known)) return new Usage(input, output);
        var in = known.inputTokensDetails();
        var out = known.outputTokensDetails();
        return new Usage(input, in == null ? 0 : atMost(in.cachedTokens(), input), 0, output,
                out == null ? 0 : atMost(out.reasoningTokens(), output));
    }

    private static long atMost(@Nullable Integer part, int whole) {
        return part == null ? 0 : Math.clamp(part, 0, whole);
    }
}
