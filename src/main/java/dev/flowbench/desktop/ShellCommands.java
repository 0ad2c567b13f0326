package dev.flowbench.desktop;

import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.command.Command;
import dev.flowbench.desktop.command.Commands;
import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.settings.SettingsSheet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.BooleanExpression;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableStringValue;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.kordamp.ikonli.feather.Feather;

/** The window's commands and its menus. */
final class ShellCommands {
    private final Shell shell;
    private final Words words;
    private final Commands commands;
    private final Desk desk;

    ShellCommands(Shell shell, Words words) {
        this.shell = shell;
        this.words = words;
        this.commands = shell.commands();
        this.desk = shell.desk();
    }

    void register() {
        BooleanBinding any = Bindings.isNotNull(desk.activeProperty());
        add("file.new", desk::create, c -> c.icon(Feather.FILE_PLUS).keys("shortcut+N"));
        add("file.open", desk::open, c -> c.icon(Feather.FOLDER).keys("shortcut+O"));
        add("file.save", desk::save, c -> c.icon(Feather.SAVE).keys("shortcut+S").enabled(any));
        add("file.saveAs", desk::saveAs, c -> c.keys("shortcut+shift+S").enabled(any));
        add("file.close", desk::close, c -> c.icon(Feather.X).keys("shortcut+W").enabled(any));
        add("file.settings", () -> shell.openSettings("keys"), c -> c.icon(Feather.SETTINGS).keys("shortcut+COMMA"));
        for (String page : SettingsSheet.pages()) {
            add("settings." + page, () -> shell.openSettings(page), c -> c.icon(Feather.SETTINGS));
        }
        add("file.quit", shell::quit, c -> c.keys("shortcut+Q"));
        ObservableValue<String> undo = desk.activeProperty().flatMap(d -> d.flow().undoLabelProperty());
        ObservableValue<String> redo = desk.activeProperty().flatMap(d -> d.flow().redoLabelProperty());
        add("edit.undo", () -> active(FlowDocument::undo), c -> c.icon(Feather.CORNER_UP_LEFT).keys("shortcut+Z")
                .title(titled("edit.undo", undo)).enabled(some(undo)));
        add("edit.redo", () -> active(FlowDocument::redo), c -> c.icon(Feather.CORNER_UP_RIGHT).keys("shortcut+shift+Z")
                .title(titled("edit.redo", redo)).enabled(some(redo)));
        drawing("edit.cut", CanvasView::cut, Feather.SCISSORS, "shortcut+X", any);
        drawing("edit.copy", CanvasView::copy, Feather.COPY, "shortcut+C", any);
        drawing("edit.paste", CanvasView::paste, Feather.CLIPBOARD, "shortcut+V", any);
        drawing("edit.duplicate", CanvasView::duplicate, Feather.PLUS_SQUARE, "shortcut+D", any);
        add("edit.delete", () -> shell.canvas(CanvasView::deleteSelection),
                c -> c.icon(Feather.TRASH_2).keys("DELETE").enabled(any));
        add("edit.rename", () -> shell.canvas(CanvasView::renameSelection),
                c -> c.icon(Feather.EDIT_2).keys("F2").enabled(any));
        drawing("edit.selectAll", CanvasView::selectAll, Feather.CHECK_SQUARE, "shortcut+A", any);
        drawing("edit.add", CanvasView::quickAdd, Feather.PLUS_CIRCLE, "ctrl+SPACE", any);
        drawing("view.zoomIn", CanvasView::zoomIn, Feather.ZOOM_IN, "shortcut+PLUS", any);
        drawing("view.zoomOut", CanvasView::zoomOut, Feather.ZOOM_OUT, "shortcut+MINUS", any);
        drawing("view.zoom100", canvas -> canvas.zoomTo(1), Feather.CIRCLE, "shortcut+0", any);
        drawing("view.fit", CanvasView::fit, Feather.MAXIMIZE, "shift+1", any);
        drawing("view.fitSelection", CanvasView::fitSelection, Feather.CROSSHAIR, "shift+2", any);
        BooleanExpression running = BooleanExpression.booleanExpression(shell.running());
        add("run.run", () -> shell.run(false),
                c -> c.icon(Feather.PLAY).keys("shortcut+ENTER").enabled(any.and(running.not())));
        add("run.simulated", () -> shell.run(true),
                c -> c.icon(Feather.PLAY_CIRCLE).keys("shortcut+shift+ENTER").enabled(any.and(running.not())));
        add("run.options", shell::runWithOptions, c -> c.icon(Feather.SLIDERS).enabled(any.and(running.not())));
        add("run.tryTool", () -> shell.tools().tryOne(), c -> c.icon(Feather.TOOL).enabled(any));
        add("file.importTools", () -> shell.tools().importOpenApi(), c -> c.icon(Feather.DOWNLOAD).enabled(any));
        add("run.review", shell::reviewActive, c -> c.icon(Feather.SHIELD).enabled(any));
        add("run.stop", shell::stop, c -> c.icon(Feather.SQUARE).keys("shortcut+alt+ENTER").enabled(running));
        add("run.report", shell::openReport, c -> c.icon(Feather.CLIPBOARD).enabled(any));
        switches("view.side", shell.frame().sideShown(), Feather.SIDEBAR, "shortcut+shift+B");
        switches("view.inspector", shell.frame().inspectorShown(), Feather.SLIDERS, "shortcut+I");
        switches("view.dock", shell.frame().dockShown(), Feather.ACTIVITY, "shortcut+J");
        BooleanProperty worst = shell.worstShown();
        add("view.worst", () -> worst.set(!worst.get()), c -> c.icon(Feather.DOLLAR_SIGN).selected(worst));
        add("view.maximise", () -> shell.frame().maximise(shell.node().getScene().getFocusOwner()),
                c -> c.icon(Feather.MAXIMIZE_2).keys("shift+Esc").enabled(any));
        add("view.start", shell::toggleStart, c -> c.icon(Feather.HOME).enabled(any));
        theme("view.light", Theme.Mode.LIGHT, Feather.SUN);
        theme("view.dark", Theme.Mode.DARK, Feather.MOON);
        theme("view.system", Theme.Mode.SYSTEM, Feather.MONITOR);
        BooleanProperty calm = shell.theme().calmProperty();
        add("view.calm", () -> calm.set(!calm.get()), c -> c.selected(calm));
        add("go.outline", () -> {
            shell.frame().sideShown().set(true);
            shell.outline().focus();
        }, c -> c.icon(Feather.LIST).enabled(any));
        add("go.palette", () -> {
            shell.frame().sideShown().set(true);
            shell.paletteView().focusSearch();
        }, c -> c.icon(Feather.GRID).enabled(any));
        add("go.canvas", () -> shell.canvas(canvas -> canvas.lookupAll("*").stream()
                .filter(javafx.scene.Node::isFocusTraversable).findFirst().orElse(canvas).requestFocus()),
                c -> c.icon(Feather.SHARE_2).enabled(any));
        add("go.inspector", () -> {
            shell.frame().inspectorShown().set(true);
            shell.inspector().focus();
        }, c -> c.icon(Feather.SLIDERS).enabled(any));
        add("go.problems", () -> shell.dock().openProblems(),
                c -> c.icon(Feather.ALERT_TRIANGLE).keys("shortcut+shift+M").enabled(any));
        add("go.trace", () -> shell.dock().goToTrace(),
                c -> c.icon(Feather.ACTIVITY).keys("shortcut+shift+T").enabled(any));
        add("go.runs", () -> shell.dock().openRuns(), c -> c.icon(Feather.CLOCK).enabled(any));
        add("go.approvals", () -> shell.dock().openApprovals(),
                c -> c.icon(Feather.USER_CHECK).keys("shortcut+shift+U"));
        add("go.nextProblem", () -> shell.dock().nextProblem(), c -> c.keys("F8").enabled(any));
        add("go.nextPane", () -> pane(1), c -> c.keys("F6").enabled(any));
        add("go.previousPane", () -> pane(-1), c -> c.keys("shift+F6").enabled(any));
        add("go.nextTab", () -> tab(1), c -> c.keys("ctrl+TAB").enabled(any));
        add("go.previousTab", () -> tab(-1), c -> c.keys("ctrl+shift+TAB").enabled(any));
        add("help.commands", () -> shell.palette().show(), c -> c.icon(Feather.COMMAND).keys("shortcut+shift+P"));
        add("help.keys", () -> shell.keysSheet().show(), c -> c.icon(Feather.HELP_CIRCLE).keys("F1"));
        menus();
    }

