package dev.flowbench.desktop.command;

import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Every key and mouse gesture at a glance. */
public final class KeysSheet {
    private static final Words WORDS = Words.beside(KeysSheet.class);
    private static final double COLUMN = 290;

    private final Layers layers;
    private final Commands commands;

    public KeysSheet(Layers layers, Commands commands) {
        this.layers = layers;
        this.commands = commands;
    }

    /** Opens it. */
    public void show() {
        FlowPane columns = new FlowPane(Orientation.HORIZONTAL, Metrics.SPACE_24, Metrics.SPACE_16);
        columns.setRowValignment(javafx.geometry.VPos.TOP);
        Map<String, VBox> sections = new LinkedHashMap<>();
        for (Command command : commands.all()) {
            if (command.keys() != null) {
                section(sections, command.section()).getChildren()
                        .add(row(command.title().get(), Parts.keys(command.keys())));
            }
        }
        VBox mouse = section(sections, "mouse");
        for (int i = 1; WORDS.has("mouse." + i); i++) {
            String[] parts = WORDS.text("mouse." + i).split("\\|", 2);
            mouse.getChildren().add(row(parts[1], Parts.label(parts[0], Styles.KEY_CAP)));
        }
        columns.getChildren().addAll(sections.values());
        Button close = Parts.tool(Feather.X, WORDS.text("close"));
        HBox head = new HBox(Parts.label(WORDS.text("keys.title"), Styles.SECTION_TITLE), Parts.spacer(), close);
        head.setAlignment(Pos.CENTER_LEFT);
        ScrollPane scroll = new ScrollPane(columns);
        scroll.setFitToWidth(true);
        scroll.setPrefViewportHeight(560);
        VBox sheet = new VBox(Metrics.SPACE_12, head, scroll);
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setMaxWidth(2 * COLUMN + 110);
        sheet.setPrefWidth(2 * COLUMN + 110);
        columns.setPrefWrapLength(2 * COLUMN + Metrics.SPACE_24);
        close.setOnAction(_ -> layers.close(sheet));
        layers.show(sheet, Pos.CENTER, close, () -> {
        });
    }

    private static VBox section(Map<String, VBox> sections, String name) {
        return sections.computeIfAbsent(name, key -> {
            VBox box = new VBox(Metrics.SPACE_4, Parts.label(WORDS.text("section." + key), Styles.STRONG));
            box.setMinWidth(COLUMN);
            box.setPrefWidth(COLUMN);
            return box;
        });
    }

    private static Node row(String text, Node keys) {
        HBox row = new HBox(Metrics.SPACE_8, Parts.label(text, Styles.MUTED), Parts.spacer(), keys);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMinHeight(Metrics.ROW);
        if (keys instanceof Region region) {
            region.setMinWidth(Region.USE_PREF_SIZE);
        }
        return row;
    }
}
