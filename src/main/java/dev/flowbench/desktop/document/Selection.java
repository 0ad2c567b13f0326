package dev.flowbench.desktop.document;

import dev.flowbench.flow.Place;
import dev.flowbench.flow.Wire;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is selected: nodes, or one wire, or nothing.
 *
 * @param nodes ids, in the order in which they were selected
 * @param wire the wire; null for none
 */
public record Selection(Set<String> nodes, @Nullable PlacedWire wire) {
    public static final Selection NONE = new Selection(Set.of(), null);

    /** A wire and the graph it stands in. */
    public record PlacedWire(Place place, Wire wire) {}

    public Selection {
        nodes = Collections.unmodifiableSet(new LinkedHashSet<>(nodes));
    }

    public static Selection of(String... ids) {
        return new Selection(new LinkedHashSet<>(List.of(ids)), null);
    }

    public static Selection of(Place place, Wire wire) {
        return new Selection(Set.of(), new PlacedWire(place, wire));
    }

    public boolean isEmpty() {
        return nodes.isEmpty() && wire == null;
    }

    /** The one selected node; empty where there are none or several. */
    public Optional<String> single() {
        return nodes.size() == 1 ? Optional.of(nodes.iterator().next()) : Optional.empty();
    }
}
