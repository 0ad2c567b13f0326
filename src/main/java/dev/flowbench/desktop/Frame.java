package dev.flowbench.desktop;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.fxml.FXML;
import javafx.fxml.FXMLLoader;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.MenuBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TabPane;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The window's skeleton: which pane stands where, which are shown, which one fills the window. */
final class Frame {
    private static final double SIDE = 208;
    private static final double OUTLINE = 260;
    private static final double INSPECTOR = 328;
    private static final double DOCK = 260;

    @FXML private BorderPane frame;
    @FXML private HBox bar;
    @FXML private MenuBar menus;
    @FXML private StackPane middle;
    @FXML private SplitPane columns;
    @FXML private SplitPane side;
    @FXML private VBox palettePane;
    @FXML private VBox outlinePane;
    @FXML private SplitPane rows;
    @FXML private SplitPane front;
    @FXML private TabPane tabs;
    @FXML private VBox inspectorPane;
    @FXML private TabPane dock;
    @FXML private StackPane start;
    @FXML private HBox status;

    private final Words words;
    private final BooleanProperty sideShown = new SimpleBooleanProperty();
    private final BooleanProperty inspectorShown = new SimpleBooleanProperty();
    private final BooleanProperty dockShown = new SimpleBooleanProperty();
    private @Nullable Runnable restore;

    Frame(Words words, Places places) {
        this.words = words;
        FXMLLoader loader = new FXMLLoader(Frame.class.getResource("Shell.fxml"), words.bundle());
        loader.setController(this);
        try {
            loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        places.remember(columns, "side", true, SIDE);
        places.remember(side, "outline", false, OUTLINE);
        places.remember(front, "inspector", false, INSPECTOR);
        places.remember(rows, "dock", false, DOCK);
        shown(sideShown, columns, side, 0, places, "sideShown", true);
        shown(inspectorShown, front, inspectorPane, 1, places, "inspectorShown", true);
        shown(dockShown, rows, dock, 1, places, "dockShown", false);
        maximiseByHeader(dock, tabHeader -> dock);
        maximiseByHeader(tabs, tabHeader -> tabs);
    }

    private void shown(BooleanProperty property, SplitPane split, Node pane, int at, Places places, String name,
            boolean usual) {
        property.set(places.flag(name, usual));
        property.subscribe(on -> {
            if (restore != null) {
                restore.run();
            }
            if (on && !split.getItems().contains(pane)) {
                split.getItems().add(Math.min(at, split.getItems().size()), pane);
            } else if (!on) {
                split.getItems().remove(pane);
            }
            places.put(name, on);
        });
    }

    Parent node() {
        return frame;
    }

    HBox bar() {
        return bar;
    }

    MenuBar menus() {
        return menus;
    }

    TabPane tabs() {
        return tabs;
    }

    TabPane dock() {
        return dock;
    }

    HBox status() {
        return status;
    }

    BooleanProperty sideShown() {
        return sideShown;
    }

    BooleanProperty inspectorShown() {
        return inspectorShown;
    }

    BooleanProperty dockShown() {
        return dockShown;
    }

    void palette(Node content) {
        fill(palettePane, words.text("pane.palette"), content);
    }

    void outline(Node content, Node... tools) {
        fill(outlinePane, words.text("pane.outline"), content, tools);
    }

    void inspector(Node content) {
        VBox.setVgrow(content, Priority.ALWAYS);
        inspectorPane.getChildren().setAll(content);
    }

    void start(Node content) {
        start.getChildren().setAll(content);
    }

    /** Shows the start page in place of the panes, or takes it away. */
    void showStart(boolean on) {
        start.setVisible(on);
        columns.setVisible(!on);
    }

    boolean startShown() {
        return start.isVisible();
    }

    private void fill(VBox pane, String title, Node content, Node... tools) {
        HBox header = Parts.sectionHeader(title, tools);
        header.getStyleClass().add("pane-header");
        VBox.setVgrow(content, Priority.ALWAYS);
        pane.getChildren().setAll(header, content);
        header.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                maximise(pane);
            }
        });
    }

    /** The command that goes to the pane in which a node stands; empty for none. */
    String paneOf(@Nullable Node node) {
        if (node == null) {
            return "";
        }
        return within(palettePane, node)
                ? "go.palette"
                : within(outlinePane, node)
                        ? "go.outline"
                        : within(tabs, node)
                                ? "go.canvas"
                                : within(inspectorPane, node)
                                        ? "go.inspector"
                                        : within(dock, node) ? "go.trace" : "";
    }

    private interface Header {
        Region pane(Node header);
    }

    private void maximiseByHeader(TabPane pane, Header header) {
        pane.addEventHandler(javafx.scene.input.MouseEvent.MOUSE_CLICKED, event -> {
            Node area = pane.lookup(".tab-header-area");
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2 && area != null
                    && event.getTarget() instanceof Node target && within(area, target)) {
                maximise(header.pane(area));
            }
        });
    }

    private static boolean within(Node ancestor, Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (each == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** Lets the pane that holds the keyboard fill the window, or puts it back. */
    void maximise(@Nullable Node focused) {
        if (restore != null) {
            restore.run();
            return;
        }
        for (Region pane : List.of(dock, tabs, inspectorPane, outlinePane, palettePane)) {
            if (focused != null && within(pane, focused)) {
                SplitPane home = home(pane);
                int at = home.getItems().indexOf(pane);
                home.getItems().remove(pane);
                columns.setVisible(false);
                middle.getChildren().add(pane);
                restore = () -> {
                    restore = null;
                    middle.getChildren().remove(pane);
                    home.getItems().add(Math.min(at, home.getItems().size()), pane);
                    columns.setVisible(!start.isVisible());
                };
                return;
            }
        }
    }

    private SplitPane home(Region pane) {
        for (SplitPane split : List.of(columns, side, rows, front)) {
            if (split.getItems().contains(pane)) {
                return split;
            }
        }
        throw new IllegalStateException("not in a split pane");
    }
}
