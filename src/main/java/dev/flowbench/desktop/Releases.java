package dev.flowbench.desktop;

import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.Uncertain;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** Releases what a run has booked for calls of which nobody knows what they used. On the JavaFX thread. */
final class Releases {
    private static final Words WORDS = Words.beside(Releases.class);

    private final Program program;
    private final Background background;
    private final Dialogs dialogs;
    private final Consumer<String> show;

    /** @param show shows a run anew, by its id, after something was released */
    Releases(Program program, Background background, Dialogs dialogs, Consumer<String> show) {
        this.program = program;
        this.background = background;
        this.dialogs = dialogs;
        this.show = show;
    }

    /** Says above the trace of a run what is uncertain in it, with a button that releases it. */
    void offer(DocumentView view, RunTrace trace) {
        if (!trace.summary().uncertain()) {
            return;
        }
        background.run(() -> program.runs().uncertain(trace.run()), open -> {
            if (!open.isEmpty() && view.trace().trace() == trace) {
                Button release = new Button(WORDS.text("release"));
                release.setId("release");
                release.setOnAction(_ -> ask(trace, open));
                HBox banner = Parts.banner(Styles.WARNING, Feather.HELP_CIRCLE,
                        WORDS.text("release.open", open.size(), sum(open)), release);
                banner.setId("note-release");
                view.traceView().note(banner);
            }
        }, _ -> {
            // The trace marks it all the same; the command line says what is wrong.
        });
    }

    private static String sum(List<Uncertain> open) {
        Amount all = open.stream().map(Uncertain::booked).reduce(Amount.ZERO, Amount::plus);
        return WORDS.text("release.sum", Figures.money(all.nanoUsd(), all.priced(), false),
                Figures.count(all.tokens()));
    }

    private void ask(RunTrace trace, List<Uncertain> open) {
        Label text = Parts.label(WORDS.text("release.text", open.size()));
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        dialogs.weigh(WORDS.text("release.title", sum(open)), text, Feather.HELP_CIRCLE,
                Dialogs.Choice.danger(WORDS.text("release.do", sum(open)), () -> background.run(
                        () -> program.runs().release(trace.run(), null, System.getProperty("user.name", ""), ""),
                        _ -> show.accept(trace.run()),
                        e -> dialogs.error(WORDS.text("release.failed"), String.valueOf(e.getMessage()), ""))));
    }
}
