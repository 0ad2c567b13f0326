package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How often simulated calls suffer which fault: {@code malformed=0.05,timeout=0.02}, of one node only
 * {@code draft.refusal=0.5}. What a call suffers follows from the run's seed, its step and its attempt alone, so that a run
 * meets the same faults again, also after a restart. Where a script has a fault of its own, that one holds.
 *
 * @param rates in the order in which they were given; of all that hold for a node the chances come to at most 1
 */
public record Faults(List<Rate> rates) {
    /** None at all. */
    public static final Faults NONE = new Faults(List.of());

    private static final long SALT = 0xD1B54A32D192ED03L;
    /** What stands before the turns of an agent in a step's key. */
    private static final String TURN = "/turn#";

    /**
     * How often one fault is met.
     *
     * @param node id of the node whose calls suffer it; empty for all
     * @param chance above 0, at most 1
     */
    public record Rate(String node, SimFault fault, BigDecimal chance) {
        @Override
        public String toString() {
            return (node.isEmpty() ? "" : node + ".") + fault.id() + "=" + chance.toPlainString();
        }
    }

    public Faults {
        rates = List.copyOf(rates);
    }

    /**
     * Reads rates as they are typed.
     *
     * @throws IllegalArgumentException with the words for what is wrong
     */
    public static Faults of(String text) {
        var rates = new ArrayList<Rate>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) rates.add(rate(part.strip()));
        }
        var faults = new Faults(rates);
        faults.nodes().forEach(node -> {
            if (faults.chances(node).stream().map(Rate::chance).reduce(BigDecimal.ZERO, BigDecimal::add)
                    .compareTo(BigDecimal.ONE) > 0) {
                throw new IllegalArgumentException(Texts.text(node.isEmpty() ? "faults.sum" : "faults.sumOf", node));
            }
        });
        return faults;
    }

    private static Rate rate(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) throw new IllegalArgumentException(Texts.text("faults.form", text));
        String place = text.substring(0, equals).strip();
        int dot = place.lastIndexOf('.');
        String name = place.substring(dot + 1);
        SimFault fault = SimFault.of(name).orElseThrow(() -> new IllegalArgumentException(
                Texts.text("script.noFault", name, names())));
        try {
            var chance = new BigDecimal(text.substring(equals + 1).strip());
            if (chance.signum() > 0 && chance.compareTo(BigDecimal.ONE) <= 0) {
                return new Rate(dot < 0 ? "" : place.substring(0, dot), fault, chance);
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(Texts.text("faults.chance", text));
    }

    /** What faults there are, for people. */
    public static String names() {
        return Arrays.stream(SimFault.values()).map(SimFault::id).collect(Collectors.joining(", "));
    }

    /** The nodes that are named, and "" for all. */
    public Set<String> nodes() {
        return rates.stream().map(Rate::node).collect(Collectors.toUnmodifiableSet());
    }

    private List<Rate> chances(String node) {
        // What is said of a node goes before what is said of all.
        return rates.stream().filter(rate -> rate.node().equals(node) || rate.node().isEmpty() && rates.stream()
                .noneMatch(own -> !node.isEmpty() && own.node().equals(node) && own.fault() == rate.fault())).toList();
    }

    /**
     * What a call suffers; empty for nothing.
     *
     * @param seed of the run
     * @param attempt from 1
     */
    public Optional<SimFault> at(long seed, String stepKey, String node, int attempt, ModelRequest request) {
        if (rates.isEmpty()) return Optional.empty();
        double drawn = drawn(seed, stepKey, attempt);
        double from = 0;
        for (Rate rate : chances(node)) {
            double chance = rate.chance().doubleValue();
            // Who loops, loops for all its turns.
            double at = rate.fault() == SimFault.LOOP ? drawn(seed, frame(stepKey), 0) : drawn;
            if (at >= from && at < from + chance && fits(rate.fault(), request)) return Optional.of(rate.fault());
            from += chance;
        }
        return Optional.empty();
    }

    private static double drawn(long seed, String key, int attempt) {
        return new Random(SimulatedModel.mixed(seed ^ SALT + 31L * key.hashCode() + SALT * attempt)).nextDouble();
    }

    private static String frame(String stepKey) {
        int turn = stepKey.lastIndexOf(TURN);
        return turn < 0 ? stepKey : stepKey.substring(0, turn);
    }

    /** Whether a request can suffer it: what has no schema cannot be misrouted. */
    private static boolean fits(SimFault fault, ModelRequest request) {
        JsonNode properties = request.schema() == null ? null : request.schema().path("properties");
        return switch (fault) {
            case MALFORMED, WRONG_SCHEMA -> request.schema() != null || !request.tools().isEmpty();
            case MISROUTE -> properties != null && properties.path("route").path("enum").size() > 1;
            case LONG_PLAN -> properties != null && properties.has("subtasks");
            case ESCALATE -> properties != null && properties.has("escalateTo");
            case LOOP -> !request.tools().isEmpty();
            case UNREACHABLE, TIMEOUT, RATE_LIMIT, SERVER_ERROR, AUTH, CUT, REFUSAL, EMPTY, TRUNCATED, NO_USAGE, SLOW,
                    LYING_USAGE ->
                true;
        };
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return rates.stream().map(Rate::toString).collect(Collectors.joining(","));
    }
}
