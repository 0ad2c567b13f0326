package dev.flowbench.desktop.start;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.bench.UnsavedWork;
import dev.flowbench.desktop.command.Commands;
import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The page of a window without a document. */
public final class StartPage {
    private static final Words WORDS = Words.beside(StartPage.class);
    private static final double WIDTH = 840;
    private static final double CARD = 256;

    private final Desk desk;
    private final StackPane node = new StackPane();
    private final VBox rescue = new VBox();
    private final VBox samples = new VBox(Metrics.SPACE_12);
    private final VBox recent = new VBox(2);

    /** @param commands holds {@code file.new} and {@code file.open} */
    public StartPage(Desk desk, Commands commands) {
        this.desk = desk;
        Button create = commands.button("file.new");
        create.getStyleClass().add(Styles.PRIMARY);
        create.setId("start-new");
        Button open = commands.button("file.open");
        open.setId("start-open");
        HBox actions = new HBox(Metrics.SPACE_8, create, open);
        VBox head = new VBox(Metrics.SPACE_4, Parts.label(WORDS.text("title"), "start-title"),
                Parts.label(WORDS.text("line"), Styles.MUTED));
        VBox page = new VBox(Metrics.SPACE_24, rescue, head, actions, samples, recent);
        page.getStyleClass().add("start-page");
        page.setMaxWidth(WIDTH);
        page.setMaxHeight(Region.USE_PREF_SIZE);
        StackPane middle = new StackPane(page);
        middle.setAlignment(Pos.TOP_CENTER);
        ScrollPane scroll = new ScrollPane(middle);
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        node.getChildren().add(scroll);
        desk.recent().files().subscribe(this::showRecent);
        showRecent();
        showSamples(List.of());
        showRescue();
    }

    public Node node() {
        return node;
    }

    /** Shows the samples. */
    public void showSamples(List<Sample> found) {
        FlowPane cards = new FlowPane(Metrics.SPACE_12, Metrics.SPACE_12);
        cards.setPrefWrapLength(3 * CARD + 2 * Metrics.SPACE_12);
        found.forEach(sample -> cards.getChildren().add(card(sample)));
        samples.getChildren().setAll(Parts.label(WORDS.text("samples"), Styles.SECTION_TITLE), cards);
        samples.setVisible(!found.isEmpty());
        samples.setManaged(!found.isEmpty());
    }

    private Node card(Sample sample) {
        Label name = Parts.label(VisibleText.line(sample.name()), Styles.STRONG);
        Label line = Parts.label(sample.line(), Styles.MUTED);
        line.setWrapText(true);
        line.setAlignment(Pos.TOP_LEFT);
        line.setMinHeight(52);
        line.setMaxHeight(52);
        HBox head = new HBox(Metrics.SPACE_8, KindGlyph.of(sample.kind()).node(Metrics.TILE), name);
        head.setAlignment(Pos.CENTER_LEFT);
        VBox card = new VBox(Metrics.SPACE_8, head, line);
        card.getStyleClass().addAll(Styles.CARD, Styles.CARD_LINK);
        card.setPrefWidth(CARD);
        card.setFocusTraversable(true);
        card.setAccessibleRole(javafx.scene.AccessibleRole.BUTTON);
        card.setAccessibleText(WORDS.text("sample", VisibleText.line(sample.name()), sample.line()));
        card.setId("sample-" + base(sample.file()));
        card.setOnMouseClicked(_ -> desk.openCopy(sample.file()));
        card.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                desk.openCopy(sample.file());
                event.consume();
            }
        });
        return card;
    }

    private void showRecent() {
        List<Path> files = desk.recent().files();
        recent.getChildren().clear();
        if (!files.isEmpty()) {
            recent.getChildren().add(Parts.label(WORDS.text("recent"), Styles.SECTION_TITLE));
            files.stream().limit(8).forEach(file -> recent.getChildren().add(row(file)));
        }
    }

    private Node row(Path file) {
        Label name = Parts.label(base(file));
        Path folder = file.getParent();
        Label where = Parts.label(folder == null ? "" : shortened(folder), Styles.CAPTION);
        where.setTextOverrun(javafx.scene.control.OverrunStyle.LEADING_ELLIPSIS);
        HBox content = new HBox(Metrics.SPACE_12, Icons.of(Feather.FILE), name, where);
        content.setAlignment(Pos.CENTER_LEFT);
        Button row = new Button(null, content);
        row.getStyleClass().addAll(Styles.FLAT, "recent-file");
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMaxWidth(Double.MAX_VALUE);
        row.setAccessibleText(file.toString());
        row.setOnAction(_ -> desk.open(file));
        return row;
    }

    private void showRescue() {
        List<UnsavedWork.Copy> left = desk.leftBehind();
        rescue.getChildren().clear();
        rescue.setManaged(!left.isEmpty());
        if (left.isEmpty()) {
            return;
        }
        Button restore = new Button(WORDS.text("rescue.restore"));
        restore.getStyleClass().add(Styles.PRIMARY);
        restore.setMinWidth(Region.USE_PREF_SIZE);
        Button discard = new Button(WORDS.text("rescue.discard"));
        discard.setMinWidth(Region.USE_PREF_SIZE);
        String names = left.stream().limit(3).map(copy -> "“" + VisibleText.line(copy.title()) + "”")
                .reduce((a, b) -> a + ", " + b).orElse("");
        HBox banner = Parts.banner(Styles.WARNING, Feather.LIFE_BUOY,
                left.size() == 1 ? WORDS.text("rescue.one", names) : WORDS.text("rescue.many", left.size(), names),
                discard, restore);
        restore.setOnAction(_ -> {
            desk.restore(left);
            rescue.getChildren().clear();
            rescue.setManaged(false);
        });
        discard.setOnAction(_ -> {
            desk.discard(left);
            rescue.getChildren().clear();
            rescue.setManaged(false);
        });
        rescue.getChildren().add(banner);
    }

    private static String base(Path file) {
        return file.getFileName().toString().replaceFirst("(\\.flow)?\\.json$", "");
    }

    private static String shortened(Path folder) {
        Path home = Path.of(System.getProperty("user.home", "/"));
        return folder.startsWith(home) ? Path.of("~").resolve(home.relativize(folder)).toString() : folder.toString();
    }
}
