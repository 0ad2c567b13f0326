package dev.flowbench.desktop.preflight;

import dev.flowbench.check.Worst;
import dev.flowbench.check.Worst.Measure;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The worst case in words. */
public final class WorstWords {
    private static final Words WORDS = Words.beside(WorstWords.class);
    private static final int NAMED = 3;

    private WorstWords() {
    }

    /** The money and the calls on one line, as short as it goes; empty where nothing is asked of models or tools. */
    public static String brief(Worst worst) {
        var parts = new ArrayList<String>();
        if (worst.of(Measure.CALLS) > 0) {
            parts.add(worst.of(Measure.COST) == Worst.OPEN
                    ? WORDS.text(worst.rate() == Worst.OPEN ? "brief.unpriced" : "brief.open")
                    : WORDS.text("brief.cost", Figures.money(worst.of(Measure.COST))));
            parts.add(worst.of(Measure.CALLS) == Worst.OPEN
                    ? WORDS.text("brief.calls.open")
                    : WORDS.text("brief.calls", Figures.shortCount(worst.of(Measure.CALLS)),
                            worst.of(Measure.CALLS)));
        }
        return String.join(" · ", parts);
    }

    /** The money alone. */
    public static String briefest(Worst worst) {
        String brief = brief(worst);
        int end = brief.indexOf(" · ");
        return end < 0 ? brief : brief.substring(0, end);
    }

    private static String figure(Worst worst, Measure measure) {
        long most = worst.of(measure);
        if (most == Worst.OPEN) {
            return WORDS.text(measure == Measure.COST && worst.rate() == Worst.OPEN ? "unpriced" : "noCap");
        }
        return switch (measure) {
            case CALLS, TOOL_CALLS, TOKENS -> Figures.count(most);
            case COST -> Figures.money(most);
            case TIME -> Figures.time(most > Worst.OPEN / 1_000 ? most : most * 1_000);
        };
    }

    private static String name(Measure measure) {
        return WORDS.text("measure." + measure.name().toLowerCase(Locale.ROOT));
    }

    /** All figures as lines of text. */
    public static String lines(Worst worst, int deepest, Workflow workflow) {
        List<String> lines = new ArrayList<>();
        lines.add(WORDS.text("title"));
        for (Measure measure : Measure.values()) {
            lines.add(name(measure) + ": " + figure(worst, measure));
        }
        if (deepest > 0) {
            lines.add(WORDS.text("measure.depth") + ": " + deepest);
        }
        lines.addAll(reasons(worst, workflow));
        return String.join("\n", lines);
    }

    private static List<String> reasons(Worst worst, Workflow workflow) {
        List<String> lines = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            Set<String> nodes = worst.open().getOrDefault(measure, Set.of());
            if (worst.of(measure) == Worst.OPEN && !nodes.isEmpty()) {
                String key = measure == Measure.COST && worst.rate() == Worst.OPEN
                        ? "why.unpriced"
                        : "why." + measure.name().toLowerCase(Locale.ROOT);
                String named = nodes.stream().limit(NAMED)
                        .map(id -> workflow.node(id).map(Node::displayTitle).map(VisibleText::line).orElse(id))
                        .collect(Collectors.joining(", "));
                lines.add(WORDS.text(key,
                        nodes.size() > NAMED ? WORDS.text("more", named, nodes.size() - NAMED) : named));
            }
        }
        return lines;
    }

    /** A section for the inspector: all figures, and what no cap bounds. */
    public static Region section(Worst worst, int deepest, Workflow workflow) {
        VBox box = new VBox(Metrics.SPACE_4);
        box.setId("inspector-worst");
        box.getStyleClass().add("worst-section");
        Label line = Parts.label(WORDS.text("line"), Styles.CAPTION);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        box.getChildren().addAll(Parts.label(WORDS.text("title"), Styles.STRONG), line);
        for (Measure measure : Measure.values()) {
            box.getChildren().add(row(name(measure), figure(worst, measure)));
        }
        if (deepest > 0) {
            box.getChildren().add(row(WORDS.text("measure.depth"), String.valueOf(deepest)));
        }
        for (String reason : reasons(worst, workflow)) {
            Label why = Parts.label(reason, Styles.CAPTION);
            why.setWrapText(true);
            why.setMinHeight(Region.USE_PREF_SIZE);
            box.getChildren().add(why);
        }
        return box;
    }

    private static HBox row(String name, String figure) {
        Label value = Parts.label(figure, "worst-figure");
        value.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(Metrics.SPACE_8, Parts.label(name, Styles.MUTED), Parts.spacer(), value);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }
}
