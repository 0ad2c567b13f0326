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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
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
    private final List<KeptBreakpoint> breakpoints = new ArrayList<>();
    private final Map<String, Map<String, JsonNode>> pins = new LinkedHashMap<>();
    private final BooleanProperty usesPins = new SimpleBooleanProperty(this, "usesPins", true);
    private final ReadOnlyIntegerWrapper count = new ReadOnlyIntegerWrapper(this, "pinned", 0);
    private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper(this, "revision", 0);

    /** What was kept of the document of that id. */
    public Debugging(BenchData bench, String document) {
        this.bench = bench;
        this.name = "debug/" + document.replaceAll("[^A-Za-z0-9_-]", "_");
        bench.read(name).ifPresent(this::read);
        count.set(pins.size());
        usesPins.subscribe((_, _) -> changed());
    }

    private void read(JsonNode kept) {
        kept.path("breakpoints").forEach(one -> breakpoints.add(new KeptBreakpoint(one.path("node").asText(),
                one.path("after").asBoolean(), one.path("condition").asText(""), one.path("on").asBoolean(true))));
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
        breakpoints.forEach(one -> places.addObject().put("node", one.place()).put("after", one.after())
                .put("condition", one.condition()).put("on", one.on()));
        ObjectNode pinned = kept.putObject("pins");
        pins.forEach((node, outputs) -> outputs.forEach((port, value) -> pinned.withObjectProperty(node).set(port,
                value)));
        kept.put("usePins", usesPins.get());
        bench.write(name, kept);
        count.set(pins.size());
        revision.set(revision.get() + 1);
    }

    /** Rises with each change. */
    public ReadOnlyLongProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    /** Where runs stand still now: those that are switched on. */
    public List<Breakpoint> breakpoints() {
        return breakpoints.stream().filter(KeptBreakpoint::on).map(KeptBreakpoint::engine).toList();
    }

    /** All of them, in the order in which they were set. */
    public List<KeptBreakpoint> kept() {
        return List.copyOf(breakpoints);
    }

    /** The nodes with a breakpoint, before or after them. */
    public Set<String> broken() {
        return breakpoints.stream().map(KeptBreakpoint::node).collect(Collectors.toUnmodifiableSet());
    }

    /** The breakpoint at a place. */
    public Optional<KeptBreakpoint> at(String place, boolean after) {
        return breakpoints.stream().filter(one -> one.place().equals(place) && one.after() == after).findFirst();
    }

    /** Sets a breakpoint at a place, or takes it away. */
    public void toggle(String place, boolean after) {
        at(place, after).ifPresentOrElse(this::remove, () -> set(KeptBreakpoint.at(place, after)));
    }

    /** Sets a breakpoint, in place of the one that stands there. */
    public void set(KeptBreakpoint breakpoint) {
        int at = index(breakpoint);
        if (at < 0) {
            breakpoints.add(breakpoint);
        } else if (breakpoints.get(at).equals(breakpoint)) {
            return;
        } else {
            breakpoints.set(at, breakpoint);
        }
        changed();
    }

    /** Moves or changes a breakpoint; one that stands where it comes to is gone. */
    public void replace(KeptBreakpoint before, KeptBreakpoint now) {
        int at = index(before);
        if (at < 0 || before.equals(now)) {
            return;
        }
        breakpoints.removeIf(one -> one.isBeside(now) && !one.isBeside(before));
        breakpoints.set(index(before), now);
        changed();
    }

    private int index(KeptBreakpoint breakpoint) {
        for (int i = 0; i < breakpoints.size(); i++) {
            if (breakpoints.get(i).isBeside(breakpoint)) {
                return i;
            }
        }
        return -1;
    }

    /** Takes a breakpoint away. */
    public void remove(KeptBreakpoint breakpoint) {
        if (breakpoints.removeIf(breakpoint::isBeside)) {
            changed();
        }
    }

    /** Takes all breakpoints away. */
    public void removeAll() {
        if (!breakpoints.isEmpty()) {
            breakpoints.clear();
            changed();
        }
    }

    /** Switches all breakpoints on or off. */
    public void switchAll(boolean on) {
        breakpoints.replaceAll(one -> one.on(on));
        changed();
    }

    /** The outputs of pinned nodes by port, by node id. */
    public Map<String, Map<String, JsonNode>> pins() {
        return Map.copyOf(pins);
    }

    /** How many nodes have a pinned output. */
    public ReadOnlyIntegerProperty pinnedProperty() {
        return count.getReadOnlyProperty();
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
        return options.with(breakpoints(), paused).withPins(usesPins.get() ? pins : Map.of());
    }
}
