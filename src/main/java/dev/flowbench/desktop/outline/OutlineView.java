package dev.flowbench.desktop.outline;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TextField;
import javafx.scene.control.TreeCell;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * The tree of a document. Selecting a line selects its node and the other way round; F2 renames, Enter goes to the node on
 * the canvas, Delete does what it does there.
 */
public final class OutlineView {
    private static final Words WORDS = Words.beside(OutlineView.class);

    private final TreeView<Entry> tree = new TreeView<>();
    private final Map<String, TreeItem<Entry>> items = new HashMap<>();
    private final Set<Object> closed = new HashSet<>();
    private final Consumer<String> reveal;
    private final Runnable delete;
    private @Nullable OutlineModel model;
    private Subscription watching = Subscription.EMPTY;
    private boolean selecting;

    /**
     * @param reveal brings a node into view on the canvas
     * @param delete deletes what is selected
     */
    public OutlineView(Consumer<String> reveal, Runnable delete) {
        this.reveal = reveal;
        this.delete = delete;
        tree.setId("outline");
        tree.getStyleClass().add(Styles.PLAIN);
        tree.setShowRoot(true);
        tree.setEditable(true);
        tree.setAccessibleText(WORDS.text("outline"));
        tree.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        tree.setCellFactory(_ -> new Line());
        tree.getSelectionModel().getSelectedItems().subscribe(this::selected);
        tree.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        tree.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                revealSelected();
            }
        });
    }

    public Node node() {
        return tree;
    }

    /** Takes the keyboard. */
    public void focus() {
        tree.requestFocus();
    }

    /** Shows a document; null for none. */
    public void show(@Nullable FlowDocument document) {
        watching.unsubscribe();
        if (model != null) {
            model.close();
        }
        items.clear();
        closed.clear();
        if (document == null) {
            model = null;
            tree.setRoot(null);
            watching = Subscription.EMPTY;
            return;
        }
        OutlineModel shown = new OutlineModel(document);
        model = shown;
        watching = shown.rootProperty().subscribe(this::build)
                .and(document.selectionProperty().subscribe(this::follow));
    }

    private void build(Entry root) {
        selecting = true;
        items.clear();
        TreeItem<Entry> top = item(root);
        top.setExpanded(true);
        tree.setRoot(top);
        selecting = false;
        if (model != null) {
            follow(model.document().selection());
        }
    }

    private TreeItem<Entry> item(Entry entry) {
        TreeItem<Entry> item = new TreeItem<>(entry);
        Object key = key(entry);
        item.setExpanded(!closed.contains(key));
        item.expandedProperty().subscribe((_, open) -> {
            if (open) {
                closed.remove(key);
            } else {
                closed.add(key);
            }
        });
        if (entry.node() != null) {
            items.put(entry.node(), item);
        }
        entry.children().forEach(child -> item.getChildren().add(item(child)));
        return item;
    }

    private static Object key(Entry entry) {
        return entry.node() != null ? entry.node() : Objects.requireNonNull(entry.place());
    }

    private void selected() {
        if (!selecting && model != null) {
            List<Entry> lines = tree.getSelectionModel().getSelectedItems().stream()
                    .filter(Objects::nonNull).map(TreeItem::getValue).toList();
            selecting = true;
            model.select(lines);
            selecting = false;
        }
    }

    private void follow(Selection selection) {
        if (selecting) {
            return;
        }
        selecting = true;
        tree.getSelectionModel().clearSelection();
        for (String id : selection.nodes()) {
            TreeItem<Entry> item = items.get(id);
            if (item != null) {
                for (TreeItem<Entry> up = item.getParent(); up != null; up = up.getParent()) {
                    up.setExpanded(true);
                }
                tree.getSelectionModel().select(item);
            }
        }
        selecting = false;
        if (selection.nodes().size() == 1 && tree.getSelectionModel().getSelectedIndex() >= 0) {
            scrollTo(tree.getSelectionModel().getSelectedIndex());
        }
    }

    private void scrollTo(int row) {
        if (tree.lookup(".virtual-flow") instanceof javafx.scene.control.skin.VirtualFlow<?> flow
                && flow.getFirstVisibleCell() != null && flow.getLastVisibleCell() != null
                && (row <= flow.getFirstVisibleCell().getIndex() || row >= flow.getLastVisibleCell().getIndex())) {
            tree.scrollTo(Math.max(0, row - 3));
        }
    }

    private void key(KeyEvent event) {
        if (tree.getEditingItem() != null) {
            return;
        }
        TreeItem<Entry> item = tree.getSelectionModel().getSelectedItem();
        if (event.getCode() == KeyCode.F2 && item != null) {
            tree.edit(item);
        } else if (event.getCode() == KeyCode.ENTER) {
            revealSelected();
        } else if ((event.getCode() == KeyCode.DELETE || event.getCode() == KeyCode.BACK_SPACE) && item != null) {
            delete.run();
        } else {
            return;
        }
        event.consume();
    }

    private void revealSelected() {
        TreeItem<Entry> item = tree.getSelectionModel().getSelectedItem();
        if (item != null && item.getValue().node() != null) {
            reveal.accept(item.getValue().node());
        }
    }

    private final class Line extends TreeCell<Entry> {
        private @Nullable TextField field;

        Line() {
            // As wide as the list, so that a long title is cut and nothing scrolls sideways.
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable Entry entry, boolean empty) {
            super.updateItem(entry, empty);
            getStyleClass().removeAll("outline-slot", "outline-disabled");
            if (empty || entry == null) {
                setText(null);
                setGraphic(null);
                return;
            }
            if (isEditing()) {
                return;
            }
            setText(VisibleText.line(entry.title()));
            if (entry.node() != null) {
                setGraphic(KindGlyph.of(entry.kind()).node(16));
                if (entry.disabled()) {
                    getStyleClass().add("outline-disabled");
                }
            } else if (dev.flowbench.flow.Place.ROOT.equals(entry.place())) {
                setGraphic(Icons.of(Feather.SHARE_2));
            } else {
                setGraphic(null);
                getStyleClass().add("outline-slot");
            }
        }

        @Override
        public void startEdit() {
            Entry entry = getItem();
            if (entry == null || (entry.node() == null && !dev.flowbench.flow.Place.ROOT.equals(entry.place()))) {
                return;
            }
            super.startEdit();
            TextField edit = new TextField(entry.title());
            edit.getStyleClass().add("outline-edit");
            edit.setOnAction(_ -> {
                commitEdit(entry);
                if (model != null) {
                    model.rename(entry, edit.getText());
                }
                tree.requestFocus();
            });
            edit.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
                if (event.getCode() == KeyCode.ESCAPE) {
                    cancelEdit();
                    event.consume();
                }
            });
            edit.focusedProperty().subscribe((_, focused) -> {
                if (!focused && isEditing()) {
                    edit.fireEvent(new javafx.event.ActionEvent());
                }
            });
            field = edit;
            setText(null);
            setGraphic(edit);
            edit.selectAll();
            edit.requestFocus();
        }

        @Override
        public void cancelEdit() {
            super.cancelEdit();
            field = null;
            updateItem(getItem(), isEmpty());
            tree.requestFocus();
        }
    }

    /** What an outline without a document says. */
    static Node empty() {
        return Parts.empty(Feather.LIST, WORDS.text("outline"), WORDS.text("empty"));
    }
}
