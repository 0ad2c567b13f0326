package dev.flowbench.desktop.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import org.junit.jupiter.api.Test;

class CommandPaletteModelTest {
    private final SimpleBooleanProperty can = new SimpleBooleanProperty(false);
    private final CommandPaletteModel model = new CommandPaletteModel(List.of(
            Command.of("edit.undo", "Undo", () -> {
            }).enabled(can),
            Command.of("run.run", "Run", () -> {
            }),
            Command.of("view.dark", "Dark theme", () -> {
            })), section -> section);

    @Test
    void listsAllAndWhatCannotBeDoneLast() {
        assertEquals(List.of("run.run", "view.dark", "edit.undo"), ids());
    }

    @Test
    void findsByTitleAndBySection() {
        model.queryProperty().set("dark");
        assertEquals(List.of("view.dark"), ids());
        model.queryProperty().set("view");
        assertEquals(List.of("view.dark"), ids());
    }

    private List<String> ids() {
        return model.found().stream().map(Command::id).toList();
    }
}
