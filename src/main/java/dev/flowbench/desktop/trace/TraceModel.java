package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.trace.CriticalPath;
import dev.flowbench.trace.RowFilter;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.VisibleRows;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * What the trace pane shows: a run, live or past, which of its rows are listed, the stretch of time in view, and what is
 * selected. Needs no window. On the JavaFX thread.
 */
public final class TraceModel {
    /** No row. */
    public static final int NONE = RunTrace.NONE;

    private static final long CRITICAL_PATH_EVERY = 250_000;
    private static final long SHORTEST_WINDOW = 20;

    private final VisibleRows rows = new VisibleRows();
    private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper(this, "revision");
    private final ReadOnlyIntegerWrapper selected = new ReadOnlyIntegerWrapper(this, "selected", NONE);
    private final ObjectProperty<@Nullable String> selectedNode = new SimpleObjectProperty<>(this, "selectedNode");
    private final StringProperty filterText = new SimpleStringProperty(this, "filterText", "");
    private final BooleanProperty errorsOnly = new SimpleBooleanProperty(this, "errorsOnly");

    private @Nullable RunTrace trace;
    private Map<Long, List<String>> met = Map.of();
    private Consumer<String> settings = _ -> {
    };
    private @Nullable LiveRun live;
    private Subscription watching = Subscription.EMPTY;
    private boolean selecting;
    private @Nullable CriticalPath path;
    private long pathAt;
    private int pathSize;
    /** Stretch of time in view, microseconds from the run's start; the whole run while {@code to} is 0. */
    private double from;
    private double to;

    /** A model that shows no run. */
    public TraceModel() {
        filterText.subscribe((_, _) -> refilter());
        errorsOnly.subscribe((_, _) -> refilter());
        selectedNode.subscribe((_, node) -> selectNode(node));
    }

    // ---- what is shown

    /** Shows a run under way, and follows it. */
    public void show(LiveRun run) {
        reset(run.trace());
        live = run;
        watching = run.revisionProperty().subscribe((_, _) -> changed());
        changed();
    }

    /** Shows a run that is over. */
    public void show(RunTrace past) {
        reset(past);
        changed();
    }

    /** Shows nothing. */
    public void clear() {
        reset(null);
        changed();
    }

    private void reset(@Nullable RunTrace next) {
        watching.unsubscribe();
        watching = Subscription.EMPTY;
        live = null;
        trace = next;
        met = Map.of();
        path = null;
        from = 0;
        to = 0;
        rows.unfoldAll();
        rows.filter(new RowFilter(filterText.get(), errorsOnly.get()));
        selected.set(NONE);
    }

    /**
     * Tells which faults the spans of the run that is shown met; forgotten when another is shown.
     *
     * @param faults their names for people, by span
     */
    public void met(Map<Long, List<String>> faults) {
        met = Map.copyOf(faults);
        changed();
    }

    /** Who opens a page of the settings where one shows the way out of an error. */
    public void onSettings(Consumer<String> opener) {
        settings = opener;
    }

    void openSettings(String page) {
        settings.accept(page);
    }

    /** The faults that a row met, as far as that was told. */
    List<String> met(int row) {
        return trace == null || trace.isGroup(row) ? List.of() : met.getOrDefault(trace.span(row), List.of());
    }

    /** The run that is shown; null for none. */
    public @Nullable RunTrace trace() {
        return trace;
    }

    /** The run under way that is shown; null for none, and for one that is over. */
    public @Nullable LiveRun live() {
        return live;
    }

    /** Whether what is shown still grows. */
    public boolean isRunning() {
        return live != null && live.isRunning();
    }

    /** Rises whenever the rows or what is known of them may have changed. */
    public ReadOnlyLongProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    /** The time of the run: goes on while it is under way. Microseconds since 1970-01-01T00:00Z. */
    public long now() {
        return live != null ? live.now() : trace == null ? 0 : trace.latest();
    }

    /** The text that is streaming into a row; empty for none. */
    public String streaming(int row) {
        return live == null || trace == null || row < 0 ? "" : live.text(trace.span(row));
    }

    /** How far the call of a tool says it is, in one line; empty for a row that says nothing. */
    public String progress(int row) {
        return trace == null || row < 0 || !trace.kind(row).equals("tool")
                ? ""
                : streaming(row).lines().reduce("", (_, last) -> last);
    }

