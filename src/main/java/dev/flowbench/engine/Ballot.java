package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts votes as they come in and says when they are decided. */
final class Ballot {
    private final Parallel kind;
    private final Parallel.Rule rule;
    private final @Nullable Expression voteBy;
    private final int size;
    /** Weight by what was voted for, in the order of first votes. */
    private final Map<JsonNode, Double> tally = new LinkedHashMap<>();
    /** The result that stands for each vote: that of the lowest index. */
    private final Map<JsonNode, Vote> standing = new HashMap<>();
    private double cast;
    private int votes;
    private @Nullable JsonNode decided;
    private int decidedAfter;

    private record Vote(int index, JsonNode result) {}

    Ballot(Parallel kind, @Nullable Expression voteBy, int size) {
        this.kind = kind;
        this.rule = kind.rule() == null ? Parallel.Rule.MAJORITY : kind.rule();
        this.voteBy = voteBy;
        this.size = size;
    }

    /** Counts one vote; true when the outcome is fixed, whatever the others say. */
    boolean cast(int index, JsonNode result) {
        if (decided != null) {
            return true;
        }
        JsonNode key = key(result);
        double weight = weight(index);
        votes++;
        cast += weight;
        double sum = tally.merge(key, weight, Double::sum);
        standing.merge(key, new Vote(index, result), (a, b) -> a.index() <= b.index() ? a : b);
        boolean wins = switch (rule) {
            case MAJORITY -> sum * 2 > size;
            case QUORUM -> sum >= quorum();
            case WEIGHT -> sum * 2 > totalWeight();
            case UNANIMITY -> tally.size() == 1 && votes == size;
        };
        if (wins) {
            decided = key;
            decidedAfter = votes;
        }
        // Two different votes can never be unanimous: the rest need not be asked.
        return wins || rule == Parallel.Rule.UNANIMITY && tally.size() > 1;
    }

    private JsonNode key(JsonNode result) {
        if (voteBy == null) {
            return result;
        }
        try {
            return voteBy.eval(name -> name.equals(Kind.RESULT) ? result : null);
        } catch (TextException e) {
            // A vote that cannot be read is a vote of its own and wins nothing.
            return JsonNodeFactory.instance.textNode("?" + votes);
        }
    }

    private int quorum() {
        return kind.quorum() == null ? size / 2 + 1 : kind.quorum();
    }

    private double weight(int index) {
        if (rule != Parallel.Rule.WEIGHT) {
            return 1;
        }
        @Nullable Decimal weight = kind.branches().get(kind.votes() != null ? 0 : index).weight();
        return weight == null ? 1 : weight.asDouble();
    }

    private double totalWeight() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += weight(i);
        }
        return sum;
    }

    /** The result that won; null when none did: a tie, or too few agree. */
    @Nullable JsonNode winner() {
        if (decided == null && rule == Parallel.Rule.WEIGHT) {
            return leader();
        }
        return decided == null ? null : Objects.requireNonNull(standing.get(decided)).result();
    }

    /** The result with the most votes so far; null when there are none or two have as many. */
    @Nullable JsonNode leader() {
        double most = tally.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        List<JsonNode> first = tally.entrySet().stream().filter(e -> e.getValue() == most).map(Map.Entry::getKey)
                .toList();
        return first.size() == 1 ? Objects.requireNonNull(standing.get(first.getFirst())).result() : null;
    }

    /** The winner's share of the votes cast, 0 to 1. */
    double agreement() {
        double most = tally.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return cast == 0 ? 0 : most / cast;
    }

    /** The share of the most frequent result among branches that gave one. */
    static double agreement(List<FanOut.@Nullable Outcome> outcomes) {
        var counts = new HashMap<JsonNode, Integer>();
        int all = 0;
        for (FanOut.@Nullable Outcome outcome : outcomes) {
            if (outcome instanceof FanOut.Outcome.Given given) {
                counts.merge(given.value(), 1, Integer::sum);
                all++;
            }
        }
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return all == 0 ? 0 : (double) most / all;
    }

    String tallyText() {
        var text = new StringBuilder();
        tally.forEach((key, weight) -> text.append(text.isEmpty() ? "" : ", ")
                .append(key.isTextual() ? key.textValue() : key.toString()).append(": ").append(number(weight)));
        return text.toString();
    }

    private static String number(double weight) {
        return weight == Math.rint(weight) ? Long.toString((long) weight) : Double.toString(weight);
    }

    ObjectNode detail() {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        tally.forEach((key, weight) -> counts.put(key.isTextual() ? key.textValue() : key.toString(), weight));
        return Details.of("winner", decided, "rule", rule.name().toLowerCase(Locale.ROOT), "tally", counts,
                "agreement", agreement(), "decidedAfter", decided == null ? null : (Integer) decidedAfter);
    }
}
