package dev.flowbench.desktop.run;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * All breakpoints of a document: switched on and off, their conditions changed, taken away, and found again on the
 * drawing. On the JavaFX thread.
 */
public final class BreakpointsView extends StackPane {
    private static final Words WORDS = Words.beside(BreakpointsView.class);

    private final Debugging debugging;
    private final ConditionCheck check;
    private final Supplier<Workflow> workflow;
    private final Consumer<String> reveal;
    private final VBox rows = new VBox();
    private final Region empty = Parts.empty(Feather.DISC, WORDS.text("breakpoints.none"),
            WORDS.text("breakpoints.none.line"));
    private final VBox full;
    private List<KeptBreakpoint> shown = List.of();

    /**
     * @param workflow the document as it is now
     * @param reveal brings a node into view, by its id
     */
    public BreakpointsView(Debugging debugging, ConditionCheck check, Supplier<Workflow> workflow,
            Consumer<String> reveal) {
        this.debugging = debugging;
        this.check = check;
        this.workflow = workflow;
        this.reveal = reveal;
        setId("breakpoints");
        Button all = button("breakpoints.all.on", () -> debugging.switchAll(true));
        Button none = button("breakpoints.all.off", () -> debugging.switchAll(false));
        Button clear = button("breakpoints.clear", debugging::removeAll);
        HBox bar = new HBox(Metrics.SPACE_4, all, none, clear);
        bar.getStyleClass().add(Styles.BAR);
        bar.setAlignment(Pos.CENTER_LEFT);
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("edge-to-edge");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        rows.getStyleClass().add("breakpoint-rows");
        full = new VBox(bar, scroll);
        debugging.revisionProperty().subscribe(_ -> refresh());
    }

    private static Button button(String key, Runnable action) {
        Button button = new Button(WORDS.text(key));
        button.setId(key.replace('.', '-'));
        button.getStyleClass().add(Styles.FLAT);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /** Takes the keyboard. */
    public void focus() {
        refresh();
        rows.getChildren().stream().findFirst().flatMap(row -> row.lookupAll(".check-box").stream().findFirst())
                .ifPresent(javafx.scene.Node::requestFocus);
    }

    private void refresh() {
        List<KeptBreakpoint> now = debugging.kept();
        if (now.isEmpty()) {
            getChildren().setAll(empty);
        } else {
            getChildren().setAll(full);
        }
        // A row in which one types stays as it is: the field that changed it shows that already.
        if (!sameRows(now)) {
            var made = new ArrayList<javafx.scene.Node>();
            now.forEach(breakpoint -> made.add(new Row(breakpoint)));
            rows.getChildren().setAll(made);
        } else {
            for (int i = 0; i < now.size(); i++) {
                if (rows.getChildren().get(i) instanceof Row row) {
                    row.show(now.get(i));
                }
            }
        }
        shown = now;
    }

    private boolean sameRows(List<KeptBreakpoint> now) {
        if (now.size() != shown.size() || now.size() != rows.getChildren().size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i).isBeside(shown.get(i))) {
                return false;
            }
        }
        return true;
    }

    private final class Row extends HBox {
        private final CheckBox on = new CheckBox();
        private final ConditionField condition;
        private KeptBreakpoint breakpoint;
        private boolean showing;

        Row(KeptBreakpoint breakpoint) {
            super(Metrics.SPACE_8);
            this.breakpoint = breakpoint;
            getStyleClass().add("breakpoint-row");
            setAlignment(Pos.TOP_LEFT);
            Node node = workflow.get().node(breakpoint.node()).orElse(null);
            String title = node == null ? breakpoint.node() : VisibleText.line(node.displayTitle());
            String where = WORDS.text("breakpoint." + (breakpoint.after() ? "after" : "before")
                    + (breakpoint.isInside() ? ".tool" : ""));
            on.setSelected(breakpoint.on());
            on.setAccessibleText(WORDS.text("breakpoint.on.of", title, where));
            on.selectedProperty().subscribe((_, now) -> {
                if (!showing) {
                    debugging.set(this.breakpoint.on(now));
                }
            });
            Hyperlink name = new Hyperlink(title);
            name.setOnAction(_ -> reveal.accept(breakpoint.node()));
            name.setDisable(node == null);
            name.setMaxWidth(190);
            HBox head = new HBox(Metrics.SPACE_8, on,
                    KindGlyph.of(node == null ? "unknown" : node.kind().kindName()).node(16), name);
            head.setAlignment(Pos.CENTER_LEFT);
            head.setMinHeight(Metrics.CONTROL);
            head.setPrefWidth(260);
            head.setMinWidth(160);
            Label side = Parts.label(node == null ? WORDS.text("breakpoint.gone") : where, Styles.MUTED);
            side.setMinHeight(Metrics.CONTROL);
            side.setPrefWidth(150);
            side.setMinWidth(Region.USE_PREF_SIZE);
            condition = new ConditionField(() -> this.breakpoint, check, text -> debugging.set(this.breakpoint.when(
                    text)), false);
            HBox.setHgrow(condition.node(), Priority.ALWAYS);
            Button remove = Parts.tool(Feather.X, WORDS.text("breakpoint.remove"));
            remove.setOnAction(_ -> debugging.remove(this.breakpoint));
            getChildren().setAll(head, side, condition.node(), remove);
        }

        void show(KeptBreakpoint now) {
            boolean other = !now.condition().equals(breakpoint.condition());
            breakpoint = now;
            showing = true;
            on.setSelected(now.on());
            showing = false;
            if (other) {
                condition.refresh();
            }
        }
    }
}
