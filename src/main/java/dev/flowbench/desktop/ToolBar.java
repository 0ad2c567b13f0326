package dev.flowbench.desktop;

import dev.flowbench.desktop.command.Commands;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Styles;
import javafx.beans.binding.BooleanExpression;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.Separator;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** The bar at the window's head: undo and redo, zoom, how the run stands, run and stop. */
final class ToolBar {
    private static final Words WORDS = Words.beside(ToolBar.class);

    /**
     * @param zoom of the drawing in front, 1 for 100 %; null for none
     * @param running whether the run of the document in front is under way
     * @param paused whether it is paused
     * @param pins how many nodes of the document in front have a pinned output; null for none
     */
    ToolBar(HBox bar, Commands commands, ObservableValue<Number> zoom, ObservableValue<Boolean> running,
            ObservableValue<Boolean> paused, ObservableValue<Number> pins, RunState state) {
        Button percent = commands.button("view.zoom100");
        percent.textProperty().unbind();
        percent.textProperty().bind(zoom.map(value -> WORDS.text("zoom", Math.round(value.doubleValue() * 100)))
                .orElse(""));
        percent.setGraphic(null);
        percent.getStyleClass().addAll(Styles.TOOL, "zoom-percent");
        Button run = commands.button("run.run");
        run.getStyleClass().add(Styles.PRIMARY);
        Button simulated = commands.button("run.simulated");
        Button stop = commands.button("run.stop");
        for (Button button : new Button[]{run, simulated, stop}) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        stop.visibleProperty().bind(running);
        stop.managedProperty().bind(running);
        run.visibleProperty().bind(running.map(on -> !on));
        run.managedProperty().bind(run.visibleProperty());
        simulated.visibleProperty().bind(run.visibleProperty());
        simulated.managedProperty().bind(run.visibleProperty());
        // The room of the buttons that begin a run is free while one is under way.
        Button pause = commands.tool("debug.pause");
        pause.visibleProperty().bind(BooleanExpression.booleanExpression(running)
                .and(BooleanExpression.booleanExpression(paused).not()));
        pause.managedProperty().bind(pause.visibleProperty());
        HBox steps = new HBox(2, commands.tool("debug.continue"), commands.tool("debug.over"),
                commands.tool("debug.into"), commands.tool("debug.out"));
        steps.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        steps.setMinWidth(Region.USE_PREF_SIZE);
        steps.visibleProperty().bind(BooleanExpression.booleanExpression(running)
                .and(BooleanExpression.booleanExpression(paused)));
        steps.managedProperty().bind(steps.visibleProperty());
        Separator before = new Separator(Orientation.VERTICAL);
        Separator after = new Separator(Orientation.VERTICAL);
        HBox here = new HBox(2, before, commands.tool("edit.undo"), commands.tool("edit.redo"), after,
                commands.tool("view.zoomOut"), percent, commands.tool("view.zoomIn"), commands.tool("view.fit"));
        here.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        here.setMinWidth(Region.USE_PREF_SIZE);
        ToggleButton pinned = commands.toggle("debug.usePins");
        pinned.textProperty().unbind();
        pinned.textProperty().bind(pins.map(count -> WORDS.text("pins", count)).orElse(""));
        pinned.setMinWidth(Region.USE_PREF_SIZE);
        pinned.visibleProperty().bind(run.visibleProperty().and(BooleanExpression.booleanExpression(
                pins.map(count -> count.intValue() > 0).orElse(false))));
        pinned.managedProperty().bind(pinned.visibleProperty());
        HBox right = new HBox(8, state.node(), steps, pause, pinned, simulated, run, stop);
        right.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        HBox.setHgrow(right, javafx.scene.layout.Priority.ALWAYS);
        // Without a document there is nothing to zoom and nothing to run.
        here.visibleProperty().bind(zoom.map(_ -> true).orElse(false));
        right.visibleProperty().bind(here.visibleProperty());
        bar.getChildren().addAll(here, right);
    }
}