    private void changed() {
        if (trace != null) {
            rows.rebuild(trace);
        }
        revision.set(revision.get() + 1);
    }

    // ---- rows

    /** The rows that are listed. */
    public VisibleRows rows() {
        return rows;
    }

    /** How many rows are listed. */
    public int size() {
        return trace == null ? 0 : rows.size();
    }

    /** What is looked for in titles, prompts, answers and values; empty for everything. */
    public StringProperty filterTextProperty() {
        return filterText;
    }

    /** Whether only what failed is listed, with what stands above it. */
    public BooleanProperty errorsOnlyProperty() {
        return errorsOnly;
    }

    private void refilter() {
        rows.filter(new RowFilter(filterText.get(), errorsOnly.get()));
        changed();
    }

    /** Folds a row or unfolds it. */
    public void fold(int row, boolean fold) {
        if (trace == null || trace.firstChild(row) == NONE || rows.isFolded(row) == fold) {
            return;
        }
        rows.fold(row, fold);
        if (fold && isBelow(selected.get(), row)) {
            select(row);
        }
        changed();
    }

    /** Folds everything but the first level, or unfolds everything. */
    public void foldAll(boolean fold) {
        if (trace == null) {
            return;
        }
        if (fold) {
            rows.foldAll(trace, 1);
        } else {
            rows.unfoldAll();
        }
        while (fold && selected.get() != NONE && trace.depth(selected.get()) > 1) {
            selected.set(trace.parent(selected.get()));
        }
        changed();
    }

    private boolean isBelow(int row, int above) {
        RunTrace shown = trace;
        int at = row;
        while (shown != null && at != NONE && at != above) {
            at = shown.parent(at);
        }
        return at == above && row != above && row != NONE;
    }

    // ---- selection

    /** The selected row; {@link #NONE} for none. */
    public ReadOnlyIntegerProperty selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    public int selected() {
        return selected.get();
    }

    /**
     * Id of the node that the selected row belongs to; null for none. Set it to select the node's latest visit: canvas and
     * trace are held together by this property.
     */
    public ObjectProperty<@Nullable String> selectedNodeProperty() {
        return selectedNode;
    }

    /** Selects a row and unfolds what stands above it; {@link #NONE} selects nothing. */
    public void select(int row) {
        RunTrace shown = trace;
        if (shown == null || row >= shown.size()) {
            return;
        }
        if (row != NONE && rows.place(row) < 0) {
            rows.reveal(shown, row);
            rows.rebuild(shown);
            if (rows.place(row) < 0) {
                filterText.set("");
                errorsOnly.set(false);
            }
            changed();
        }
        selected.set(row);
        selecting = true;
        String node = row == NONE ? "" : shown.nearestNode(row);
        selectedNode.set(node.isEmpty() ? null : node);
        selecting = false;
    }

    /** Selects a span; does nothing where the run has no such span. */
    public void selectSpan(long span) {
        int row = trace == null ? NONE : trace.row(span);
        if (row != NONE) {
            select(row);
        }
    }

    /** Selects a step by its key; does nothing where the run has no such step. */
    public void selectStep(String key) {
        RunTrace shown = trace;
        for (int row = 0; shown != null && row < shown.size(); row++) {
            if (!key.isEmpty() && shown.stepKey(row).equals(key)) {
                select(row);
                return;
            }
        }
    }

    private void selectNode(@Nullable String node) {
        RunTrace shown = trace;
        if (selecting || shown == null) {
            return;
        }
        if (node == null) {
            selected.set(NONE);
        } else if (selected.get() == NONE || !shown.nearestNode(selected.get()).equals(node)) {
            int row = shown.lastVisit(node);
            if (row == NONE) {
                selected.set(NONE);
            } else {
                select(row);
            }
        }
    }

    /** Moves the selection by so many rows of the list; selects the first or last where there is none. */
    public void move(int by) {
        if (size() == 0) {
            return;
        }
        int place = rows.place(selected.get());
        int next = place < 0 ? (by > 0 ? 0 : size() - 1) : Math.clamp((long) place + by, 0, size() - 1);
        select(rows.row(next));
    }

    /** Unfolds the selected row; where it is unfolded goes into it. */
    public void inward() {
        RunTrace shown = trace;
        int row = selected.get();
        if (shown == null || row == NONE) {
            return;
        }
        if (rows.isFolded(row)) {
            fold(row, false);
        } else if (shown.firstChild(row) != NONE) {
            move(1);
        }
    }

