package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.command.Command;
import dev.flowbench.desktop.command.Commands;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.run.Debugging;
import dev.flowbench.engine.How;
import dev.flowbench.flow.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.BooleanExpression;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.MenuItem;
import org.kordamp.ikonli.feather.Feather;

/** Pause, steps, breakpoints and pins. */
final class DebugCommands {
    private static final Words WORDS = Words.beside(DebugCommands.class);

    private final Shell shell;
    private final Words words;
    private final BooleanProperty usesPins = new SimpleBooleanProperty(this, "usesPins", true);

    DebugCommands(Shell shell, Words words) {
        this.shell = shell;
        this.words = words;
    }

    void register() {
        BooleanBinding any = Bindings.isNotNull(shell.desk().activeProperty());
        BooleanExpression running = BooleanExpression.booleanExpression(shell.running());
        BooleanExpression paused = BooleanExpression.booleanExpression(shell.paused()).and(running);
        add("run.stepwise", shell::runStepwise,
                c -> c.icon(Feather.SKIP_FORWARD).enabled(any.and(running.not())));
        add("debug.pause", () -> view(DocumentView::pause),
                c -> c.icon(Feather.PAUSE).keys("F7").enabled(running.and(paused.not())));
        add("debug.continue", () -> proceed(How.Steps.RUN), c -> c.icon(Feather.PLAY).keys("F5").enabled(paused));
        add("debug.over", () -> proceed(How.Steps.OVER),
                c -> c.icon(Feather.CORNER_DOWN_RIGHT).keys("F10").enabled(paused));
        add("debug.into", () -> proceed(How.Steps.INTO),
                c -> c.icon(Feather.ARROW_DOWN).keys("F11").enabled(paused));
        add("debug.out", () -> proceed(How.Steps.OUT),
                c -> c.icon(Feather.ARROW_UP).keys("shift+F11").enabled(paused));
        add("debug.toHere", () -> node((view, id) -> view.proceed(new How.To(id))),
                c -> c.icon(Feather.CHEVRONS_RIGHT).keys("ctrl+F10").enabled(paused));
        add("debug.breakpoint", () -> node((view, id) -> view.debugging().toggle(id, false)),
                c -> c.icon(Feather.DISC).keys("F9").enabled(any));
        add("debug.breakpointAfter", () -> node((view, id) -> view.debugging().toggle(id, true)),
                c -> c.keys("shift+F9").enabled(any));
        add("debug.condition", () -> node((view, id) -> view.breaks().edit(id)),
                c -> c.icon(Feather.EDIT_3).keys("ctrl+F9").enabled(any));
        add("debug.turn", () -> node((view, id) -> view.breaks().turn(id)), c -> c.keys("alt+F9").enabled(any));
        add("debug.breakpoints", () -> shell.dock().openBreakpoints(),
                c -> c.icon(Feather.LIST).keys("ctrl+shift+F9").enabled(any));
        add("debug.pin", () -> node(DebugCommands::pin), c -> c.icon(Feather.MAP_PIN).enabled(any));
        add("debug.usePins", () -> usesPins.set(!usesPins.get()), c -> c.icon(Feather.MAP_PIN).selected(usesPins)
                .enabled(any));
        // The switch is of the document in front.
        shell.shownView().flatMap(view -> view.debugging().usesPinsProperty()).orElse(true).subscribe(usesPins::set);
        usesPins.subscribe((_, on) -> view(view -> view.debugging().usesPinsProperty().set(on)));
    }

    private void add(String id, Runnable action, UnaryOperator<Command> more) {
        shell.commands().add(more.apply(Command.of(id, words.text(id), action)));
    }

    private void view(Consumer<DocumentView> action) {
        DocumentView view = shell.view();
        if (view != null) {
            action.accept(view);
        }
    }

    private void node(BiConsumer<DocumentView, String> action) {
        view(view -> view.document().flow().selection().single().ifPresent(id -> action.accept(view, id)));
    }

    private void proceed(How how) {
        view(view -> view.proceed(how));
    }

    /** Pins the output that the node gave last, or takes the pin away. */
    private static void pin(DocumentView view, String id) {
        Map<String, JsonNode> outputs = view.outputs(id);
        if (view.debugging().pins().containsKey(id)) {
            view.debugging().unpin(id);
        } else if (!outputs.isEmpty()) {
            view.debugging().pin(id, outputs);
        }
    }

    /** What the menu of a node offers beside its edits. */
    static List<MenuItem> lines(DocumentView view, String id, Commands commands) {
        Debugging debugging = view.debugging();
        var lines = new ArrayList<MenuItem>();
        lines.add(line(breaks(debugging, id, false) ? "node.unbreak" : "node.break", true,
                () -> debugging.toggle(id, false)));
        lines.add(line(breaks(debugging, id, true) ? "node.unbreakAfter" : "node.breakAfter", true,
                () -> debugging.toggle(id, true)));
        if (view.document().flow().workflow().node(id).filter(node -> node.kind() instanceof Agent).isPresent()) {
            String calls = id + "/tool";
            lines.add(line(breaks(debugging, calls, false) ? "node.unbreakTools" : "node.breakTools", true,
                    () -> debugging.toggle(calls, false)));
        }
        lines.add(commands.item("debug.toHere"));
        lines.add(commands.item("debug.condition"));
        boolean pinned = debugging.pins().containsKey(id);
        lines.add(line(pinned ? "node.unpin" : "node.pin", pinned || !view.outputs(id).isEmpty(),
                () -> pin(view, id)));
        return lines;
    }

    private static boolean breaks(Debugging debugging, String place, boolean after) {
        return debugging.at(place, after).isPresent();
    }

    private static MenuItem line(String key, boolean enabled, Runnable action) {
        MenuItem item = new MenuItem(WORDS.text(key));
        item.setId(key);
        item.setDisable(!enabled);
        item.setOnAction(_ -> action.run());
        return item;
    }
}
