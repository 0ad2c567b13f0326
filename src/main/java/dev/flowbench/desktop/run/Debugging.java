package dev.flowbench.desktop.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.desktop.bench.BenchData;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.RunOptions.Breakpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/**
 * Breakpoints and pinned outputs of one document. They are the user's own: bench data by the document's id, never in its
 * file. On the JavaFX thread.
 */
public final class Debugging {
    private final BenchData bench;
    private final String name;
    private final List<Breakpoint> breakpoints = new ArrayList<>();
    private final Map<String, Map<String, JsonNode>> pins = new LinkedHashMap<>();
    private final BooleanProperty usesPins = new SimpleBooleanProperty(this, "usesPins", true);
    private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper(this, "revision", 0);

    /** What was kept of the document of that id. */
    public Debugging(BenchData bench, String document) {
        this.bench = bench;
        this.name = "debug/" + document.replaceAll("[^A-Za-z0-9_-]", "_");
        bench.read(name).ifPresent(this::read);
        usesPins.subscribe((_, _) -> changed());
    }

    private void read(JsonNode kept) {
        kept.path("breakpoints").forEach(one -> breakpoints.add(new Breakpoint(one.path("node").asText(),
                one.path("after").asBoolean(), one.path("condition").asText(""))));
        kept.path("pins").properties().forEach(node -> {
            var outputs = new LinkedHashMap<String, JsonNode>();
            node.getValue().properties().forEach(port -> outputs.put(port.getKey(), port.getValue()));
            pins.put(node.getKey(), outputs);
        });
        usesPins.set(kept.path("usePins").asBoolean(true));
    }

    private void changed() {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        ArrayNode places = kept.putArray("breakpoints");
        breakpoints.forEach(one -> places.addObject().put("node", one.node()).put("after", one.after())
                .put("condition", one.condition()));
        ObjectNode pinned = kept.putObject("pins");
        pins.forEach((node, outputs) -> outputs.forEach((port, value) -> pinned.withObjectProperty(node).set(port,
                value)));
        kept.put("usePins", usesPins.get());
        bench.write(name, kept);
        revision.set(revision.get() + 1);
    }

    /** Rises with each change. */
    public ReadOnlyLongProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    public List<Breakpoint> breakpoints() {
        return List.copyOf(breakpoints);
    }

    /** The nodes with a breakpoint, before or after them. */
    public Set<String> broken() {
        return breakpoints.stream().map(one -> one.node().split("/", 2)[0]).collect(Collectors.toUnmodifiableSet());
    }

    public boolean breaks(String place, boolean after) {
        return breakpoints.stream().anyMatch(one -> one.node().equals(place) && one.after() == after);
    }

    /** Sets a breakpoint at a place, or takes it away. */
    public void toggle(String place, boolean after) {
        if (!breakpoints.removeIf(one -> one.node().equals(place) && one.after() == after)) {
            breakpoints.add(new Breakpoint(place, after, ""));
        }
        changed();
    }

    /** The condition of a breakpoint; empty for always, and where there is none. */
    public String condition(String place, boolean after) {
        return breakpoints.stream().filter(one -> one.node().equals(place) && one.after() == after)
                .map(Breakpoint::condition).findFirst().orElse("");
    }

    /** Sets a breakpoint that stands only when the condition holds. */
    public void breakWhen(String place, boolean after, String condition) {
        breakpoints.removeIf(one -> one.node().equals(place) && one.after() == after);
        breakpoints.add(new Breakpoint(place, after, condition.strip()));
        changed();
    }

    /** The outputs of pinned nodes by port, by node id. */
    public Map<String, Map<String, JsonNode>> pins() {
        return Map.copyOf(pins);
    }

    public void pin(String node, Map<String, JsonNode> outputs) {
        pins.put(node, new LinkedHashMap<>(outputs));
        changed();
    }

    public void unpin(String node) {
        if (pins.remove(node) != null) {
            changed();
        }
    }

    /** Whether runs take the pinned outputs. */
    public BooleanProperty usesPinsProperty() {
        return usesPins;
    }

    /** How a run goes with these. */
    public RunOptions on(RunOptions options, boolean paused) {
        return options.with(breakpoints, paused).withPins(usesPins.get() ? pins : Map.of());
    }
}
