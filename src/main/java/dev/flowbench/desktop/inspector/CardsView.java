package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A list of records as cards, each with its own fields: add, remove, move up and down. */
final class CardsView implements FieldView {
    private static final Words WORDS = Words.beside(CardsView.class);

    /** What a list of records needs to be shown. */
    interface Cards {
        /** How many there are. */
        int size(Workflow workflow);

        /** The fields of one. */
        List<FieldView> fields(int index);

        /** What stands at the head of a card, beside the buttons. */
        FieldView head(int index);

        /** Puts a new one at the end. */
        void add();

        /** Takes one out. */
        void remove(int index);

        /** Moves one; only where {@link #ordered}. */
        void move(int index, int to);

        /** Whether the order matters. */
        boolean ordered();
    }

    private final String name;
    private final Cards cards;
    private final List<GroupView> shown = new ArrayList<>();
    private final List<FieldView> heads = new ArrayList<>();
    private final VBox list = new VBox(Metrics.SPACE_8);
    private final VBox node = new VBox(Metrics.SPACE_8);
    private final Button add;
    private int size = -1;

    CardsView(String name, String title, String help, String addText, Editing editing, Cards cards) {
        this.name = name;
        this.cards = cards;
        this.add = new Button(addText, Icons.of(Feather.PLUS));
        add.setId("add-" + name);
        add.getStyleClass().addAll(Styles.FLAT, "card-add");
        add.setOnAction(_ -> cards.add());
        if (!title.isEmpty()) {
            Label label = Parts.label(title, Styles.FORM_LABEL);
            if (!help.isEmpty()) {
                label.setTooltip(new javafx.scene.control.Tooltip(help));
            }
            node.getChildren().add(label);
        }
        node.getChildren().addAll(list, add);
        refresh(editing.workflow());
    }

    private void build(int count) {
        list.getChildren().clear();
        shown.clear();
        heads.clear();
        for (int i = 0; i < count; i++) {
            int index = i;
            GroupView group = new GroupView(name, cards.fields(index));
            shown.add(group);
            FieldView top = cards.head(index);
            heads.add(top);
            HBox.setHgrow(top.node(), Priority.ALWAYS);
            HBox head = new HBox(Metrics.SPACE_4, top.node());
            head.setAlignment(Pos.CENTER_LEFT);
            if (cards.ordered()) {
                head.getChildren().addAll(
                        mini(Feather.CHEVRON_UP, "up", index == 0, () -> cards.move(index, index - 1)),
                        mini(Feather.CHEVRON_DOWN, "down", index == count - 1, () -> cards.move(index, index + 1)));
            }
            head.getChildren().add(mini(Feather.X, "remove", false, () -> cards.remove(index)));
            VBox card = new VBox(Metrics.SPACE_8, head);
            if (!((VBox) group.node()).getChildren().isEmpty()) {
                card.getChildren().add(group.node());
            }
            card.getStyleClass().add("inspector-card");
            list.getChildren().add(card);
        }
        list.setManaged(count > 0);
    }

    private Button mini(Feather icon, String word, boolean disabled, Runnable action) {
        Button button = Parts.tool(icon, WORDS.text(word));
        button.getStyleClass().setAll("button", Styles.MINI);
        button.setDisable(disabled);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /** Builds the cards anew at the next refresh, since their kind changed. */
    void rebuild() {
        size = -1;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void refresh(Workflow workflow) {
        int count = cards.size(workflow);
        if (count != size) {
            boolean grew = size >= 0 && count == size + 1;
            size = count;
            build(count);
            if (grew) {
                heads.getLast().focus();
            }
        } else {
            heads.forEach(head -> head.refresh(workflow));
            shown.forEach(group -> group.refresh(workflow));
        }
    }

    @Override
    public void focus() {
        if (shown.isEmpty()) {
            add.requestFocus();
        } else {
            shown.getFirst().focus();
        }
    }

    @Override
    public boolean focus(String field) {
        if (!field.equals(name) && (heads.stream().anyMatch(head -> head.focus(field))
                || shown.stream().anyMatch(group -> group.focus(field)))) {
            return true;
        }
        if (field.equals(name)) {
            focus();
            return true;
        }
        return false;
    }
}
