package dev.flowbench.desktop.settings;

import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.trace.Figures;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** A model as its provider lists it, in one line. */
final class ModelCell extends ListCell<ModelPage.Entry> {
    @Override
    protected void updateItem(ModelPage.@Nullable Entry item, boolean empty) {
        super.updateItem(item, empty);
        if (item == null || empty) {
            setText(null);
            return;
        }
        setText(item.contextTokens() > 0
                ? Means.text("model.context", item.id(), Figures.shortCount(item.contextTokens()))
                : item.id());
    }
}
