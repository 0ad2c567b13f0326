package dev.flowbench.desktop.fork;

import dev.flowbench.app.ForkOrder;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.RunTrace;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** A run that is to be made from another: with which document, from which step, and what that would do. On the JavaFX thread. */
public final class ForkModel {
    /** Says what a fork would do. Blocks. */
    public interface Previews {
        ForkPreview of(ForkOrder order) throws Exception;
    }

    /**
     * A step of the other run.
     *
     * @param key its step key; empty for none: all that is the same is kept
     * @param title of its node, for people
     * @param depth how deep it stands, 1 for the workflow's own
     */
    public record Step(String key, String title, int depth) {}

    private final String run;
    private final RunTrace trace;
    private final @Nullable Workflow now;
    private final RunOptions options;
    private final Previews previews;
    private final Background background;
    private final BooleanProperty current = new SimpleBooleanProperty(this, "current");
    private final ObjectProperty<Step> from;
    private final List<Step> steps = new ArrayList<>();
    private final ReadOnlyObjectWrapper<@Nullable ForkPreview> preview = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private int asked;

    /**
     * @param trace the run that is forked
     * @param now its workflow as it is open in the window; null where it is not
     * @param options how the other run went
     */
    public ForkModel(RunTrace trace, @Nullable Workflow now, RunOptions options, Previews previews,
            Background background) {
        this.run = trace.run();
        this.trace = trace;
        this.now = now;
        this.options = options;
        this.previews = previews;
        this.background = background;
        steps.add(new Step("", "", 0));
        for (int row = 1; row < trace.size(); row++) {
            if (!trace.isGroup(row) && !trace.stepKey(row).isEmpty()) {
                steps.add(new Step(trace.stepKey(row), VisibleText.line(trace.fullTitle(row)), trace.depth(row)));
            }
        }
        this.from = new SimpleObjectProperty<>(this, "from", steps.getFirst());
        current.set(now != null);
        current.subscribe((_, _) -> look());
        from.subscribe((_, _) -> look());
        look();
    }

    /** What people call the workflow. */
    public String name() {
        return VisibleText.line(trace.workflow().displayName());
    }

    /** Whether its workflow is open, so that it can be forked as it is now. */
    public boolean isOpen() {
        return now != null;
    }

    /** Whether it is forked with the workflow as it is now; else as it was then. */
    public BooleanProperty currentProperty() {
        return current;
    }

    /** The steps from which it can be forked; the first is none of them. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** From which step on nothing is kept. */
    public ObjectProperty<Step> fromProperty() {
        return from;
    }

    /** What it would do; null until that is known. */
    public ReadOnlyObjectProperty<@Nullable ForkPreview> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    /** Whether that is being found out. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Why it cannot be made; empty for nothing. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** What is to be made. */
    public ForkOrder order() {
        Step step = from.get();
        return new ForkOrder(run, current.get() ? now : null, step.key().isEmpty() ? null : step.key(), options);
    }

    /** The document that it runs. */
    public Workflow workflow() {
        return current.get() && now != null ? now : trace.workflow();
    }

    /** What people call a node of either document. */
    public String title(String node) {
        return workflow().node(node).or(() -> trace.node(node)).map(dev.flowbench.flow.Node::displayTitle)
                .map(VisibleText::line).orElse(node);
    }

    /** Name of the kind of a node of either document; empty where there is none. */
    public String kind(String node) {
        return workflow().node(node).or(() -> trace.node(node)).map(found -> found.kind().kindName()).orElse("");
    }

    private void look() {
        int mine = ++asked;
        ForkOrder order = order();
        busy.set(true);
        background.run(() -> previews.of(order), found -> {
            if (mine == asked) {
                busy.set(false);
                problem.set("");
                preview.set(found);
            }
        }, e -> {
            if (mine == asked) {
                busy.set(false);
                preview.set(null);
                problem.set(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            }
        });
    }
}
