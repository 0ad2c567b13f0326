package dev.flowbench.desktop;

import dev.flowbench.check.Worst;
import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.preflight.PreflightModel;
import dev.flowbench.desktop.preflight.WorstWords;
import dev.flowbench.desktop.problems.ProblemsModel;
import dev.flowbench.flow.Problem;
import java.util.List;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** The line at the window's foot: problems, what happened last, how large the workflow is. */
final class StatusLine {
    private static final Words WORDS = Words.beside(StatusLine.class);

    /**
     * The worst case of the document in front.
     *
     * @param running whether a run is under way: its own figures count then
     * @param open goes to all figures
     */
    record AtWorst(
            ObservableValue<PreflightModel.Found> found, ObservableValue<Boolean> running, Runnable open) {}

    private static Button worst(Desk desk, AtWorst at) {
        Button worst = new Button();
        worst.setId("status-worst");
        worst.getStyleClass().addAll(Styles.FLAT, "status-button");
        worst.setMinWidth(Region.USE_PREF_SIZE);
        worst.setOnAction(_ -> at.open().run());
        Tooltip all = new Tooltip();
        worst.setTooltip(all);
        Runnable show = () -> {
            PreflightModel.Found found = at.found().getValue();
            OpenDocument document = desk.active();
            Worst run = found == null ? null : found.run();
            boolean on = run != null && document != null && !at.running().getValue();
            String brief = run == null ? "" : WorstWords.brief(run);
            worst.setVisible(on && !brief.isEmpty());
            worst.setManaged(worst.isVisible());
            if (run != null && document != null) {
                worst.setText(WORDS.text("status.worst", brief));
                all.setText(WorstWords.lines(run, found.deepest(), document.flow().workflow()));
            }
        };
        at.found().subscribe(_ -> show.run());
        at.running().subscribe(_ -> show.run());
        return worst;
    }

    /**
     * @param problems of the document in front; null for none
     * @param worst what the document in front can use at worst
     * @param asking how many questions wait for a person
     */
    StatusLine(HBox line, Desk desk, ObservableValue<List<Problem>> problems, Runnable openProblems,
            ReadOnlyIntegerProperty asking, Runnable openApprovals, AtWorst worst) {
        Button count = new Button();
        count.setId("status-problems");
        count.getStyleClass().addAll(Styles.FLAT, "status-button");
        count.setMinWidth(Region.USE_PREF_SIZE);
        count.setOnAction(_ -> openProblems.run());
        problems.subscribe(found -> {
            count.setVisible(found != null);
            count.setManaged(found != null);
            if (found != null) {
                long errors = ProblemsModel.errors(found);
                long warnings = found.stream().filter(each -> each.severity() == Problem.Severity.WARNING).count();
                count.setText(found.isEmpty()
                        ? WORDS.text("status.clean")
                        : WORDS.text("status.problems", errors, warnings));
                var icon = Icons.of(errors > 0
                        ? Feather.ALERT_OCTAGON
                        : warnings > 0 ? Feather.ALERT_TRIANGLE : Feather.CHECK);
                icon.getStyleClass()
                        .add(errors > 0 ? "problem-error" : warnings > 0 ? "problem-warning" : "problem-none");
                count.setGraphic(icon);
            }
        });
        Button asks = new Button(null, Icons.of(Feather.USER_CHECK));
        asks.setId("status-approvals");
        asks.getStyleClass().addAll(Styles.FLAT, "status-button", Styles.WARNING);
        asks.setMinWidth(Region.USE_PREF_SIZE);
        asks.setOnAction(_ -> openApprovals.run());
        asking.subscribe(now -> {
            asks.setText(WORDS.text("status.approvals", now.intValue()));
            asks.setVisible(now.intValue() > 0);
            asks.setManaged(now.intValue() > 0);
        });
        Label said = Parts.label("");
        said.textProperty().bind(desk.saidProperty());
        Label selected = Parts.label("");
        selected.textProperty().bind(desk.activeProperty().flatMap(document -> document.flow().selectionProperty())
                .map(selection -> selection.nodes().size() > 1
                        ? WORDS.text("status.selected", selection.nodes().size())
                        : "")
                .orElse(""));
        Label size = Parts.label("");
        size.textProperty().bind(desk.activeProperty().flatMap(document -> document.flow().workflowProperty())
                .map(workflow -> {
                    int[] nodes = {0};
                    workflow.graph().forEach(_ -> nodes[0]++);
                    return WORDS.text("status.nodes", nodes[0]);
                }).orElse(""));
        line.setSpacing(Metrics.SPACE_12);
        line.getChildren().setAll(count, asks, said, Parts.spacer(), selected, worst(desk, worst), size);
    }
}
