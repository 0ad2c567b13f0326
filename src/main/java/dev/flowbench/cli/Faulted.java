package dev.flowbench.cli;

import dev.flowbench.model.simulated.FaultsMet;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which faults a simulated run met, in one line. */
final class Faulted {
    private Faulted() {}

    static Optional<String> line(FaultsMet met) {
        FaultsMet.Count total = met.total();
        return total.met() == 0
                ? Optional.empty()
                : Optional.of(CliTexts.text("summary.faults", total.met(), total.survived(), met.counts().entrySet()
                        .stream().map(fault -> fault.getKey().id() + " " + fault.getValue().met())
                        .collect(Collectors.joining(", "))));
    }
}
