package dev.flowbench.desktop.consent;

import dev.flowbench.app.Sheet;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.Workflow;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** Whether a document may run live here, as it is edited: found out beside the JavaFX thread, the latest wins. On the JavaFX thread. */
public final class RestrictionModel {
    /** Finds what somebody has to agree to. Blocks. */
    public interface Finder {
        Optional<Sheet> of(Workflow workflow) throws Exception;
    }

    private final FlowDocument document;
    private final Finder finder;
    private final Background background;
    private final ReadOnlyObjectWrapper<@Nullable Sheet> sheet = new ReadOnlyObjectWrapper<>(this, "sheet");
    private final Subscription watching;
    private boolean looking;
    private boolean again;

    public RestrictionModel(FlowDocument document, Finder finder, Background background) {
        this.document = document;
        this.finder = finder;
        this.background = background;
        this.watching = document.workflowProperty().subscribe((_, _) -> find());
        find();
    }

    /** Finds out anew: somebody may have agreed meanwhile. While one types, one look at a time is enough. */
    public void find() {
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        Workflow asked = document.workflow();
        background.run(() -> finder.of(asked), now -> {
            if (document.workflow() == asked) {
                sheet.set(now.orElse(null));
            }
            looked();
        }, _ -> {
            // What keeps it from being known stands among the problems, and nothing runs without being asked about.
            looked();
        });
    }

    private void looked() {
        looking = false;
        if (again) {
            find();
        }
    }

    /** What the document could do if it were allowed to run live; null where it may, or needs nobody's leave. */
    public ReadOnlyObjectProperty<@Nullable Sheet> sheetProperty() {
        return sheet.getReadOnlyProperty();
    }

    /** Lets go of the document. */
    public void close() {
        watching.unsubscribe();
    }
}
