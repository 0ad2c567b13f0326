package dev.flowbench.desktop;

import dev.flowbench.desktop.approval.Inbox;
import dev.flowbench.desktop.approval.InboxView;
import dev.flowbench.desktop.dryrun.ReportView;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.problems.ProblemsModel;
import dev.flowbench.desktop.problems.ProblemsView;
import dev.flowbench.desktop.run.BreakpointsView;
import dev.flowbench.desktop.trace.RunsModel;
import dev.flowbench.desktop.trace.RunsView;
import dev.flowbench.desktop.trace.TraceView;
import dev.flowbench.flow.Problem;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.StackPane;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** The panes below the drawing. On the JavaFX thread. */
final class Dock {
    private static final Words WORDS = Words.beside(Dock.class);

    private final TabPane pane;
    private final BooleanProperty shown;
    private final ProblemsView problems;
    private final Tab problemsTab;
    private final Tab traceTab;
    private final Tab runsTab;
    private final RunsView runsView;
    private final Tab approvalsTab;
    private final InboxView approvals;
    private final Label count = Parts.badge("");
    private final Tab breakpointsTab;
    private final Label breaks = Parts.badge("");
    private final Label waiting = Parts.badge("", Styles.WARNING);
    private Subscription watching = Subscription.EMPTY;

    /** @param shown whether the dock is open */
    Dock(TabPane pane, BooleanProperty shown, ProblemsView problems, RunsModel runs, RunsView runsView, Inbox inbox,
            InboxView inboxView) {
        this.pane = pane;
        this.shown = shown;
        this.problems = problems;
        this.traceTab = add("trace", new StackPane());
        this.problemsTab = add("problems", problems.node());
        this.approvals = inboxView;
        this.approvalsTab = add("approvals", inboxView);
        inbox.waitingProperty().subscribe(count -> {
            waiting.setText(String.valueOf(count));
            approvalsTab.setGraphic(count.intValue() == 0 ? null : waiting);
        });
        this.runsView = runsView;
        this.runsTab = add("runs", runsView);
        this.breakpointsTab = add("breakpoints", new StackPane());
        // The list is read when somebody looks at it, and again after each run.
        Runnable look = () -> {
            if (shown.get() && runsTab.isSelected()) {
                runs.refresh();
            }
        };
        // Each property by itself: a binding of both would be collected, since nobody keeps it.
        shown.subscribe((_, _) -> look.run());
        runsTab.selectedProperty().subscribe((_, _) -> look.run());
        Runnable ask = () -> {
            if (shown.get() && approvalsTab.isSelected()) {
                inbox.refresh();
            }
        };
        shown.subscribe((_, _) -> ask.run());
        approvalsTab.selectedProperty().subscribe((_, _) -> ask.run());
        look.run();
    }

    private Tab add(String id, Node content) {
        Tab tab = new Tab(WORDS.has("dock." + id) ? WORDS.text("dock." + id) : "", content);
        tab.setId("dock-" + id);
        tab.setClosable(false);
        pane.getTabs().add(tab);
        return tab;
    }

    /** Shows what belongs to a document; null for none. */
    void show(@Nullable DocumentView view) {
        watching.unsubscribe();
        watching = Subscription.EMPTY;
        if (view == null) {
            return;
        }
        traceTab.setContent(view.traceView());
        watching = view.problems().problemsProperty().subscribe(found -> {
            problems.show(view.document().flow().workflow(), found);
            badge(found);
        });
        breakpointsTab.setContent(view.breaks().list());
        watching = watching.and(view.debugging().revisionProperty().subscribe(_ -> {
            int kept = view.debugging().kept().size();
            breaks.setText(String.valueOf(kept));
            breakpointsTab.setGraphic(kept == 0 ? null : breaks);
        }));
    }

    private void badge(List<Problem> found) {
        count.setText(String.valueOf(found.size()));
        count.getStyleClass().removeAll(Styles.DANGER, Styles.WARNING);
        if (ProblemsModel.errors(found) > 0) {
            count.getStyleClass().add(Styles.DANGER);
        } else if (found.stream().anyMatch(problem -> problem.severity() == Problem.Severity.WARNING)) {
            count.getStyleClass().add(Styles.WARNING);
        }
        problemsTab.setGraphic(found.isEmpty() ? null : count);
    }

    /** Opens the problems. */
    void openProblems() {
        open(problemsTab);
        problems.focus();
    }

    /** Opens what runs ask. */
    void openApprovals() {
        open(approvalsTab);
        approvals.focusRows();
    }

    /** Opens the list of breakpoints. */
    void openBreakpoints() {
        open(breakpointsTab);
        if (breakpointsTab.getContent() instanceof BreakpointsView list) {
            list.focus();
        }
    }

    /** Opens the list of past runs. */
    void openRuns() {
        open(runsTab);
        runsView.focusRows();
    }

    /** Opens the report of a dry run in a tab that can be closed; one at a time. */
    void openReport(String title, ReportView report) {
        Tab tab = pane.getTabs().stream().filter(each -> "dock-report".equals(each.getId())).findFirst()
                .orElseGet(() -> {
                    Tab made = add("report", report);
                    made.setClosable(true);
                    return made;
                });
        tab.setText(title);
        tab.setContent(report);
        open(tab);
    }

    /** Opens the trace. */
    void openTrace() {
        open(traceTab);
    }

    /** Opens the trace and gives its rows the keyboard. */
    void goToTrace() {
        open(traceTab);
        if (traceTab.getContent() instanceof TraceView view) {
            view.focusRows();
        }
    }

    /** Gives the keyboard to what the dock shows. */
    void focus() {
        Tab now = pane.getSelectionModel().getSelectedItem();
        if (now == problemsTab) {
            openProblems();
        } else if (now == runsTab) {
            openRuns();
        } else if (now == approvalsTab) {
            openApprovals();
        } else if (now == breakpointsTab) {
            openBreakpoints();
        } else if (now.getContent() instanceof ReportView report) {
            report.focusRows();
        } else {
            goToTrace();
        }
    }

    /** Goes to the next problem. */
    void nextProblem() {
        open(problemsTab);
        problems.next();
    }

    private void open(Tab tab) {
        shown.set(true);
        pane.getSelectionModel().select(tab);
    }
}
