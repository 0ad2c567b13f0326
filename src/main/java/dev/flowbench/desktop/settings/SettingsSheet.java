package dev.flowbench.desktop.settings;

import dev.flowbench.app.Flowbench;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.function.Supplier;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The settings, as a sheet over the window: pages at the left, the one that is chosen at the right. On the JavaFX thread. */
public final class SettingsSheet {
    private static final double WIDTH = 860;
    private static final double HEIGHT = 620;
    private static final double LIST = 176;

    private final Layers layers;
    private final Means means;

    /**
     * @param workflows those that are open, the one in front first
     * @param picker asks for folders
     */
    public SettingsSheet(Layers layers, Theme theme, Flowbench flowbench, Background background, Dialogs dialogs,
            Supplier<List<Workflow>> workflows, FilePicker picker) {
        this.layers = layers;
        this.means = new Means(flowbench, background, dialogs, workflows, picker,
                new SimpleObjectProperty<>(Means.Said.NOTHING));
        theme.add(SettingsSheet.class, "settings.css");
    }

    /** The pages, by the key of their texts. */
    public static List<String> pages() {
        return List.of("keys", "limits", "servers", "mcp", "folders", "memory", "costs");
    }

    /**
     * Opens it.
     *
     * @param page the page it opens at, one of {@link #pages()}
     */
    public void show(String page) {
        means.said().set(Means.Said.NOTHING);
        List<Page> pages = List.of(new KeysPage(means), new LimitsPage(means), new ServersPage(means),
                new McpPage(means), new FoldersPage(means), new MemoryPage(means), new CostsPage(means));
        ListView<Page> list = new ListView<>();
        list.setId("settings-pages");
        list.getItems().setAll(pages);
        list.getStyleClass().addAll(Styles.PLAIN, Styles.TALL, "settings-list");
        list.setCellFactory(_ -> new ListCell<>() {
            @Override
            protected void updateItem(@Nullable Page item, boolean empty) {
                super.updateItem(item, empty);
                setText(item == null || empty ? null : item.title());
            }
        });
        list.setMinWidth(LIST);
        list.setPrefWidth(LIST);
        list.setMaxWidth(LIST);
        ScrollPane scroll = new ScrollPane();
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("settings-scroll");
        HBox.setHgrow(scroll, Priority.ALWAYS);
        list.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                chosen.fill();
                scroll.setContent(chosen.node());
                scroll.setVvalue(0);
                means.said().set(Means.Said.NOTHING);
            }
        });
        HBox middle = new HBox(Metrics.SPACE_16, list, scroll);
        middle.setMinHeight(160);
        middle.setPrefHeight(HEIGHT);
        VBox.setVgrow(middle, Priority.ALWAYS);
        Button close = Parts.tool(Feather.X, Means.text("close"));
        close.setId("settings-close");
        HBox head = new HBox(Parts.label(Means.text("title"), Styles.SECTION_TITLE), Parts.spacer(), close);
        head.setAlignment(Pos.CENTER_LEFT);
        head.setMinHeight(Region.USE_PREF_SIZE);
        VBox sheet = new VBox(Metrics.SPACE_12, head, middle, foot());
        sheet.setId("settings");
        sheet.getStyleClass().addAll("dialog-sheet", "settings");
        sheet.setMaxWidth(WIDTH);
        sheet.setPrefWidth(WIDTH);
        close.setOnAction(_ -> layers.close(sheet));
        pages.stream().filter(each -> each.key().equals(page)).findFirst().or(() -> pages.stream().findFirst())
                .ifPresent(list.getSelectionModel()::select);
        layers.show(sheet, Pos.CENTER, list, () -> {
        });
    }

    private Label foot() {
        Label said = Parts.label("", Styles.CAPTION);
        said.setId("settings-said");
        said.setWrapText(true);
        said.setMinHeight(Region.USE_PREF_SIZE);
        means.said().subscribe(now -> {
            said.setText(now.text());
            said.getStyleClass().remove(Styles.DANGER);
            if (now.bad()) {
                said.getStyleClass().add(Styles.DANGER);
            }
        });
        return said;
    }
}
