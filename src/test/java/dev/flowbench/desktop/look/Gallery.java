package dev.flowbench.desktop.look;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.CheckBox;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.RadioButton;
import javafx.scene.control.Separator;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToolBar;
import javafx.scene.control.Tooltip;
import javafx.scene.control.TreeCell;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableView;
import javafx.scene.control.TreeView;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.transform.Transform;
import javafx.stage.PopupWindow;
import javafx.stage.Stage;
import javafx.stage.Window;
import jfx.incubator.scene.control.richtext.CodeArea;
import org.controlsfx.control.BreadCrumbBar;
import org.controlsfx.control.SegmentedButton;
import org.controlsfx.control.ToggleSwitch;
import org.kordamp.ikonli.feather.Feather;

/**
 * A page of every control and glyph, as pictures in {@code target/pictures}, in both themes, to be looked at. Run with
 * {@code -Dglass.platform=Headless -Dprism.order=sw}; an argument is a scale, 1 by default.
 */
final class Gallery {

    private static final PseudoClass HOVER = PseudoClass.getPseudoClass("hover");
    private static final PseudoClass FOCUSED = PseudoClass.getPseudoClass("focused");
    private static final PseudoClass RING = PseudoClass.getPseudoClass("focus-visible");

    private Gallery() {
    }

