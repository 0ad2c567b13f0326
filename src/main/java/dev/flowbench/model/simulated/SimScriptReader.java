package dev.flowbench.model.simulated;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.model.simulated.SimAnswer.Regex;
import dev.flowbench.model.simulated.SimAnswer.Selector;
import dev.flowbench.model.simulated.SimAnswer.Text;
import dev.flowbench.model.simulated.SimAnswer.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Reads a script, strictly: a word that means nothing here is an error, not an answer that never comes. */
final class SimScriptReader {
    static final int MAX_CHARS = 10_000_000;
    private static final double MAX_LATENCY = 600_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    static {
        JSON.getFactory().setStreamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(200).maxDocumentLength(MAX_CHARS).build());
    }

    private final String file;

    SimScriptReader(String file) {
        this.file = file;
    }

    SimScript read(String json) throws SimScriptException {
        JsonNode root = tree(json);
        object(root, "", "pace", "answers", "memory");
        Optional<Pace> pace = root.has("pace") ? Optional.of(pace(root.get("pace"))) : Optional.empty();
        Map<String, List<SimAnswer>> answers = new LinkedHashMap<>();
        if (root.has("answers")) {
            JsonNode nodes = root.get("answers");
            if (!nodes.isObject()) throw wrong("answers", "notAnswers");
            for (Map.Entry<String, JsonNode> entry : nodes.properties()) {
                answers.put(entry.getKey(), list(entry.getValue(), "answers." + entry.getKey()));
            }
        }
        return new SimScript(file, answers, pace, memory(root));
    }

    private Map<String, List<String>> memory(JsonNode root) throws SimScriptException {
        Map<String, List<String>> memory = new LinkedHashMap<>();
        if (!root.has("memory")) return memory;
        if (!root.get("memory").isObject()) throw wrong("memory", "notMemory");
        for (Map.Entry<String, JsonNode> scope : root.get("memory").properties()) {
            String place = "memory." + scope.getKey();
            if (!scope.getValue().isArray()) throw wrong(place, "notMemory");
            var texts = new ArrayList<String>();
            for (JsonNode text : scope.getValue()) {
                if (!text.isTextual()) throw wrong(place + "[" + (texts.size() + 1) + "]", "notText");
                texts.add(text.textValue());
            }
            memory.put(scope.getKey(), List.copyOf(texts));
        }
        return memory;
    }

    /** A text as JSON; empty where it is none. */
    static Optional<JsonNode> value(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(value -> !value.isMissingNode());
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private JsonNode tree(String json) throws SimScriptException {
        try {
            return JSON.readTree(json.startsWith("\uFEFF") ? json.substring(1) : json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : Texts.text("script.line", at.getLineNr(), at.getColumnNr());
            throw SimScriptException.of(file, place, e, "notJson", e.getOriginalMessage());
        }
    }

    private Pace pace(JsonNode node) throws SimScriptException {
        object(node, "pace", "firstTokenMs", "tokensPerSecond");
        Pace usual = Pace.WATCHABLE;
        double min = usual.firstTokenMin().toMillis();
        double max = usual.firstTokenMax().toMillis();
        JsonNode first = node.get("firstTokenMs");
        if (first != null && first.isArray()) {
            if (first.size() != 2) throw wrong("pace.firstTokenMs", "notRange");
            min = number(first.get(0), "pace.firstTokenMs[1]", 0, MAX_LATENCY);
            max = number(first.get(1), "pace.firstTokenMs[2]", min, MAX_LATENCY);
        } else if (first != null) {
            min = number(first, "pace.firstTokenMs", 0, MAX_LATENCY);
            max = min;
        }
        double speed = node.has("tokensPerSecond")
                ? number(node.get("tokensPerSecond"), "pace.tokensPerSecond", 0.1, 1e6)
                : usual.tokensPerSecond();
        return new Pace(Duration.ofMillis((long) min), Duration.ofMillis((long) max), speed, 1);
    }

    private List<SimAnswer> list(JsonNode node, String place) throws SimScriptException {
        if (!node.isArray() || node.isEmpty()) throw wrong(place, "notList");
        var list = new ArrayList<SimAnswer>();
        for (int i = 0; i < node.size(); i++) list.add(answer(node.get(i), place + "[" + (i + 1) + "]"));
        return list;
    }

    private SimAnswer answer(JsonNode node, String place) throws SimScriptException {
        if (node.isArray()) {
            // Several calls at once.
            var calls = new ArrayList<ToolUse>();
            for (int i = 0; i < node.size(); i++) {
                String here = place + "[" + (i + 1) + "]";
                object(node.get(i), here, "tool", "arguments");
                calls.add(call(node.get(i), here));
            }
            if (calls.isEmpty()) throw wrong(place, "noAnswer");
            return new SimAnswer(Optional.empty(), List.copyOf(calls), Optional.empty(),
                    new Selector(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                            Optional.empty()),
                    Optional.empty(), OptionalDouble.empty());
        }
        object(node, place, "text", "json", "fault", "when", "index", "visit", "attempt", "branch", "latencyMs",
                "tokensPerSecond", "tool", "arguments");
        if (node.has("text") && node.has("json")) throw wrong(place, "textAndJson");
        boolean calls = node.has("tool") || node.has("arguments");
        if (!node.has("text") && !node.has("json") && !calls && !node.has("fault")) throw wrong(place, "noAnswer");
        List<ToolUse> toolCalls = calls ? List.of(call(node, place)) : List.of();
        Optional<String> content = Optional.empty();
        if (node.has("text")) content = Optional.of(string(node, "text", place));
        if (node.has("json")) content = Optional.of(node.get("json").toString());
        Optional<SimFault> fault = Optional.empty();
        if (node.has("fault")) {
            String id = string(node, "fault", place);
            fault = SimFault.of(id);
            if (fault.isEmpty()) throw wrong(place + ".fault", "noFault", id, faults());
        }
        var selector = new Selector(when(node, place), count(node, "index", place), count(node, "visit", place),
                count(node, "attempt", place),
                node.has("branch") ? Optional.of(string(node, "branch", place)) : Optional.empty());
        Optional<Duration> latency = node.has("latencyMs")
                ? Optional.of(Duration.ofMillis((long) number(node.get("latencyMs"), place + ".latencyMs", 0,
                        MAX_LATENCY)))
                : Optional.empty();
        OptionalDouble speed = node.has("tokensPerSecond")
                ? OptionalDouble.of(number(node.get("tokensPerSecond"), place + ".tokensPerSecond", 0.1, 1e6))
                : OptionalDouble.empty();
        return new SimAnswer(content, toolCalls, fault, selector, latency, speed);
    }

    private ToolUse call(JsonNode node, String place) throws SimScriptException {
        if (!node.has("tool")) throw wrong(place, "noTool");
        JsonNode arguments = node.get("arguments");
        return new ToolUse("", string(node, "tool", place),
                arguments == null ? JsonNodeFactory.instance.objectNode() : arguments);
    }

    private Optional<Text> when(JsonNode node, String place) throws SimScriptException {
        if (!node.has("when")) return Optional.empty();
        String when = string(node, "when", place);
        if (when.isBlank()) throw wrong(place + ".when", "emptyWhen");
        int end = when.lastIndexOf('/');
        if (!when.startsWith("/") || end < 2 || !(when.endsWith("/") || when.endsWith("/i"))) {
            return Optional.of(new Words(when));
        }
        try {
            return Optional.of(new Regex(Pattern.compile(when.substring(1, end),
                    when.endsWith("i") ? Pattern.CASE_INSENSITIVE : 0)));
        } catch (PatternSyntaxException e) {
            throw SimScriptException.of(file, place + ".when", e, "badRegex", e.getDescription());
        }
    }

    private OptionalInt count(JsonNode node, String key, String place) throws SimScriptException {
        if (!node.has(key)) return OptionalInt.empty();
        JsonNode value = node.get(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw wrong(place + "." + key, "notCount");
        }
        return OptionalInt.of(value.intValue());
    }

    private double number(JsonNode value, String place, double min, double max) throws SimScriptException {
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= min && number <= max)) throw wrong(place, "notNumber", min, max);
        return number;
    }

    private String string(JsonNode node, String key, String place) throws SimScriptException {
        JsonNode value = node.get(key);
        if (!value.isTextual()) throw wrong(place + "." + key, "notText");
        return value.textValue();
    }

    private void object(JsonNode node, String place, String... known) throws SimScriptException {
        if (!node.isObject()) throw wrong(place, "notObject", String.join(", ", known));
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!Arrays.asList(known).contains(entry.getKey())) {
                throw wrong(place.isEmpty() ? entry.getKey() : place + "." + entry.getKey(), "unknownKey",
                        entry.getKey(), String.join(", ", known));
            }
        }
    }

    private static String faults() {
        return Arrays.stream(SimFault.values()).map(SimFault::id).collect(Collectors.joining(", "));
    }

    private SimScriptException wrong(String place, String key, Object... arguments) {
        return SimScriptException.of(file, place, key, arguments);
    }
}
