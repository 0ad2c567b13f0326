package dev.flowbench.desktop;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.run.BreakpointForm;
import dev.flowbench.desktop.run.BreakpointsView;
import dev.flowbench.desktop.run.ConditionCheck;
import dev.flowbench.desktop.run.Debugging;
import dev.flowbench.desktop.run.KeptBreakpoint;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Ports;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.MenuItem;

/** The breakpoints of one document on its drawing: their dots, their menus, the form of one. On the JavaFX thread. */
final class Breaks implements CanvasView.Dots {
    private static final Words WORDS = Words.beside(Breaks.class);

    private final FlowDocument document;
    private final CanvasView canvas;
    private final Debugging debugging;
    private final ConditionCheck check;
    private final BreakpointsView list;

    Breaks(FlowDocument document, CanvasView canvas, Debugging debugging, Ports ports) {
        this.document = document;
        this.canvas = canvas;
        this.debugging = debugging;
        this.check = new ConditionCheck(document::workflow, ports);
        this.list = new BreakpointsView(debugging, check, document::workflow, canvas::reveal);
        canvas.onDots(this);
    }

    /** All of them, as a pane. */
    BreakpointsView list() {
        return list;
    }

    /** Draws them as they are now. */
    void show() {
        canvas.showDebugging(debugging.kept().stream().map(this::dot).toList(), debugging.pins().keySet());
    }

    private BreakDot dot(KeptBreakpoint kept) {
        BreakDot.Look look = !kept.on()
                ? BreakDot.Look.OFF
                : kept.condition().isEmpty() ? BreakDot.Look.ON : BreakDot.Look.WHEN;
        String where = WORDS.text("dot." + (kept.after() ? "after" : "before") + (kept.isInside() ? ".tool" : ""));
        String says = kept.condition().isEmpty()
                ? WORDS.text("dot", where)
                : WORDS.text("dot.when", where, kept.condition());
        return new BreakDot(kept.node(), kept.place(), kept.after(), look,
                says + ' ' + WORDS.text(kept.on() ? "dot.click.off" : "dot.click.on"));
    }

    private Optional<KeptBreakpoint> kept(BreakDot dot) {
        return debugging.at(dot.place(), dot.after());
    }

    @Override
    public void clicked(BreakDot dot) {
        kept(dot).ifPresentOrElse(one -> debugging.set(one.on(!one.on())),
                () -> debugging.set(KeptBreakpoint.at(dot.place(), dot.after())));
    }

    @Override
    public void opened(BreakDot dot) {
        document.select(Selection.of(dot.node()));
        // The first click of the two switched it.
        kept(dot).map(one -> one.on(true)).ifPresent(one -> {
            debugging.set(one);
            open(one);
        });
    }

    @Override
    public List<MenuItem> menu(BreakDot dot) {
        return kept(dot).map(one -> List.of(
                item(one.condition().isEmpty() ? "dot.condition" : "dot.condition.edit", () -> open(one)),
                item(one.on() ? "dot.disable" : "dot.enable", () -> debugging.set(one.on(!one.on()))),
                item("dot.remove", () -> debugging.remove(one)))).orElse(List.of());
    }

    private static MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(WORDS.text(key));
        item.setId(key);
        item.setOnAction(_ -> action.run());
        return item;
    }

    /** Opens the form of the breakpoint of a node, which is set before it where there is none. */
    void edit(String node) {
        KeptBreakpoint one = debugging.kept().stream().filter(kept -> kept.node().equals(node)).findFirst()
                .orElse(KeptBreakpoint.at(node, false));
        debugging.set(one);
        open(one);
    }

    /** Switches the breakpoints of a node on or off: off where one is on. */
    void turn(String node) {
        List<KeptBreakpoint> all = debugging.kept().stream().filter(kept -> kept.node().equals(node)).toList();
        boolean on = all.stream().noneMatch(KeptBreakpoint::on);
        all.forEach(kept -> debugging.set(kept.on(on)));
    }

    private void open(KeptBreakpoint one) {
        String title = document.workflow().node(one.node()).map(Node::displayTitle).map(VisibleText::line)
                .orElse(one.node());
        BreakpointForm form = new BreakpointForm(debugging, check, one, title, canvas::closeForm);
        canvas.showForm(form, one.node());
        form.begin();
    }
}