    private void drawing(String id, Consumer<CanvasView> action, Feather icon, String keys, BooleanBinding any) {
        add(id, () -> shell.canvas(action), c -> c.icon(icon).keys(keys).enabled(any));
    }

    /** F6: palette, outline, drawing, inspector, dock, and round. */
    private void pane(int by) {
        List<String> panes = new ArrayList<>(List.of("go.palette", "go.outline", "go.canvas"));
        if (shell.frame().inspectorShown().get()) {
            panes.add("go.inspector");
        }
        if (shell.frame().dockShown().get()) {
            panes.add("go.trace");
        }
        int now = panes.indexOf(shell.frame().paneOf(shell.node().getScene().getFocusOwner()));
        String next = panes.get(Math.floorMod(now < 0 ? 2 : now + by, panes.size()));
        if (next.equals("go.trace")) {
            shell.dock().focus();
        } else {
            commands.run(next);
        }
    }

    private void menus() {
        Menu recent = new Menu(words.text("menu.recent"));
        desk.recent().files().subscribe(() -> fill(recent));
        fill(recent);
        Menu file = commands.menu(words.text("menu.file"), "file.new", "file.open", "", "file.save", "file.saveAs", "",
                "file.importTools", "file.settings", "", "file.close", "file.quit");
        file.getItems().add(2, recent);
        Menu view = commands.menu(words.text("menu.view"), "view.side", "view.inspector", "view.dock", "view.worst",
                "view.maximise",
                "", "view.start");
        view.getItems().add(commands.menu(words.text("menu.theme"), "view.light", "view.dark", "view.system", "",
                "view.calm"));
        view.getItems().addAll(0, List.of(commands.item("view.zoomIn"), commands.item("view.zoomOut"),
                commands.item("view.zoom100"), commands.item("view.fit"), commands.item("view.fitSelection"),
                new SeparatorMenuItem()));
        shell.frame().menus().getMenus().setAll(file,
                commands.menu(words.text("menu.edit"), "edit.undo", "edit.redo", "", "edit.cut", "edit.copy",
                        "edit.paste", "edit.duplicate", "edit.delete", "", "edit.rename", "edit.selectAll",
                        "edit.add"),
                view, commands.menu(words.text("menu.run"), "run.run", "run.simulated", "run.options",
                        "run.stepwise", "run.stop", "run.report", "run.review", "run.tryTool", "",
                        "debug.pause", "debug.continue", "debug.over", "debug.into", "debug.out", "debug.toHere", "",
                        "debug.breakpoint", "debug.breakpointAfter", "debug.condition", "debug.turn",
                        "debug.breakpoints", "", "debug.pin", "debug.usePins"),
                commands.menu(words.text("menu.go"), "go.palette", "go.outline", "go.canvas", "go.inspector",
                        "go.trace", "go.problems", "go.approvals", "go.runs", "", "go.nextProblem", "", "go.nextPane",
                        "go.previousPane", "", "go.nextTab",
                        "go.previousTab"),
                commands.menu(words.text("menu.help"), "help.commands", "help.keys"));
    }

