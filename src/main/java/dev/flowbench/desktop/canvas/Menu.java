package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.scene.AreaItem;
import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.Hit;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.canvas.tool.Pointer;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.flow.Place;
import javafx.geometry.Point2D;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The menu of what is under the pointer. */
final class Menu {
    private final CanvasView canvas;
    private final Actions actions;
    private @Nullable ContextMenu open;

    Menu(CanvasView canvas, Actions actions) {
        this.canvas = canvas;
        this.actions = actions;
    }

    void hide() {
        ContextMenu now = open;
        if (now != null) now.hide();
        open = null;
    }

    void show(Hit hit, Pointer at, double screenX, double screenY) {
        hide();
        FlowDocument document = canvas.document();
        boolean edits = !document.isReadOnly();
        var menu = new ContextMenu();
        switch (hit) {
            case Hit.OnDot(BreakDot dot, NodeItem node) -> {
                document.select(Selection.of(node.id()));
                CanvasView.Dots dots = canvas.dots();
                if (dots == null || dot.look() == BreakDot.Look.NONE)
                    node(menu, edits);
                else
                    menu.getItems().setAll(dots.menu(dot));
            }
            case Hit.OnNode(NodeItem node, boolean _) -> {
                if (!document.selection().nodes().contains(node.id())) document.select(Selection.of(node.id()));
                node(menu, edits);
            }
            case Hit.OnWire(WireItem wire, Hit.@Nullable End _) when !wire.implied() -> {
                document.select(Selection.of(wire.place(), wire.wire()));
                item(menu, "menu.unwire", Feather.SCISSORS, "Delete", edits, () -> document.apply(
                        canvas.words().text("edit.unwire"), w -> Edits.unwire(w, wire.place(), wire.wire())));
            }
            case Hit.OnArea(AreaItem area) -> ground(menu, at, edits, area.place());
            case Hit.OnEdge(EdgeItem edge) -> ground(menu, at, edits, edge.place());
            case Hit.OnPort(PortItem port) -> ground(menu, at, edits, port.place());
            case Hit.OnWire _,Hit.OnGround _ -> ground(menu, at, edits, Place.ROOT);
        }
        open = menu;
        menu.show(canvas, screenX, screenY);
    }

    /** For the menu key: beside what is selected. */
    void showBySelection() {
        Rect rect = canvas.bounds(canvas.document().selection().nodes());
        double x = rect == null ? canvas.getWidth() / 2 : canvas.view().viewX(rect.x() + 40);
        double y = rect == null ? canvas.getHeight() / 2 : canvas.view().viewY(rect.y() + 40);
        Point2D screen = canvas.localToScreen(x, y);
        Pointer at = new Pointer(canvas.view().worldX(x), canvas.view().worldY(y), x, y, false, false, false);
        if (screen == null) return;
        Hit hit = canvas.document().selection().single().flatMap(id -> canvas.screen().diagram().node(id))
                .<Hit>map(node -> new Hit.OnNode(node, false)).orElse(new Hit.OnGround());
        show(hit, at, screen.getX(), screen.getY());
    }

    private void node(ContextMenu menu, boolean edits) {
        FlowDocument document = canvas.document();
        boolean one = document.selection().single().isPresent();
        if (one) {
            item(menu, "menu.open", Feather.SIDEBAR, "Enter", true,
                    () -> document.selection().single().ifPresent(canvas::open));
            item(menu, "menu.rename", Feather.EDIT_3, "F2", edits, canvas::renameSelection);
            menu.getItems().add(new SeparatorMenuItem());
        }
        document.selection().single().map(canvas::more).filter(lines -> !lines.isEmpty()).ifPresent(lines -> {
            menu.getItems().addAll(lines);
            menu.getItems().add(new SeparatorMenuItem());
        });
        item(menu, "menu.duplicate", Feather.PLUS_SQUARE, "shortcut+D", edits, actions::duplicate);
        item(menu, "menu.copy", Feather.COPY, "shortcut+C", true, actions::copy);
        item(menu, "menu.cut", Feather.SCISSORS, "shortcut+X", edits, actions::cut);
        menu.getItems().add(new SeparatorMenuItem());
        boolean off = document.selection().single().flatMap(document.workflow()::node)
                .map(node -> node.settings().isDisabled()).orElse(false);
        item(menu, off ? "menu.enable" : "menu.disable", Feather.POWER, "shortcut+B", edits, actions::disable);
        item(menu, "menu.fitSelection", Feather.MAXIMIZE, "F", true, canvas::fitSelection);
        menu.getItems().add(new SeparatorMenuItem());
        item(menu, "menu.delete", Feather.TRASH_2, "Delete", edits, actions::delete).getStyleClass().add("danger");
    }

    private void ground(ContextMenu menu, Pointer at, boolean edits, Place place) {
        item(menu, "menu.add", Feather.PLUS, "Tab", edits, () -> canvas.openQuickAdd(at.viewX(), at.viewY(), null));
        item(menu, "menu.note", Feather.FILE_TEXT, "", edits, () -> actions.add("note", at.x(), at.y()));
        item(menu, "menu.paste", Feather.CLIPBOARD, "shortcut+V", edits, () -> actions.paste(at.x(), at.y()));
        menu.getItems().add(new SeparatorMenuItem());
        if (place instanceof Place.Child(String frame, String _)) {
            item(menu, "menu.selectFrame", Feather.SQUARE, "", true,
                    () -> canvas.document().select(Selection.of(frame)));
        }
        item(menu, "menu.selectAll", Feather.CHECK_SQUARE, "shortcut+A", true, actions::selectAll);
        item(menu, "menu.fit", Feather.MAXIMIZE, "shift+1", true, canvas::fit);
    }

    private MenuItem item(ContextMenu menu, String key, Feather icon, String keys, boolean enabled, Runnable action) {
        var item = new MenuItem(canvas.words().text(key), Icons.of(icon));
        if (!keys.isEmpty()) item.setAccelerator(KeyCombination.valueOf(keys));
        item.setDisable(!enabled);
        item.setOnAction(_ -> action.run());
        menu.getItems().add(item);
        return item;
    }
}
