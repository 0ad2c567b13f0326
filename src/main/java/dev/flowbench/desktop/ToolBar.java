package dev.flowbench.desktop;

import dev.flowbench.desktop.command.Commands;
import dev.flowbench.desktop.look.Parts;
import javafx.geometry.Orientation;
import javafx.scene.control.Separator;
import javafx.scene.layout.HBox;

/** The bar at the window's head: undo and redo, zoom, run. */
final class ToolBar {
    ToolBar(HBox bar, Commands commands) {
        bar.getChildren().addAll(new Separator(Orientation.VERTICAL), commands.tool("edit.undo"),
                commands.tool("edit.redo"), Parts.spacer());
    }
}
