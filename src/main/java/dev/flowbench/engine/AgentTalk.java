package dev.flowbench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.flow.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What an agent and its model have said so far: the prompt, then turn by turn. It is kept under a cap by rules; when it is
 * full it is brought down to three quarters, so that not every further turn moves it again.
 */
final class AgentTalk {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What is left of an old observation of which only the fields are kept. */
    private static final int SHORT = 200;

    private final List<ModelRequest.Turn> head;
    private final List<List<ModelRequest.Turn>> turns = new ArrayList<>();
    private final ToLongFunction<List<ModelRequest.Turn>> size;
    private final long cap;

    /**
     * @param head the prompt, which never leaves
     * @param size estimates the tokens of messages
     * @param cap the most tokens
     */
    AgentTalk(List<ModelRequest.Turn> head, ToLongFunction<List<ModelRequest.Turn>> size, long cap) {
        this.head = new ArrayList<>(head);
        this.size = size;
        this.cap = cap;
    }

    static ModelRequest.Turn user(String text) {
        return new ModelRequest.Turn(Message.Role.USER, text);
    }

    /** One more message of the prompt. */
    void tellFirst(ModelRequest.Turn message) {
        head.add(message);
    }

    /** One more turn: what the model said, and what came of it. */
    void add(List<ModelRequest.Turn> turn) {
        turns.add(List.copyOf(turn));
    }

    List<ModelRequest.Turn> messages() {
        var all = new ArrayList<>(head);
        turns.forEach(all::addAll);
        return all;
    }

    boolean isFull() {
        return size.applyAsLong(messages()) > cap;
    }

    /** Whether the prompt alone is too large. */
    boolean isHopeless() {
        return size.applyAsLong(head) > cap;
    }

    private boolean isOverTarget() {
        return size.applyAsLong(messages()) > cap * 3 / 4;
    }

    /** Drops the oldest turns, but never the last; returns how many messages left. */
    int dropOldest() {
        int dropped = 0;
        while (turns.size() > 1 && isOverTarget()) {
            dropped += turns.removeFirst().size();
        }
        return dropped;
    }

    /** Keeps of the oldest observations their fields and short values only; returns how many were shortened. */
    int keepFields() {
        int shortened = 0;
        for (int i = 0; i + 1 < turns.size() && isOverTarget(); i++) {
            shortened += shorten(i, SHORT);
        }
        return shortened;
    }

    /** Halves what the last turn observed until it fits; returns how many observations were shortened. */
    int shortenLast() {
        int shortened = 0;
        for (int most = (int) Math.min(Integer.MAX_VALUE / 4, cap * 3); !turns.isEmpty() && isFull()
                && most > 1; most /= 2) {
            shortened = Math.max(shortened, shorten(turns.size() - 1, most));
        }
        return shortened;
    }

    private int shorten(int turn, int most) {
        var now = new ArrayList<ModelRequest.Turn>();
        int shortened = 0;
        for (ModelRequest.Turn message : turns.get(turn)) {
            if (message.role() == Message.Role.USER && message.text().length() > most) {
                now.add(new ModelRequest.Turn(message.role(), shortened(message.text(), most), message.toolCalls(),
                        message.answers(), message.images(), message.thoughts()));
                shortened++;
            } else {
                now.add(message);
            }
        }
        turns.set(turn, List.copyOf(now));
        return shortened;
    }

    private static String shortened(String text, int most) {
        if (text.startsWith("{")) {
            try {
                if (JSON.readTree(text) instanceof ObjectNode object) {
                    return Trimming.fit(object, most).toString();
                }
            } catch (JsonProcessingException _) {
                // It only begins like an object.
            }
        }
        return Trimming.start(text, most - 1) + '…';
    }

    /** All turns but the last as one text; empty where there are none. */
    String past() {
        return turns.size() < 2 ? "" : text(turns.subList(0, turns.size() - 1));
    }

    /** All turns but the last give way to one message; returns how many messages left. */
    int replacePast(String summary) {
        int dropped = 0;
        while (turns.size() > 1) {
            dropped += turns.removeFirst().size();
        }
        turns.addFirst(List.of(user(summary)));
        return dropped;
    }

    /** The prompt, and all that came of it as one text, for a call without tools. */
    List<ModelRequest.Turn> flat(String last) {
        var all = new ArrayList<>(head);
        String text = text(turns);
        int most = (int) Math.min(Integer.MAX_VALUE / 4, cap * 3 / 2);
        all.add(user((text.length() > most ? '…' + text.substring(text.length() - most) : text)
                + (text.isEmpty() ? "" : "\n\n") + last));
        return all;
    }

    private static String text(List<List<ModelRequest.Turn>> turns) {
        var text = new StringBuilder();
        for (List<ModelRequest.Turn> turn : turns) {
            for (ModelRequest.Turn message : turn) {
                if (!message.text().isBlank()) {
                    text.append(text.isEmpty() ? "" : "\n").append(message.text());
                }
                for (ToolUse use : message.toolCalls()) {
                    JsonNode arguments = use.arguments();
                    text.append(text.isEmpty() ? "" : "\n").append(use.tool()).append(' ').append(arguments);
                }
            }
        }
        return text.toString();
    }
}
