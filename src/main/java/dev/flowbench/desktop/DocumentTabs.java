package dev.flowbench.desktop;

import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.kit.Words;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** One tab for each document on the desk, with a dot while it has work that is not saved. */
final class DocumentTabs {
    private static final Words WORDS = Words.beside(DocumentTabs.class);

    private final TabPane pane;
    private final Desk desk;
    private final Function<OpenDocument, DocumentView> maker;
    private final Map<OpenDocument, DocumentView> views = new LinkedHashMap<>();
    private final Map<OpenDocument, Tab> tabs = new LinkedHashMap<>();
    private boolean following;

    DocumentTabs(TabPane pane, Desk desk, Function<OpenDocument, DocumentView> maker) {
        this.pane = pane;
        this.desk = desk;
        this.maker = maker;
        pane.setTabDragPolicy(TabPane.TabDragPolicy.FIXED);
        desk.documents().subscribe(this::follow);
        desk.activeProperty().subscribe(this::bringToFront);
        pane.getSelectionModel().selectedItemProperty().subscribe(tab -> {
            if (!following) {
                tabs.forEach((document, each) -> {
                    if (each == tab) {
                        desk.activeProperty().set(document);
                    }
                });
            }
        });
    }

    /** The view of a document; null where it is closed. */
    @Nullable DocumentView view(@Nullable OpenDocument document) {
        return document == null ? null : views.get(document);
    }

    private void follow() {
        following = true;
        views.keySet().stream().filter(document -> !desk.documents().contains(document)).toList().forEach(document -> {
            DocumentView view = views.remove(document);
            if (view != null) {
                view.close();
            }
            pane.getTabs().remove(tabs.remove(document));
        });
        for (int i = 0; i < desk.documents().size(); i++) {
            OpenDocument document = desk.documents().get(i);
            if (!views.containsKey(document)) {
                DocumentView view = maker.apply(document);
                views.put(document, view);
                Tab tab = tab(document, view);
                tabs.put(document, tab);
                pane.getTabs().add(Math.min(i, pane.getTabs().size()), tab);
            }
        }
        following = false;
        bringToFront(desk.active());
    }

    private void bringToFront(@Nullable OpenDocument document) {
        Tab tab = document == null ? null : tabs.get(document);
        if (tab != null) {
            following = true;
            pane.getSelectionModel().select(tab);
            following = false;
        }
    }

    private Tab tab(OpenDocument document, DocumentView view) {
        Tab tab = new Tab();
        tab.setContent(view.node());
        tab.textProperty().bind(document.titleProperty());
        Region dot = new Region();
        dot.getStyleClass().add("tab-unsaved");
        dot.setAccessibleText(WORDS.text("tab.unsaved"));
        document.flow().dirtyProperty().subscribe(_ -> tab.setGraphic(document.hasUnsavedWork() ? dot : null));
        Tooltip tip = new Tooltip();
        tip.textProperty().bind(document.flow().fileProperty().map(Path::toString).orElse(WORDS.text("tab.unsaved")));
        tab.setTooltip(tip);
        tab.setOnCloseRequest(event -> {
            event.consume();
            desk.close(document, () -> {
            });
        });
        return tab;
    }
}
