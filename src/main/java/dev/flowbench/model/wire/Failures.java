package dev.flowbench.model.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Reply;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can go wrong with a request, as the engine and people want to know it. No secret in any of it. */
public final class Failures {
    private static final int MOST_WORDS = 400;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build()).build());

    /** Azure and OpenAI say so of a prompt that they filter. */
    private static final Pattern FILTERED = Pattern
            .compile("\"content_filter\"|\"content_policy_violation\"|\"responsibleaipolicyviolation\"");

    /** Status that a word for an error stands for; the first that fits counts. */
    private static final Map<String, Integer> KINDS = kinds();

    private final Target target;
    private final Redaction redaction;

    public Failures(Target target, Redaction redaction) {
        this.target = target;
        this.redaction = redaction;
    }

    private static Map<String, Integer> kinds() {
        var kinds = new LinkedHashMap<String, Integer>();
        kinds.put("rate_limit", 429);
        kinds.put("quota", 402);
        kinds.put("billing", 402);
        kinds.put("invalid_api_key", 401);
        kinds.put("authentication", 401);
        kinds.put("permission", 403);
        kinds.put("not_found", 404);
        kinds.put("too_large", 413);
        kinds.put("invalid_request", 400);
        kinds.put("overloaded", 529);
        kinds.put("timeout", 504);
        kinds.put("api_error", 500);
        kinds.put("server_error", 500);
        return kinds;
    }

    /**
     * The request brought no whole reply.
     *
     * @param partial text that had arrived
     */
    public ModelException net(NetException e, boolean cancelled, String partial) {
        NetException.Kind kind = cancelled ? NetException.Kind.CANCELLED : e.kind();
        String words = clean(String.valueOf(e.getMessage()));
        return switch (kind) {
            case BAD_REQUEST -> failure(ErrorCode.BAD_REQUEST, "badBaseUrl", target.base(), partial, e);
            case REFUSED -> forPeople(ErrorCode.NOT_GRANTED, words, partial, e);
            case NO_SECRET, NOT_BOUND -> forPeople(ErrorCode.NO_KEY, words, partial, e);
            case UNKNOWN_HOST -> failure(ErrorCode.NET_CONNECT, "UNKNOWN_HOST", words, partial, e);
            case CONNECT -> failure(ErrorCode.NET_CONNECT, "CONNECT", words, partial, e);
            case LOST -> failure(ErrorCode.NET_LOST, "LOST", words, partial, e);
            case TIMEOUT -> failure(ErrorCode.TIMEOUT, "TIMEOUT", words, partial, e);
            // The engine closes the socket for two reasons; if nobody cancelled, the time was over.
            case CANCELLED -> cancelled
                    ? failure(ErrorCode.CANCELLED, "CANCELLED", words, partial, e)
                    : failure(ErrorCode.TIMEOUT, "TIMEOUT", words, partial, e);
            case TOO_LARGE -> failure(ErrorCode.PROVIDER_NONSENSE, "TOO_LARGE", words, partial, e);
        };
    }

    /** Says what {@code net} says: these kinds it words for people. */
    private static ModelException forPeople(ErrorCode code, String words, String partial, NetException e) {
        return new ModelException(code, words, e.wayOut(), -1, partial, null, e);
    }

    /**
     * The server answered with a status that is none of success.
     *
     * @param id the server's name for the request, for who asks its support
     */
    public ModelException status(Reply reply, Optional<String> id) {
        String said = words(reply.body());
        String words = id.map(one -> Texts.text("request", said, clean(one))).orElse(said);
        int status = reply.status();
        if (status >= 300 && status < 400) {
            return failure(ErrorCode.BAD_REQUEST, "REDIRECT", clean(reply.header("location").orElse("?")), "", null);
        }
        return of(status, reply.body(), words, RetryAfter.millis(reply));
    }

    private ModelException of(int status, String body, String words, long retryAfter) {
        String lower = body.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 401, 403 -> auth(words);
            case 402 -> failure(ErrorCode.AUTH, "QUOTA", words, "", null);
            // Google says so of a wrong key, Anthropic of an empty account.
            case 400 -> lower.contains("api key not valid") || lower.contains("api_key_invalid")
                    || lower.contains("api key expired")
                            ? auth(words)
                            : lower.contains("credit balance")
                                    ? failure(ErrorCode.AUTH, "QUOTA", words, "", null)
                                    : lower.contains("model_not_found")
                                            ? failure(ErrorCode.NO_MODEL, "NO_MODEL", words, "", null)
                                            : FILTERED.matcher(lower).find()
                                                    ? failure(ErrorCode.REFUSED, "REFUSED", words, "", null)
                                                    : failure(ErrorCode.BAD_REQUEST, "BAD_REQUEST", words, "", null);
            case 404 -> failure(ErrorCode.NO_MODEL, "NO_MODEL", words, "", null);
            case 408 -> with(ErrorCode.TIMEOUT, "REQUEST_TIMEOUT", "TIMEOUT", words, status, retryAfter);
            case 409 -> with(ErrorCode.PROVIDER_ERROR, "PROVIDER_ERROR", "PROVIDER_ERROR", words, status, retryAfter);
            case 429 -> lower.contains("insufficient_quota")
                    // Waiting does not fill an account.
                    ? failure(ErrorCode.AUTH, "QUOTA", words, "", null)
                    : with(ErrorCode.RATE_LIMIT, "RATE_LIMIT", "RATE_LIMIT", words, status, retryAfter);
            default -> {
                if (status >= 500) {
                    yield with(ErrorCode.PROVIDER_ERROR, "PROVIDER_ERROR", "PROVIDER_ERROR", words, status,
                            retryAfter);
                }
                yield lower.contains("model_not_found")
                        ? failure(ErrorCode.NO_MODEL, "NO_MODEL", words, "", null)
                        : failure(ErrorCode.BAD_REQUEST, "BAD_REQUEST", words, "", null);
            }
        };
    }

    private ModelException auth(String words) {
        String out = target.secret().isEmpty() ? "AUTH.none.out" : "AUTH.out";
        return new ModelException(ErrorCode.AUTH, Texts.of(target, "AUTH", words),
                Texts.of(target, out, words, target.secret()));
    }

    /**
     * The server said that all is well, and then sent an error.
     *
     * @param begun whether a part of an answer had come
     */
    ModelException inBody(JsonNode root, String partial, boolean begun) {
        JsonNode error = root.path("error");
        String words = words(root.toString());
        int status = error.path("code").asInt(error.path("status").asInt(0));
        if (status == 0) {
            String kind = (error.path("code").asText() + " " + error.path("type").asText()).toLowerCase(Locale.ROOT);
            status = KINDS.entrySet().stream().filter(one -> kind.contains(one.getKey()))
                    .mapToInt(Map.Entry::getValue).findFirst().orElse(0);
        }
        // Once an answer has begun, work has been done and may be charged, whatever the error is.
        if (status < 400 || status > 599 || begun || !partial.isEmpty()) {
            return failure(ErrorCode.PROVIDER_ERROR, "STREAM_ERROR", "PROVIDER_ERROR", words, partial, null, null);
        }
        return of(status, root.toString(), words, -1);
    }

    /** What came is not JSON, where JSON belongs. */
    public ModelException notJson(String text, String partial) {
        boolean html = text.stripLeading().startsWith("<");
        return failure(ErrorCode.PROVIDER_NONSENSE, html ? "NONSENSE.html" : "NONSENSE.json", "NONSENSE", clean(text),
                partial, null, null);
    }

    /** What came is JSON, and not what belongs there. */
    public ModelException notAnAnswer(String text, String partial, @Nullable Throwable cause) {
        // A parser's message quotes what it read.
        Throwable named = cause == null ? null : new IllegalStateException(clean(String.valueOf(cause.getMessage())));
        return failure(ErrorCode.PROVIDER_NONSENSE, "NONSENSE.shape", "NONSENSE", clean(text), partial, null, named);
    }

    ModelException cut(String partial) { return failure(ErrorCode.NET_LOST, "LOST", "", partial, null); }

    ModelException cancelled(String partial) {
        return failure(ErrorCode.CANCELLED, "CANCELLED", "", partial, null);
    }

    ModelException timeout(String partial) { return failure(ErrorCode.TIMEOUT, "TIMEOUT", "", partial, null); }

    ModelException badModelName() { return failure(ErrorCode.NO_MODEL, "badModel", target.model(), "", null); }

    ModelException badImage(String image) {
        return failure(ErrorCode.BAD_REQUEST, "badImage", image.length() > 60 ? image.substring(0, 60) + '…' : image,
                "",
                null);
    }

    ModelException emptyPrompt() { return failure(ErrorCode.BAD_REQUEST, "emptyPrompt", "", "", null); }

    ModelException refused(String words, String partial, ModelReply.@Nullable Usage usage) {
        return failure(ErrorCode.REFUSED, "REFUSED", "REFUSED", clean(words), partial, usage, null);
    }

    ModelException filtered(String partial, ModelReply.@Nullable Usage usage) {
        return failure(ErrorCode.REFUSED, "REFUSED.filtered", "REFUSED", "", partial, usage, null);
    }

    private ModelException failure(ErrorCode code, String key, String words, String partial,
            @Nullable Throwable cause) {
        return failure(code, key, key, words, partial, null, cause);
    }

    private ModelException failure(ErrorCode code, String key, String out, String words, String partial,
            ModelReply.@Nullable Usage usage, @Nullable Throwable cause) {
        return new ModelException(code, Texts.of(target, key, words),
                Texts.of(target, out + ".out", words), -1, partial, usage, cause);
    }

    private ModelException with(ErrorCode code, String key, String out, String words, int status, long retryAfter) {
        return new ModelException(code,
                Texts.of(target, key, words, Integer.toString(status)),
                Texts.of(target, out + ".out", words), retryAfter, "", null, null);
    }

    /** The server's own words: the message in its JSON, or its text. */
    private String words(String body) {
        JsonNode root = tree(body).orElse(null);
        if (root != null) {
            for (String pointer : new String[]{"/error/message", "/0/error/message", "/error", "/message", "/detail",
                "/detail/0/msg"}) {
                JsonNode words = root.at(pointer);
                if (words.isTextual() && !words.asText().isBlank()) return clean(words.asText());
            }
        }
        return clean(body);
    }

    /** A text as JSON; empty where it is none. */
    public static Optional<JsonNode> tree(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private String clean(String text) {
        // Redacted before it is cut: half a key is no longer known as one.
        String head = text.length() > 20_000 ? text.substring(0, 20_000) : text;
        String plain = redaction.of(head).replaceAll("(?s)<(script|style).*?</\\1>|<[^>]{0,500}>", " ")
                .replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (plain.isEmpty()) return Texts.text("nothingSaid");
        if (plain.codePointCount(0, plain.length()) <= MOST_WORDS) return plain;
        return plain.substring(0, plain.offsetByCodePoints(0, MOST_WORDS)) + "…";
    }
}
