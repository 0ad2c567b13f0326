package dev.flowbench.desktop;

import dev.flowbench.app.Runs;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.runform.RunForm;
import dev.flowbench.model.simulated.FaultsMet;
import dev.flowbench.trace.RunTrace;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** When a simulated run has ended: which of the faults it was to meet it met, and what it survived. On the JavaFX thread. */
final class FaultsNote {
    private static final Words WORDS = Words.beside(FaultsNote.class);

    private FaultsNote() {}

    /** @param show takes what is to be said; not called for a run without faults */
    static void show(RunTrace run, Runs runs, Background background, Consumer<Node> show) {
        if (run.finished().isEmpty() || !run.summary().simulated()) {
            return;
        }
        String id = run.run();
        background.run(() -> {
            FaultsMet met = new FaultsMet(runs.faults(id));
            runs.read(id, met::event);
            return runs.faults(id).rates().isEmpty() ? "" : words(met);
        }, said -> {
            if (!said.isEmpty()) {
                HBox banner = Parts.banner(Styles.INFO, Feather.ZAP, said);
                banner.setId("faults-met");
                show.accept(banner);
            }
        }, _ -> {
            // The run stands as it is; what it met can be read of it again.
        });
    }

    private static String words(FaultsMet met) {
        FaultsMet.Count total = met.total();
        if (total.met() == 0) {
            return WORDS.text("faults.none");
        }
        Words form = Words.beside(RunForm.class);
        return WORDS.text("faults.met", total.met(), total.survived(), met.counts().entrySet().stream()
                .map(each -> WORDS.text("faults.one", form.text("fault." + each.getKey().id()), each.getValue().met(),
                        each.getValue().survived()))
                .collect(Collectors.joining(" · ")));
    }
}
