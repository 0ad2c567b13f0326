package dev.flowbench.desktop;

import dev.flowbench.app.Runs;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.runform.RunForm;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.FaultsMet;
import dev.flowbench.model.simulated.SimFault;
import dev.flowbench.trace.RunTrace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** When a simulated run has ended: which of the faults it was to meet it met, and what it survived. On the JavaFX thread. */
final class FaultsNote {
    private static final Words WORDS = Words.beside(FaultsNote.class);

    private FaultsNote() {}

    /**
     * What is said of a run and of its spans.
     *
     * @param line above its rows
     * @param spans what each span met, for people
     */
    record Note(Node line, Map<Long, List<String>> spans) {}

    /** @param show takes what is to be said; not called for a run without faults */
    static void show(RunTrace run, Runs runs, Background background, Consumer<Note> show) {
        if (run.finished().isEmpty() || !run.summary().simulated()) {
            return;
        }
        String id = run.run();
        background.run(() -> {
            Faults faults = runs.faults(id);
            FaultsMet met = new FaultsMet(faults);
            runs.read(id, met::event);
            return faults.rates().isEmpty() ? Optional.<FaultsMet>empty() : Optional.of(met);
        }, found -> found.ifPresent(met -> {
            HBox banner = Parts.banner(Styles.INFO, Feather.ZAP, words(met));
            banner.setId("faults-met");
            Map<Long, List<String>> spans = new HashMap<>();
            met.spans().forEach((span, faults) -> spans.put(span, faults.stream().map(FaultsNote::name).toList()));
            show.accept(new Note(banner, spans));
        }), _ -> {
            // The run stands as it is; what it met can be read of it again.
        });
    }

    private static String name(SimFault fault) {
        return Words.beside(RunForm.class).text("fault." + fault.id());
    }

    private static String words(FaultsMet met) {
        FaultsMet.Count total = met.total();
        return total.met() == 0
                ? WORDS.text("faults.none")
                : WORDS.text("faults.met", total.met(), total.survived(), met.counts().entrySet().stream()
                        .map(each -> WORDS.text("faults.one", name(each.getKey()), each.getValue().met()))
                        .collect(Collectors.joining(", ")));
    }
}