    /** Writes the pictures and ends. */
    public static void main(String[] args) throws Exception {
        double scale = args.length > 0 ? Double.parseDouble(args[0]) : 1;
        FxThread.start();
        FxThread.call(() -> {
            for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
                Theme theme = new Theme(mode);
                String name = mode.name().toLowerCase(Locale.ROOT);
                shoot(theme, controls(), scale, "controls-" + name);
                shoot(theme, more(), scale, "more-" + name);
                shootPopups(theme, "popup-" + name);
                shoot(theme, glyphs(theme.palette()), scale, "glyphs-" + name);
            }
            return null;
        });
        Platform.exit();
    }

    private static void shoot(Theme theme, Parent page, double scale, String name) throws Exception {
        Scene scene = new Scene(page);
        theme.apply(scene);
        page.applyCss();
        page.layout();
        SnapshotParameters how = new SnapshotParameters();
        how.setTransform(Transform.scale(scale, scale));
        how.setFill(theme.color(Token.CANVAS));
        // Twice: virtualised controls fill their rows in the first pulse.
        page.snapshot(how, null);
        page.applyCss();
        page.layout();
        Pictures.write(page.snapshot(how, null), Path.of("target", "pictures", name + ".png"));
    }

    // ---- controls ----

    static Parent controls() {
        VBox left = column(buttons(), fields(), choices(), labels());
        VBox middle = column(rows(), tabs(), progress());
        VBox right = column(banners(), form(), menu(), floats());
        HBox page = new HBox(16, left, middle, right);
        page.getStyleClass().add(Styles.GROUND);
        page.setPadding(new Insets(24));
        return page;
    }

    private static VBox column(Node... cards) {
        VBox column = new VBox(16, cards);
        column.setPrefWidth(456);
        column.setMinWidth(456);
        return column;
    }

    private static VBox card(String title, Node... content) {
        VBox card = new VBox(12, Parts.label(title, Styles.SECTION_TITLE));
        card.getChildren().addAll(content);
        card.getStyleClass().add(Styles.CARD);
        return card;
    }

    private static HBox line(Node... nodes) {
        HBox line = new HBox(8, nodes);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private static <N extends Node> N with(N node, String... styles) {
        node.getStyleClass().addAll(styles);
        return node;
    }

    private static <N extends Node> N state(N node, PseudoClass... states) {
        for (PseudoClass state : states) {
            node.pseudoClassStateChanged(state, true);
        }
        return node;
    }

    private static <N extends Node> N off(N node) {
        node.setDisable(true);
        return node;
    }

    private static Node buttons() {
        Button run = with(new Button("Run", Icons.of(Feather.PLAY)), Styles.PRIMARY);
        ToggleButton a = new ToggleButton("Tree");
        ToggleButton b = new ToggleButton("Waterfall");
        ToggleButton c = new ToggleButton("Table");
        a.setSelected(true);
        SplitMenuButton split = with(new SplitMenuButton(new MenuItem("Run simulated")), Styles.PRIMARY);
        split.setText("Run");
        ToggleButton down = Parts.toggle(Feather.MAP, "Overview");
        down.setSelected(true);
        HBox tools = line(Parts.tool(Feather.SAVE, "Save"), Parts.tool(Feather.CORNER_UP_LEFT, "Undo"),
                off(Parts.tool(Feather.CORNER_UP_RIGHT, "Redo")), state(Parts.tool(Feather.ZOOM_IN, "Zoom in"), HOVER),
                state(Parts.tool(Feather.ZOOM_OUT, "Zoom out"), FOCUSED, RING), down,
                with(new MenuButton("More"), Styles.TOOL), with(new Button("Clear"), Styles.MINI),
                with(new Button(null, Icons.of(Feather.X)), Styles.MINI));
        tools.setSpacing(4);
        return card("Buttons",
                line(run, new Button("Open…"), with(new Button("Delete run"), Styles.DANGER),
                        with(new Button("Cancel"), Styles.FLAT), off(new Button("Resume"))),
                line(state(with(new Button("Run"), Styles.PRIMARY), FOCUSED, RING),
                        state(new Button("Focus"), FOCUSED, RING),
                        state(new Button("Hover"), HOVER), off(with(new Button("Run"), Styles.PRIMARY)), split),
                tools, line(new SegmentedButton(a, b, c), new MenuButton("Sort by", Icons.of(Feather.FILTER))));
    }

    private static Node fields() {
        TextField plain = new TextField("Release notes");
        TextField prompt = new TextField();
        prompt.setPromptText("Search kinds");
        TextField wrong = with(new TextField("-3"), Styles.INVALID);
        TextField number = new TextField("40,000");
        PasswordField secret = new PasswordField();
        secret.setText("12345678");
        TextArea area = with(
                new TextArea("Write notes for:\n{{task}}\n{{#feedback}}Mend this: {{feedback}}{{/feedback}}"),
                Styles.CODE);
        area.setPrefRowCount(3);
        Spinner<Integer> spinner = new Spinner<>(1, 10, 3);
        spinner.setPrefWidth(80);
        GridPane grid = new GridPane(8, 8);
        grid.addRow(0, plain, Parts.field(Feather.SEARCH, prompt, Parts.keys(KeyCombination.valueOf("Ctrl+P"))));
        grid.addRow(1, state(new TextField("With the keyboard"), FOCUSED), off(new TextField("Disabled")));
        grid.addRow(2, wrong, Parts.field(number, "tokens"));
        grid.addRow(3, secret, line(spinner, Parts.label("at most", Styles.MUTED)));
        return card("Fields", grid, area);
    }

    private static Node choices() {
        ComboBox<String> combo = new ComboBox<>();
        combo.getItems().addAll("writer · gpt-4.1-mini", "critic · claude-sonnet");
        combo.getSelectionModel().select(0);
        ComboBox<String> edit = new ComboBox<>();
        edit.setEditable(true);
        edit.setValue("critic");
        edit.setPrefWidth(140);
        ChoiceBox<String> choice = new ChoiceBox<>();
        choice.getItems().addAll("partial", "fallback", "fail");
        choice.setValue("partial");
        CheckBox on = new CheckBox("Ask for a reason");
        on.setSelected(true);
        CheckBox some = new CheckBox("Some");
        some.setIndeterminate(true);
        RadioButton radio = new RadioButton("Majority");
        radio.setSelected(true);
        ToggleSwitch sw = new ToggleSwitch("Simulate");
        sw.setSelected(true);
        Slider slider = new Slider(0, 1, 0.7);
        slider.setPrefWidth(140);
        return card("Choices", line(combo, choice, edit),
                line(on, new CheckBox("Off"), some, off(new CheckBox("No")),
                        state(new CheckBox("Focus"), FOCUSED, RING)),
                line(radio, new RadioButton("Weight"), off(new RadioButton("Quorum"))),
                line(sw, new ToggleSwitch("Follow"), slider));
    }

    private static Node labels() {
        return card("Text", Parts.label("Page title 20", Styles.PAGE_TITLE),
                line(Parts.label("Section 15", Styles.SECTION_TITLE), Parts.label("Strong 13", Styles.STRONG),
                        Parts.label("Body 13"), Parts.label("Muted", Styles.MUTED),
                        Parts.label("Caption 11", Styles.CAPTION)),
                line(Parts.label("{ \"score\": 0.82 }", Styles.CODE), new Hyperlink("Show in trace"),
                        Parts.label("Saved", Styles.SUCCESS), Parts.label("Near the cap", Styles.WARNING),
                        Parts.label("Failed", Styles.DANGER)),
                line(Parts.chip("3 iterations"), Parts.chip("$0.50", Styles.INFO), Parts.chip("passed", Styles.SUCCESS),
                        Parts.chip("partial", Styles.WARNING), Parts.chip("failed", Styles.DANGER), Parts.badge("4"),
                        Parts.badge("12", Styles.INFO), Parts.badge("2", Styles.DANGER)),
                line(Parts.keys(KeyCombination.valueOf("Ctrl+Shift+P")), Parts.label("all commands", Styles.MUTED),
                        Parts.keys(KeyCombination.valueOf("F9")), Parts.label("breakpoint", Styles.MUTED)));
    }

    private static Node rows() {
        TableView<String[]> table = new TableView<>();
        String[] names = {"Step", "Tokens", "Cost", "Time"};
        for (int i = 0; i < names.length; i++) {
            int at = i;
            TableColumn<String[], String> column = new TableColumn<>(names[i]);
            column.setCellValueFactory(row -> new ReadOnlyStringWrapper(row.getValue()[at]));
            column.setPrefWidth(i == 0 ? 130 : 84);
            if (i > 0) {
                column.getStyleClass().add(Styles.NUMBER);
            }
            table.getColumns().add(column);
        }
        table.getItems().addAll(List.of(new String[]{"Draft", "1,286", "$0.0123", "840 ms"},
                new String[]{"Judge", "412", "$0.0040", "2.4 s"}, new String[]{"Draft", "1,310", "$0.0126", "912 ms"},
                new String[]{"Judge", "398", "$0.0039", "2.1 s"}));
        table.setPrefHeight(140);
        table.getSelectionModel().select(1);
        TreeView<KindGlyph> tree = new TreeView<>();
        TreeItem<KindGlyph> root = item(KindGlyph.CHAIN,
                item(KindGlyph.ROUTER, item(KindGlyph.LLM), item(KindGlyph.TOOL)),
                item(KindGlyph.EVALUATOR_OPTIMIZER, item(KindGlyph.LLM)), item(KindGlyph.APPROVAL));
        tree.setRoot(root);
        tree.setCellFactory(_ -> new KindCell());
        tree.setPrefHeight(178);
        tree.getSelectionModel().select(2);
        state(tree, FOCUSED);
        ListView<String> list = new ListView<>();
        for (int i = 1; i <= 20; i++) {
            list.getItems().add("Run " + i + " · done · 12,4" + (10 + i) + " tokens");
        }
        list.setPrefHeight(100);
        return card("Rows", table, tree, list);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static TreeItem<KindGlyph> item(KindGlyph kind, TreeItem<KindGlyph>... children) {
        TreeItem<KindGlyph> item = new TreeItem<>(kind);
        item.getChildren().addAll(children);
        item.setExpanded(true);
        return item;
    }

    private static final class KindCell extends TreeCell<KindGlyph> {
        @Override
        protected void updateItem(KindGlyph kind, boolean empty) {
            super.updateItem(kind, empty);
            setText(empty ? null : kind.kind());
            setGraphic(empty ? null : kind.node(Metrics.ICON));
        }
    }

    private static Node tabs() {
        TabPane documents = with(
                new TabPane(new Tab("Release notes"), new Tab("• Support router"), new Tab("Invoice chain")),
                Styles.DOCUMENT_TABS);
        documents.getTabs().forEach(tab -> tab.setContent(new Region()));
        documents.getTabs().get(0).setGraphic(KindGlyph.EVALUATOR_OPTIMIZER.node(16));
        documents.setPrefHeight(56);
        TabPane dock = new TabPane(new Tab("Trace"), new Tab("Problems"), new Tab("Approvals"), new Tab("Signals"));
        dock.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        dock.getTabs().get(1).setGraphic(Parts.badge("2", Styles.DANGER));
        dock.setPrefHeight(40);
        SplitPane split = new SplitPane(with(new StackPane(Parts.label("Outline", Styles.MUTED)), Styles.PANE),
                with(new StackPane(Parts.label("Canvas", Styles.MUTED)), Styles.GROUND));
        split.setPrefHeight(48);
        ToolBar bar = new ToolBar(Parts.tool(Feather.FILE, "New"), Parts.tool(Feather.FOLDER, "Open"),
                new Separator(Orientation.VERTICAL), Parts.tool(Feather.PLAY, "Run"),
                Parts.tool(Feather.SQUARE, "Stop"),
                Parts.spacer(), Parts.tool(Feather.SETTINGS, "Settings"));
        HBox status = with(
                new HBox(Parts.label("Ready"), Parts.spacer(), Parts.label("12 nodes"), Parts.label("100 %")),
                Styles.STATUS_BAR);
        return card("Panes", bar, documents, dock, split, status,
                Parts.sectionHeader("BUDGET", with(new Button(null, Icons.of(Feather.PLUS)), Styles.MINI)));
    }

    private static Node progress() {
        ProgressBar bar = new ProgressBar(0.4);
        bar.setPrefWidth(180);
        ProgressBar good = with(new ProgressBar(0.3), Styles.METER);
        ProgressBar near = with(new ProgressBar(0.8), Styles.METER, Styles.WARNING);
        ProgressBar over = with(new ProgressBar(1), Styles.METER, Styles.DANGER);
        return card("Progress", line(bar, Parts.label("16,000 of 40,000", Styles.CAPTION)), line(good, near, over));
    }

    private static Node banners() {
        return card("Banners",
                Parts.banner(Styles.INFO, Feather.INFO, "This file comes from a newer version. It opens read-only."),
                Parts.banner(Styles.WARNING, Feather.ALERT_TRIANGLE, "The budget may run out after two iterations.",
                        with(new Button("Show"), Styles.FLAT)),
                Parts.banner(Styles.DANGER, Feather.ALERT_OCTAGON,
                        "The server answered 401: the key in OPENAI_API_KEY is not valid. Set another key, or run simulated.",
                        new Button("Run simulated")),
                Parts.banner(Styles.SUCCESS, Feather.CHECK, "All six cases passed."));
    }

    private static Node form() {
        ComboBox<String> model = new ComboBox<>();
        model.setMaxWidth(Double.MAX_VALUE);
        model.getItems().add("writer");
        model.setValue("writer");
        TextField tokens = new TextField("800");
        VBox wrong = Parts.row("Pass score", with(new TextField("1.4"), Styles.INVALID), "");
        wrong.getChildren().add(Parts.label("A score is between 0 and 1.", Styles.FORM_ERROR));
        VBox form = with(new VBox(Parts.row("Model", model, "Where the words come from."),
                Parts.row("Most output", Parts.field(tokens, "tokens"), "A longer answer is cut here."), wrong),
                Styles.FORM);
        return card("Form", form);
    }

    private static Node menu() {
        VBox menu = new VBox(entry(Feather.COPY, "Duplicate", "Ctrl+D", false),
                entry(Feather.EDIT_2, "Rename", "F2", true),
                entry(Feather.TRASH_2, "Delete", "Delete", false));
        menu.getStyleClass().add("context-menu");
        menu.setMaxWidth(220);
        Label tip = Parts.label("Ends here: the port takes text, this gives a list.");
        tip.getStyleClass().setAll("tooltip");
        return card("What floats", menu, new HBox(tip));
    }

    private static HBox entry(Feather icon, String text, String keys, boolean on) {
        Label label = with(new Label(text), "label");
        Label accelerator = new Label(keys);
        accelerator.getStyleClass().setAll("accelerator-text", Styles.CAPTION, "label");
        HBox row = new HBox(8, Icons.of(icon), label, Parts.spacer(), accelerator);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("menu-item");
        return on ? state(row, FOCUSED) : row;
    }

    private static Node floats() {
        VBox empty = Parts.empty(Feather.ACTIVITY, "No run yet",
                "Every step of a run shows here, with its prompt, answer, cost and time.",
                with(new Button("Run simulated"), Styles.PRIMARY));
        return card("Empty", empty);
    }

    // ---- the rest ----

    static Parent more() {
        CodeArea code = new CodeArea();
        code.setText("{\n  \"type\": \"object\",\n  \"required\": [\"score\"]\n}");
        code.setLineNumbersEnabled(true);
        code.setPrefHeight(120);
        TitledPane open = new TitledPane("Budget", Parts.label("40,000 tokens", Styles.MUTED));
        TitledPane shut = new TitledPane("Retry", new Region());
        shut.setExpanded(false);
        open.setAnimated(false);
        shut.setAnimated(false);
        MenuBar menus = new MenuBar(new Menu("File"), new Menu("Edit"), new Menu("Run"), new Menu("Help"));
        ListView<String> tall = with(new ListView<>(), Styles.TALL);
        tall.getItems().addAll("The judge answered with a score of 1.4.\nA score is between 0 and 1.",
                "Nothing is wired to out.\nWire the result of Polish to it.");
        tall.setPrefHeight(104);
        ListView<String> none = new ListView<>();
        none.setPlaceholder(Parts.label("No runs yet", Styles.MUTED));
        none.setPrefHeight(80);
        TextArea area = new TextArea(
                "A line that is longer than the area is wide, so that both scroll bars show.\n".repeat(8));
        area.setPrefSize(300, 90);
        ProgressIndicator spin = new ProgressIndicator();
        spin.setPrefSize(20, 20);
        BreadCrumbBar<String> crumbs = new BreadCrumbBar<>(
                BreadCrumbBar.buildTreeModel("Nested desk", "Refund", "Polish"));
        TreeTableView<String> spans = spans();
        VBox left = column(card("Editors", code, area), card("Folding", new VBox(open, shut)));
        VBox middle = column(card("Spans", spans),
                card("Bars", menus, crumbs, line(spin, Parts.label("Asking the model"))));
        HBox page = new HBox(16, left, middle);
        page.getChildren().add(column(card("Lists", tall, none), card("Kinds", kindHeaders())));
        page.getStyleClass().add(Styles.GROUND);
        page.setPadding(new Insets(24));
        return page;
    }

    private static TreeTableView<String> spans() {
        TreeTableColumn<String, String> step = new TreeTableColumn<>("Step");
        step.setCellValueFactory(row -> new ReadOnlyStringWrapper(row.getValue().getValue()));
        step.setPrefWidth(240);
        TreeTableColumn<String, String> cost = new TreeTableColumn<>("Cost");
        cost.setCellValueFactory(_ -> new ReadOnlyStringWrapper("$0.0123"));
        cost.getStyleClass().add(Styles.NUMBER);
        cost.setPrefWidth(90);
        TreeTableView<String> spans = with(new TreeTableView<>(), Styles.PLAIN);
        spans.getColumns().add(step);
        spans.getColumns().add(cost);
        TreeItem<String> root = new TreeItem<>("Polish", KindGlyph.EVALUATOR_OPTIMIZER.node(16));
        root.setExpanded(true);
        root.getChildren().add(new TreeItem<>("Draft", KindGlyph.LLM.node(16)));
        root.getChildren().add(new TreeItem<>("Judge", KindGlyph.LLM.node(16)));
        spans.setRoot(root);
        spans.getSelectionModel().select(1);
        spans.setPrefHeight(130);
        return spans;
    }

    /** Frame headers in the soft hues. */
    private static Node kindHeaders() {
        VBox all = new VBox(4);
        for (KindGlyph glyph : List.of(KindGlyph.CHAIN, KindGlyph.ROUTER, KindGlyph.PARALLEL, KindGlyph.MAP,
                KindGlyph.EVALUATOR_OPTIMIZER, KindGlyph.ORCHESTRATOR, KindGlyph.HANDOFF, KindGlyph.AGENT)) {
            HBox header = line(glyph.node(20), Parts.label(glyph.kind(), Styles.STRONG), Parts.spacer(),
                    Parts.label("3 iterations", Styles.CAPTION));
            header.getStyleClass().add(glyph.styleClass());
            header.setStyle("-fx-background-color: -fb-kind-soft; -fx-padding: 0 12px 0 8px; -fx-min-height: 36px;"
                    + " -fx-background-radius: 6px;");
            all.getChildren().add(header);
        }
        return all;
    }

    /** What opens in windows of its own, each as its own picture. */
    private static void shootPopups(Theme theme, String name) throws Exception {
        ComboBox<String> combo = new ComboBox<>();
        combo.getItems().addAll("writer", "critic", "local");
        combo.setValue("critic");
        combo.setPrefWidth(180);
        Stage stage = new Stage();
        stage.setScene(new Scene(new StackPane(combo), 600, 400));
        theme.apply(stage.getScene());
        stage.show();
        MenuItem copy = new MenuItem("Duplicate", Icons.of(Feather.COPY));
        copy.setAccelerator(KeyCombination.valueOf("Shortcut+D"));
        MenuItem rename = new MenuItem("Rename", Icons.of(Feather.EDIT_2));
        rename.setDisable(true);
        CheckMenuItem point = new CheckMenuItem("Breakpoint");
        point.setSelected(true);
        Menu wrap = new Menu("Wrap in", null, new MenuItem("Chain"));
        MenuItem delete = with("Delete", Styles.DANGER);
        delete.setGraphic(Icons.of(Feather.TRASH_2));
        ContextMenu menu = new ContextMenu(copy, rename, new SeparatorMenuItem(), point, wrap, new SeparatorMenuItem(),
                delete);
        menu.show(combo, 50, 50);
        snap(theme, menu.getScene(), name + "-menu");
        menu.hide();
        combo.show();
        for (Window window : List.copyOf(Window.getWindows())) {
            if (window instanceof PopupWindow && window.isShowing()) {
                snap(theme, window.getScene(), name + "-combo");
            }
        }
        combo.hide();
        Tooltip tip = new Tooltip("Ends here: the port takes text, this gives a list.");
        tip.show(combo, 60, 60);
        snap(theme, tip.getScene(), name + "-tip");
        tip.hide();
        Alert alert = new Alert(Alert.AlertType.CONFIRMATION, "The run keeps its file; its place in the list goes.",
                ButtonType.CANCEL, new ButtonType("Remove", ButtonData.OK_DONE));
        alert.setHeaderText("Remove this run from the list?");
        alert.setGraphic(null);
        alert.initOwner(stage);
        theme.apply(alert);
        alert.show();
        snap(theme, alert.getDialogPane().getScene(), name + "-dialog");
        alert.hide();
        stage.hide();
    }

    private static MenuItem with(String text, String style) {
        MenuItem item = new MenuItem(text);
        item.getStyleClass().add(style);
        return item;
    }

    private static void snap(Theme theme, Scene scene, String name) throws Exception {
        scene.getRoot().applyCss();
        scene.getRoot().layout();
        SnapshotParameters how = new SnapshotParameters();
        how.setFill(theme.color(Token.CANVAS));
        Pictures.write(scene.getRoot().snapshot(how, null), Path.of("target", "pictures", name + ".png"));
    }

    // ---- glyphs ----

    static Parent glyphs(Palette palette) {
        VBox page = new VBox(16);
        page.getStyleClass().add(Styles.GROUND);
        page.setPadding(new Insets(24));
        FlowPane large = new FlowPane(16, 16);
        large.setPrefWrapLength(1180);
        for (KindGlyph glyph : KindGlyph.values()) {
            VBox cell = new VBox(6, glyph.node(56), Parts.label(glyph.kind(), Styles.CAPTION));
            cell.setAlignment(Pos.CENTER);
            cell.setPrefWidth(104);
            large.getChildren().add(cell);
        }
        page.getChildren().addAll(large, sizes(28), sizes(20), sizes(16), plains(20), plains(16), painted(palette),
                marks(28), marks(16), paintedMarks(palette), cards());
        return page;
    }

    private static HBox sizes(double size) {
        HBox row = line(with(new Label("tile " + (int) size), Styles.CAPTION));
        for (KindGlyph glyph : KindGlyph.values()) {
            row.getChildren().add(glyph.node(size));
        }
        return row;
    }

    private static HBox plains(double size) {
        HBox row = line(with(new Label("plain " + (int) size), Styles.CAPTION));
        for (KindGlyph glyph : KindGlyph.values()) {
            row.getChildren().add(glyph.plain(size));
        }
        return row;
    }

    private static Node painted(Palette palette) {
        Canvas canvas = new Canvas(1180, 72);
        GraphicsContext gc = canvas.getGraphicsContext2D();
        double x = 0;
        for (KindGlyph glyph : KindGlyph.values()) {
            glyph.paint(gc, palette, x, 0, 28);
            gc.setFill(palette.color(Token.TEXT));
            glyph.silhouette().fill(gc, x, 36, 16);
            gc.setStroke(palette.color(Token.TEXT));
            gc.setFill(palette.color(Token.TEXT));
            glyph.paintPlain(gc, x + 20, 36, 16);
            x += 44;
        }
        return canvas;
    }

    private static HBox marks(double size) {
        HBox row = new HBox(16);
        row.setAlignment(Pos.CENTER_LEFT);
        for (StatusMark mark : StatusMark.values()) {
            HBox cell = new HBox(6, mark.node(size), Parts.label(mark.name().toLowerCase(Locale.ROOT), Styles.CAPTION));
            cell.setAlignment(Pos.CENTER_LEFT);
            row.getChildren().add(cell);
        }
        return row;
    }

    private static Node paintedMarks(Palette palette) {
        Canvas canvas = new Canvas(600, 24);
        double x = 0;
        for (StatusMark mark : StatusMark.values()) {
            mark.paint(canvas.getGraphicsContext2D(), palette, x, 2, 16, mark == StatusMark.RUNNING ? 0.3 : 0);
            x += 28;
        }
        return canvas;
    }

    /** Node cards as the canvas will paint them, to judge tiles where they live. */
    private static Node cards() {
        HBox row = new HBox(16);
        for (KindGlyph glyph : List.of(KindGlyph.LLM, KindGlyph.ROUTER, KindGlyph.GATE, KindGlyph.APPROVAL,
                KindGlyph.AGENT)) {
            VBox text = new VBox(Parts.label("Draft the notes", Styles.STRONG),
                    Parts.label(glyph.kind(), Styles.CAPTION));
            HBox head = new HBox(8, glyph.node(28), text, Parts.spacer(), StatusMark.DONE.node(16));
            head.setAlignment(Pos.CENTER_LEFT);
            VBox card = new VBox(8, head, Parts.label("Write notes for {{task}}", Styles.MUTED),
                    Parts.label("1,286 tokens · $0.0123 · 840 ms", Styles.CAPTION));
            card.getStyleClass().add(Styles.CARD);
            card.setPadding(new Insets(12));
            card.setStyle("-fx-padding: 12px;");
            card.setPrefWidth(212);
            HBox.setHgrow(card, Priority.NEVER);
            row.getChildren().add(card);
        }
        return row;
    }
}
