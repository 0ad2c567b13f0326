package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Counts votes as they come in and says when they are decided. */
final class Ballot {
    private final Parallel kind;
    private final Parallel.Rule rule;
    private final @Nullable Expression voteBy;
    private final Map<String, JsonNode> inputs;
    private final int size;
    /** Weight by what was voted for, in the order of first votes. */
    private final Map<JsonNode, BigDecimal> tally = new LinkedHashMap<>();
    /** The result that stands for each vote: that of the lowest index. */
    private final Map<JsonNode, Vote> standing = new HashMap<>();
    private BigDecimal cast = BigDecimal.ZERO;
    private int votes;
    private @Nullable JsonNode decided;
    private int decidedAfter;

    private record Vote(int index, JsonNode result) {}

    /** @param inputs what {@code voteBy} may name beside the result */
    Ballot(Parallel kind, @Nullable Expression voteBy, Map<String, JsonNode> inputs, int size) {
        this.kind = kind;
        this.rule = kind.rule() == null ? Parallel.Rule.MAJORITY : kind.rule();
        this.voteBy = voteBy;
        this.inputs = inputs;
        this.size = size;
    }

    /** Counts one vote; true when the outcome is fixed, whatever the others say. */
    boolean cast(int index, JsonNode result) {
        if (decided != null) {
            return true;
        }
        JsonNode key = key(result);
        BigDecimal weight = weight(index);
        votes++;
        cast = cast.add(weight);
        BigDecimal sum = tally.merge(key, weight, BigDecimal::add);
        standing.merge(key, new Vote(index, result), (a, b) -> a.index() <= b.index() ? a : b);
        boolean wins = switch (rule) {
            case MAJORITY -> isMoreThanHalf(sum, BigDecimal.valueOf(size));
            case QUORUM -> sum.compareTo(BigDecimal.valueOf(quorum())) >= 0;
            case WEIGHT -> isMoreThanHalf(sum, totalWeight());
            case UNANIMITY -> tally.size() == 1 && votes == size;
        };
        if (wins) {
            decided = key;
            decidedAfter = votes;
        }
        // Two different votes can never be unanimous: the rest need not be asked.
        return wins || rule == Parallel.Rule.UNANIMITY && tally.size() > 1;
    }

    private static boolean isMoreThanHalf(BigDecimal part, BigDecimal whole) {
        return part.add(part).compareTo(whole) > 0;
    }

    private JsonNode key(JsonNode result) {
        if (voteBy == null) {
            return result;
        }
        try {
            return voteBy.eval(name -> name.equals(Kind.RESULT) ? result : inputs.get(name));
        } catch (TextException e) {
            // A vote that cannot be read is a vote of its own and wins nothing.
            return JsonNodeFactory.instance.textNode("?" + votes);
        }
    }

    private int quorum() {
        return kind.quorum() == null ? size / 2 + 1 : kind.quorum();
    }

    private BigDecimal weight(int index) {
        if (rule != Parallel.Rule.WEIGHT) {
            return BigDecimal.ONE;
        }
        @Nullable Decimal weight = kind.branches().get(kind.votes() != null ? 0 : index).weight();
        return weight == null ? BigDecimal.ONE : weight.value();
    }

    private BigDecimal totalWeight() {
        return IntStream.range(0, size).mapToObj(this::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
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
        BigDecimal most = most();
        List<JsonNode> first = tally.entrySet().stream().filter(e -> e.getValue().compareTo(most) == 0)
                .map(Map.Entry::getKey).toList();
        return first.size() == 1 ? Objects.requireNonNull(standing.get(first.getFirst())).result() : null;
    }

    private BigDecimal most() {
        return tally.values().stream().max(BigDecimal::compareTo).orElse(BigDecimal.ZERO);
    }

    /** The winner's share of the votes cast, 0 to 1. */
    double agreement() {
        return cast.signum() == 0 ? 0 : most().doubleValue() / cast.doubleValue();
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
        return tally.entrySet().stream().map(vote -> name(vote.getKey()) + ": " + plain(vote.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String name(JsonNode vote) {
        return vote.isTextual() ? vote.textValue() : vote.toString();
    }

    private static String plain(BigDecimal weight) {
        return weight.stripTrailingZeros().toPlainString();
    }

    ObjectNode detail() {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        tally.forEach((vote, weight) -> counts.put(name(vote), weight.doubleValue()));
        return Details.of("winner", decided, "rule", rule.name().toLowerCase(Locale.ROOT), "tally", counts,
                "agreement", agreement(), "decidedAfter", decided == null ? null : (Integer) decidedAfter);
    }
}