    private void fill(Menu recent) {
        recent.getItems().clear();
        for (Path path : desk.recent().files()) {
            MenuItem item = new MenuItem(path.toString());
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> desk.open(path));
            recent.getItems().add(item);
        }
        recent.setDisable(recent.getItems().isEmpty());
    }

    private void add(String id, Runnable action, Function<Command, Command> more) {
        String title = words.text(id);
        commands.add(more.apply(Command.of(id, title, action)));
    }

    private void switches(String id, BooleanProperty what, Feather icon, String keys) {
        add(id, () -> what.set(!what.get()), c -> c.icon(icon).keys(keys).selected(what));
    }

    private void theme(String id, Theme.Mode mode, Feather icon) {
        BooleanProperty on = new SimpleBooleanProperty();
        shell.theme().modeProperty().subscribe(now -> on.set(now == mode));
        on.subscribe((_, now) -> {
            if (now) {
                shell.theme().modeProperty().set(mode);
            } else if (shell.theme().modeProperty().get() == mode) {
                on.set(true);
            }
        });
        add(id, () -> shell.theme().modeProperty().set(mode), c -> c.icon(icon).selected(on));
    }

    private void active(java.util.function.Consumer<FlowDocument> action) {
        OpenDocument document = desk.active();
        if (document != null) {
            document.flow().endGesture();
            action.accept(document.flow());
        }
    }

    private void tab(int by) {
        int size = desk.documents().size();
        int at = desk.documents().indexOf(desk.active());
        if (at >= 0) {
            desk.activeProperty().set(desk.documents().get(Math.floorMod(at + by, size)));
        }
    }

    private ObservableStringValue titled(String id, ObservableValue<String> label) {
        return Bindings.createStringBinding(() -> label.getValue() == null || label.getValue().isEmpty()
                ? words.text(id)
                : words.text(id + ".what", label.getValue()), label);
    }

    private static BooleanExpression some(ObservableValue<String> label) {
        return BooleanExpression.booleanExpression(label.map(text -> !text.isEmpty()).orElse(false));
    }
}
