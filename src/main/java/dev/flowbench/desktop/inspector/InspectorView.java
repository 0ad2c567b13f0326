package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.PromptTokens;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiFunction;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The form of what is selected in a document. On the JavaFX thread. */
public final class InspectorView {
    private static final Words WORDS = Words.beside(InspectorView.class);

    private final VBox node = new VBox();
    private final Ports ports;
    private final BiFunction<Workflow, Selection.PlacedWire, String> lastValue;
    private final ModelPicker picker;
    private final Background background;
    private final PromptTokens tokens = new PromptTokens();
    private final Set<String> open;
    private final Map<FlowDocument, Drafts> drafts = new WeakHashMap<>();
    private final VBox foot = new VBox();
    private Subscription watching = Subscription.EMPTY;
    private @Nullable FlowDocument document;
    private @Nullable Subject subject;
    private Form form = new Form(new VBox(), List.of(), List.of());

    /**
     * @param ports the window's one derivation of ports
     * @param lastValue the value that last flowed along a wire, for people; empty for none
     * @param picker lets one choose among a provider's models
     * @param background counts tokens
     */
    public InspectorView(Ports ports, BiFunction<Workflow, Selection.PlacedWire, String> lastValue,
            ModelPicker picker, Background background) {
        this.background = background;
        this.picker = picker;
        this.ports = ports;
        this.lastValue = lastValue;
        this.open = new HashSet<>(List.of(WORDS.text("open").split("\\|")));
        node.setId("inspector");
        node.getStyleClass().add("inspector");
        VBox.setVgrow(node, Priority.ALWAYS);
        show(null);
    }

    public Node node() {
        return node;
    }

    /** Shows a document; null for none. */
    public void show(@Nullable FlowDocument next) {
        watching.unsubscribe();
        document = next;
        subject = null;
        if (next == null) {
            watching = Subscription.EMPTY;
            node.getChildren().setAll(Parts.empty(Feather.SLIDERS, WORDS.text("inspector"), WORDS.text("empty")));
            return;
        }
        watching = next.selectionProperty().subscribe((_, _) -> follow())
                .and(next.workflowProperty().subscribe((_, _) -> follow()));
        follow();
    }

    private void follow() {
        FlowDocument shown = document;
        if (shown == null) {
            return;
        }
        Workflow workflow = shown.workflow();
        Subject now = Subject.of(workflow, shown.selection());
        if (now.equals(subject)) {
            form.heads().forEach(field -> field.refresh(workflow));
            form.fields().forEach(field -> field.refresh(workflow));
            return;
        }
        subject = now;
        shown.endGesture();
        build(shown, now);
    }

    private void build(FlowDocument shown, Subject now) {
        Editing editing = new Editing(shown, drafts.computeIfAbsent(shown, _ -> new Drafts()),
                System::currentTimeMillis);
        Forms forms = new Forms(editing, picker);
        OtherForms others = new OtherForms(forms, open, lastValue);
        form = switch (now) {
            case Subject.Whole() -> others.workflow();
            case Subject.One(String id, _) ->
                new NodeForm(forms, ports, open, new PromptLength(id, background, tokens::of))
                        .of(shown.workflow().node(id).orElseThrow());
            case Subject.OneWire(Selection.PlacedWire wire) -> others.wire(wire);
            case Subject.Several(List<String> ids) -> others.several(ids);
        };
        VBox fields = new VBox();
        fields.getStyleClass().add("inspector-fields");
        form.fields().forEach(field -> fields.getChildren().add(field.node()));
        fields.setDisable(shown.isReadOnly());
        ScrollPane scroll = new ScrollPane(new VBox(fields, foot));
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        node.getChildren().setAll(form.head(), scroll);
        if (shown.isReadOnly()) {
            node.getChildren().add(1, Parts.banner(Styles.WARNING, Feather.LOCK, WORDS.text("readOnly")));
        }
    }

    /** Shows something below the fields; null for nothing. */
    public void foot(@Nullable Node below) {
        foot.getChildren().setAll(below == null ? List.of() : List.of(below));
    }

    /** Scrolls to what stands below the fields. */
    public void focusFoot() {
        node.applyCss();
        node.layout();
        for (Node child : node.getChildren()) {
            if (child instanceof ScrollPane scroll) {
                scroll.setVvalue(scroll.getVmax());
            }
        }
    }

    /** Takes the keyboard: the title of what is selected. */
    public void focus() {
        if (!form.heads().isEmpty()) {
            form.heads().getFirst().focus();
        } else if (!form.fields().isEmpty()) {
            form.fields().getFirst().focus();
        }
    }

    /**
     * Goes to a field of what is selected.
     *
     * @param field its name in the file; null for the whole
     */
    public void focus(@Nullable String field) {
        if (field == null || form.heads().stream().noneMatch(each -> each.focus(field))
                && form.fields().stream().noneMatch(each -> each.focus(field))) {
            focus();
        }
        scrollToFocus();
    }

    private void scrollToFocus() {
        if (node.getScene() == null || node.getScene().getFocusOwner() == null) {
            return;
        }
        node.applyCss();
        node.layout();
        Node owner = node.getScene().getFocusOwner();
        for (Node child : node.getChildren()) {
            if (child instanceof ScrollPane scroll && scroll.getContent() != null) {
                double y = scroll.getContent().sceneToLocal(owner.localToScene(owner.getBoundsInLocal())).getMinY();
                double room = scroll.getContent().getBoundsInLocal().getHeight()
                        - scroll.getViewportBounds().getHeight();
                if (room > 0) {
                    scroll.setVvalue(Math.clamp((y - 60) / room, 0, 1));
                }
            }
        }
    }
}
