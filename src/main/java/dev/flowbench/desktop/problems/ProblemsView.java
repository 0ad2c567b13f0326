package dev.flowbench.desktop.problems;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The list of problems, those of one node together. A click or Enter goes to the place. */
public final class ProblemsView {
    private static final Words WORDS = Words.beside(ProblemsView.class);

    /** A line: the head of a group, or a problem. */
    private sealed interface Line {
        record Group(String title, String kind, @Nullable String node) implements Line {}

        record One(Problem problem) implements Line {}
    }

    /** What stands beside the sentences: mark, field, and the space between. */
    private static final double BESIDE = 190;

    private final StackPane node = new StackPane();
    private final ListView<Line> list = new ListView<>();
    private final Node empty;
    private final Consumer<Problem> go;

    /** @param go takes the user to a problem's place */
    public ProblemsView(Consumer<Problem> go) {
        this.go = go;
        this.empty = Parts.empty(Feather.CHECK_CIRCLE, WORDS.text("none"), WORDS.text("none.line"));
        list.setId("problems");
        list.getStyleClass().addAll(Styles.PLAIN, "problems-list");
        list.setCellFactory(_ -> new Cell());
        list.setAccessibleText(WORDS.text("problems"));
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                goTo(list.getSelectionModel().getSelectedItem());
                event.consume();
            }
        });
        node.getChildren().setAll(empty);
    }

    public Node node() {
        return node;
    }

    /** Takes the keyboard. */
    public void focus() {
        list.requestFocus();
        if (list.getSelectionModel().isEmpty() && list.getItems().size() > 1) {
            list.getSelectionModel().select(1);
        }
    }

    /** Shows the problems of a workflow. */
    public void show(Workflow workflow, List<Problem> problems) {
        Map<String, List<Problem>> groups = new LinkedHashMap<>();
        problems.forEach(problem -> groups.computeIfAbsent(problem.node() == null ? "" : problem.node(),
                _ -> new ArrayList<>()).add(problem));
        var lines = new ArrayList<Line>();
        groups.forEach((id, all) -> {
            lines.add(id.isEmpty()
                    ? new Line.Group(VisibleText.line(workflow.displayName()), "", null)
                    : workflow.node(id).map(
                            each -> new Line.Group(VisibleText.line(each.displayTitle()), each.kind().kindName(), id))
                            .orElse(new Line.Group(id, "", null)));
            all.forEach(problem -> lines.add(new Line.One(problem)));
        });
        list.getItems().setAll(lines);
        node.getChildren().setAll(problems.isEmpty() ? empty : list);
    }

    /** Goes to the next problem in the list. */
    public void next() {
        int size = list.getItems().size();
        for (int i = 1; i <= size; i++) {
            int at = Math.floorMod(list.getSelectionModel().getSelectedIndex() + i, size);
            if (list.getItems().get(at) instanceof Line.One) {
                list.getSelectionModel().select(at);
                list.scrollTo(Math.max(0, at - 2));
                goTo(list.getItems().get(at));
                return;
            }
        }
    }

    private void goTo(@Nullable Line line) {
        if (line instanceof Line.One(Problem problem)) {
            go.accept(problem);
        }
    }

    /** The mark of a severity. */
    static FontIcon icon(Problem.Severity severity) {
        FontIcon icon = Icons.of(switch (severity) {
            case ERROR -> Feather.ALERT_OCTAGON;
            case WARNING -> Feather.ALERT_TRIANGLE;
            case INFO -> Feather.INFO;
        });
        icon.getStyleClass().add("problem-" + severity.name().toLowerCase(java.util.Locale.ROOT));
        return icon;
    }

    /** A sentence that goes on below where the list ends; no label says its height without knowing its width. */
    private Label whole(String text, String... styles) {
        Label label = Parts.label(text, styles);
        label.setWrapText(true);
        label.prefWidthProperty().bind(list.widthProperty().subtract(BESIDE));
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setVisible(!text.isEmpty());
        label.setManaged(!text.isEmpty());
        return label;
    }

    private final class Cell extends ListCell<Line> {
        Cell() {
            setOnMouseClicked(_ -> goTo(getItem()));
            // As wide as the list, so that no bar appears below.
            prefWidthProperty().bind(list.widthProperty().subtract(24));
            setMaxWidth(USE_PREF_SIZE);
        }

        @Override
        protected void updateItem(@Nullable Line line, boolean none) {
            super.updateItem(line, none);
            setText(null);
            getStyleClass().remove("problem-group");
            if (none || line == null) {
                setGraphic(null);
                return;
            }
            switch (line) {
                case Line.Group group -> {
                    getStyleClass().add("problem-group");
                    HBox row = new HBox(Metrics.SPACE_8, group.kind().isEmpty()
                            ? Icons.of(Feather.SHARE_2)
                            : KindGlyph.of(group.kind()).node(16), Parts.label(group.title(), Styles.STRONG));
                    row.setAlignment(Pos.CENTER_LEFT);
                    setGraphic(row);
                }
                case Line.One(Problem problem) -> {
                    VBox said = new VBox(whole(problem.message()), whole(WaysOut.here(problem.wayOut()), Styles.MUTED));
                    HBox.setHgrow(said, Priority.ALWAYS);
                    Label code = Parts.label(problem.field() == null ? "" : problem.field(), Styles.CAPTION);
                    code.setMinWidth(Region.USE_PREF_SIZE);
                    HBox row = new HBox(Metrics.SPACE_8, icon(problem.severity()), said, code);
                    row.setAlignment(Pos.TOP_LEFT);
                    row.getStyleClass().add("problem-row");
                    setGraphic(row);
                }
            }
        }
    }
}
