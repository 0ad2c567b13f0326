package dev.flowbench.cli;

import dev.flowbench.engine.event.What;
import java.util.ArrayList;
import java.util.List;

/** What a dry run has collected, as people read it. */
final class HeldEffects {
    private HeldEffects() {}

    static List<String> lines(What.EffectHeld effect) {
        var lines = new ArrayList<String>();
        lines.add(CliTexts.text("dry.effect", effect.id(), effect.request().tool(),
                CliTexts.text("effect." + effect.effect().name())));
        effect.request().arguments().toPrettyString().lines().forEach(line -> lines.add("  " + line));
        return lines;
    }
}
