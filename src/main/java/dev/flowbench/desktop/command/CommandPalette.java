package dev.flowbench.desktop.command;

import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Every command, found by typing. Up and Down choose, Enter does it. */
public final class CommandPalette {
    private static final Words WORDS = Words.beside(CommandPalette.class);
    private static final double WIDTH = 560;
    private static final double ROW = 32;
    private static final int ROWS = 11;

    private final Layers layers;
    private final Commands commands;

    public CommandPalette(Layers layers, Commands commands) {
        this.layers = layers;
        this.commands = commands;
    }

    /** Opens it. */
    public void show() {
        var model = new CommandPaletteModel(commands.all(), section -> WORDS.text("section." + section));
        TextField query = new TextField();
        query.setId("command-query");
        query.setPromptText(WORDS.text("prompt"));
        HBox field = Parts.field(Feather.SEARCH, query);
        ListView<Command> list = new ListView<>(model.found());
        list.setId("command-list");
        list.getStyleClass().addAll(Styles.PLAIN, "command-list");
        list.setFixedCellSize(ROW);
        list.setPrefHeight(ROW * ROWS);
        list.setMinHeight(0);
        list.setFocusTraversable(false);
        list.setPlaceholder(Parts.label(WORDS.text("nothing"), Styles.MUTED));
        VBox sheet = new VBox(new StackPane(field), list);
        sheet.getStyleClass().add("command-palette");
        sheet.setMaxWidth(WIDTH);
        list.setCellFactory(_ -> new Row(model, command -> take(sheet, command)));
        model.queryProperty().bind(query.textProperty());
        query.textProperty().subscribe(_ -> list.getSelectionModel().selectFirst());
        query.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            switch (event.getCode()) {
                case DOWN -> move(list, 1);
                case UP -> move(list, -1);
                case PAGE_DOWN -> move(list, ROWS - 1);
                case PAGE_UP -> move(list, 1 - ROWS);
                case ENTER -> take(sheet, list.getSelectionModel().getSelectedItem());
                default -> {
                    return;
                }
            }
            event.consume();
        });
        layers.show(sheet, Pos.TOP_CENTER, query, () -> {
        });
    }

    private void take(Region sheet, @Nullable Command command) {
        if (command != null && command.enabled().get()) {
            layers.close(sheet);
            // After the sheet has given the keyboard back: a command may want to take it.
            Platform.runLater(command::run);
        }
    }

    private static void move(ListView<Command> list, int by) {
        int next = Math.clamp(list.getSelectionModel().getSelectedIndex() + (long) by, 0,
                Math.max(0, list.getItems().size() - 1));
        list.getSelectionModel().select(next);
        list.scrollTo(Math.max(0, next - ROWS / 2));
    }

    private interface Taken {
        void take(Command command);
    }

    private static final class Row extends ListCell<Command> {
        private final CommandPaletteModel model;

        Row(CommandPaletteModel model, Taken taken) {
            this.model = model;
            setOnMouseClicked(_ -> {
                if (getItem() != null) {
                    taken.take(getItem());
                }
            });
        }

        @Override
        protected void updateItem(@Nullable Command command, boolean empty) {
            super.updateItem(command, empty);
            setText(null);
            if (empty || command == null) {
                setGraphic(null);
                return;
            }
            Label title = Parts.label(command.title().get());
            title.setDisable(!command.enabled().get());
            HBox row = new HBox(10, command.icon() == null ? gap() : Icons.of(command.icon()), title,
                    Parts.label(model.section(command), Styles.CAPTION), Parts.spacer());
            row.setAlignment(Pos.CENTER_LEFT);
            if (command.keys() != null) {
                row.getChildren().add(Parts.keys(command.keys()));
            }
            setGraphic(row);
        }

        private static Region gap() {
            Region gap = new Region();
            gap.setMinWidth(16);
            return gap;
        }
    }
}
