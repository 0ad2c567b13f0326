package dev.flowbench.desktop.command;

import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Styles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyCombination.ModifierValue;
import org.jspecify.annotations.Nullable;

/** All commands of the window by id, and the menus and buttons made from them. On the JavaFX thread. */
public final class Commands {
    private final Map<String, Command> commands = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if there is one of that id */
    public void add(Command command) {
        if (commands.putIfAbsent(command.id(), command) != null) {
            throw new IllegalArgumentException("two commands " + command.id());
        }
    }

    /** In the order in which they were added. */
    public List<Command> all() {
        return List.copyOf(commands.values());
    }

    /** @throws IllegalArgumentException if there is none of that id */
    public Command command(String id) {
        Command command = commands.get(id);
        if (command == null) {
            throw new IllegalArgumentException("no command " + id);
        }
        return command;
    }

    /** Does it, if it can be done now. */
    public void run(String id) {
        command(id).run();
    }

    /** A menu of commands; an empty id is a separator. */
    public Menu menu(String title, String... ids) {
        Menu menu = new Menu(title);
        for (String id : ids) {
            menu.getItems().add(id.isEmpty() ? new SeparatorMenuItem() : item(id));
        }
        return menu;
    }

    /** A menu item that does it. */
    public MenuItem item(String id) {
        Command command = command(id);
        MenuItem item;
        if (command.selected() != null) {
            CheckMenuItem check = new CheckMenuItem();
            check.selectedProperty().bindBidirectional(command.selected());
            item = check;
        } else {
            item = new MenuItem();
            item.setOnAction(_ -> command.run());
        }
        item.setId(id);
        item.textProperty().bind(command.title());
        item.disableProperty().bind(Bindings.not(command.enabled()));
        if (worksEverywhere(command.keys())) {
            item.setAccelerator(command.keys());
        }
        return item;
    }

    /** Keys that type something must not be taken from a field: the pane they belong to listens for them itself. */
    private static boolean worksEverywhere(@Nullable KeyCombination keys) {
        return keys instanceof KeyCodeCombination combination
                && (combination.getShortcut() == ModifierValue.DOWN || combination.getControl() == ModifierValue.DOWN
                        || combination.getAlt() == ModifierValue.DOWN || combination.getCode().isFunctionKey()
                        || combination.getCode() == KeyCode.ESCAPE);
    }

    /** A flat button with the command's icon; its title and keys are the tooltip. */
    public Button tool(String id) {
        Button button = button(id);
        button.getStyleClass().add(Styles.TOOL);
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        return button;
    }

    /** A button with the command's icon and title. */
    public Button button(String id) {
        Command command = command(id);
        Button button = new Button();
        button.setId(id);
        if (command.icon() != null) {
            button.setGraphic(Icons.of(command.icon()));
        }
        button.textProperty().bind(command.title());
        button.disableProperty().bind(Bindings.not(command.enabled()));
        button.setOnAction(_ -> command.run());
        Tooltip tip = new Tooltip();
        tip.textProperty().bind(Bindings.createStringBinding(() -> withKeys(command), command.title()));
        button.setTooltip(tip);
        button.setFocusTraversable(true);
        return button;
    }

    /**
     * A button that stays down while what the command switches is on.
     *
     * @throws IllegalArgumentException if it is no switch
     */
    public ToggleButton toggle(String id) {
        Command command = command(id);
        if (command.selected() == null) {
            throw new IllegalArgumentException(id + " is no switch");
        }
        ToggleButton button = new ToggleButton();
        button.setId(id);
        if (command.icon() != null) {
            button.setGraphic(Icons.of(command.icon()));
        }
        button.textProperty().bind(command.title());
        button.disableProperty().bind(Bindings.not(command.enabled()));
        button.selectedProperty().bindBidirectional(command.selected());
        Tooltip tip = new Tooltip();
        tip.textProperty().bind(Bindings.createStringBinding(() -> withKeys(command), command.title()));
        button.setTooltip(tip);
        return button;
    }

    private static String withKeys(Command command) {
        @Nullable String keys = command.keys() == null ? null : command.keys().getDisplayText();
        return keys == null ? command.title().get() : command.title().get() + "  " + keys;
    }
}