    /** Folds the selected row; where there is nothing to fold goes to the row above it. */
    public void outward() {
        RunTrace shown = trace;
        int row = selected.get();
        if (shown == null || row == NONE) {
            return;
        }
        if (shown.firstChild(row) != NONE && !rows.isFolded(row) && row != 0) {
            fold(row, true);
        } else if (shown.parent(row) != NONE) {
            select(shown.parent(row));
        }
    }

    /** Goes to the next row that failed by itself, in the order of the tree, round to the first; whether there is one. */
    public boolean nextError() {
        return error(1);
    }

    /** Goes to the one before. */
    public boolean previousError() {
        return error(-1);
    }

    private boolean error(int by) {
        RunTrace shown = trace;
        if (shown == null || shown.size() == 0 || shown.failures(0) == 0) {
            return false;
        }
        VisibleRows all = new VisibleRows();
        all.rebuild(shown);
        int start = Math.max(all.place(selected.get()), by > 0 ? -1 : 0);
        for (int i = 1; i <= all.size(); i++) {
            int row = all.row(Math.floorMod(start + by * i, all.size()));
            if (shown.isError(row)) {
                select(row);
                return true;
            }
        }
        return false;
    }

    // ---- time

    /** Start of the stretch in view, microseconds from the run's start. */
    double windowFrom() {
        return to == 0 ? 0 : from;
    }

    /** End of the stretch in view, microseconds from the run's start; never the same as its start. */
    double windowTo() {
        return to == 0 ? whole() : to;
    }

    /** Whether the whole run is in view. */
    public boolean isWholeInView() {
        return to == 0;
    }

    /** Length of the run with a little room after it, so that the last bar does not touch the edge. */
    private double whole() {
        return Math.max(1_000, duration() * 1.02);
    }

    /** Length of the run so far, in microseconds. */
    long duration() {
        return trace == null || trace.size() == 0 ? 0 : trace.end(0, now()) - trace.start(0);
    }

    /** Brings the whole run into view. */
    public void showWhole() {
        to = 0;
        revision.set(revision.get() + 1);
    }

    /** Brings a stretch of time into view, microseconds from the run's start; as much of it as lies in the run. */
    public void showTime(double newFrom, double newTo) {
        double length = Math.max(SHORTEST_WINDOW, newTo - newFrom);
        double most = whole();
        if (length >= most) {
            showWhole();
            return;
        }
        from = Math.clamp(newFrom, 0, most - length);
        to = from + length;
        revision.set(revision.get() + 1);
    }

    /** Zooms about a moment that stays where it is; a factor below 1 shows less time. */
    public void zoomTime(double about, double factor) {
        double start = windowFrom();
        double end = windowTo();
        showTime(about - (about - start) * factor, about + (end - about) * factor);
    }

    /** Moves the stretch in view by so many microseconds. */
    public void panTime(double by) {
        if (to != 0) {
            showTime(from + by, to + by);
        }
    }

    /** Brings the time of the selected row into view, with a little around it. */
    public void showSelectedTime() {
        RunTrace shown = trace;
        if (shown != null && selected.get() != NONE) {
            double start = shown.start(selected.get()) - (double) shown.start(0);
            double end = shown.end(selected.get(), now()) - (double) shown.start(0);
            double margin = Math.max(SHORTEST_WINDOW, (end - start) * 0.1);
            showTime(start - margin, end + margin);
        }
    }

    /** Whether a row decides how long the run took. Found anew a few times a second at most. */
    boolean isCritical(int row) {
        RunTrace shown = trace;
        if (shown == null) {
            return false;
        }
        long now = now();
        boolean stale = shown.size() != pathSize || isRunning() || pathAt != shown.latest();
        if (path == null || stale && (!isRunning() || now - pathAt > CRITICAL_PATH_EVERY)) {
            path = shown.criticalPath(now);
            pathAt = isRunning() ? now : shown.latest();
            pathSize = shown.size();
        }
        return path.contains(row);
    }

    /** Tells whenever a row is selected by whoever shows the list; for the shell. */
    public Subscription onSelectedSpan(LongConsumer listener) {
        return selected.subscribe((_, row) -> {
            if (trace != null && row.intValue() != NONE) {
                listener.accept(trace.span(row.intValue()));
            }
        });
    }
}
