package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.edit.Verdict;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import java.util.List;
import java.util.Optional;

/** Where a dropped node goes: which graph, and whether into a wire. */
final class Drop {
    private static final double NEAR = 14;

    private Drop() {}

    /** The wire of a graph that passes through the middle of a card, if what is dropped fits into it. */
    static Optional<WireItem> wire(Diagram diagram, Place place, Rect card, List<Port> inputs, List<Port> outputs,
            String except) {
        if (inputs.isEmpty() && outputs.isEmpty()) return Optional.empty();
        double x = card.midX();
        double y = card.y() + Math.min(card.h() / 2, 40);
        return diagram.wires().stream()
                .filter(wire -> wire.place().equals(place) && !wire.implied() && !wire.wire().isWhen())
                .filter(wire -> !wire.wire().from().equals(except) && !wire.wire().to().equals(except))
                .filter(wire -> wire.path().bounds().contains(x, y) && wire.path().distance(x, y) < NEAR * 2)
                .filter(wire -> fits(wire, inputs, outputs))
                .min((a, b) -> Double.compare(a.path().distance(x, y), b.path().distance(x, y)));
    }

    private static boolean fits(WireItem wire, List<Port> inputs, List<Port> outputs) {
        return in(wire.from(), inputs).isPresent() && out(wire.to(), outputs).isPresent();
    }

    /** The input that a value takes: the one of its name, else the first that fits. */
    static Optional<Port> in(PortItem from, List<Port> inputs) {
        return inputs.stream().filter(port -> port.type() != Port.Type.WHEN)
                .filter(port -> Verdict.fits(from.port().type(), port.type()))
                .min((a, b) -> Boolean.compare(!a.name().equals(from.port().name()),
                        !b.name().equals(from.port().name())));
    }

    /** The output that goes on: the first that fits. */
    static Optional<Port> out(PortItem to, List<Port> outputs) {
        return outputs.stream().filter(port -> Verdict.fits(port.type(), to.port().type())).findFirst();
    }
}
