package dev.flowbench.desktop;

import dev.flowbench.app.Sheet;
import dev.flowbench.check.Checks;
import dev.flowbench.check.Worst;
import dev.flowbench.desktop.approval.Asked;
import dev.flowbench.desktop.approval.Inbox;
import dev.flowbench.desktop.approval.InboxView;
import dev.flowbench.desktop.bench.BenchData;
import dev.flowbench.desktop.bench.RecentFiles;
import dev.flowbench.desktop.bench.UnsavedWork;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.code.CodeField;
import dev.flowbench.desktop.command.CommandPalette;
import dev.flowbench.desktop.command.Commands;
import dev.flowbench.desktop.command.KeysSheet;
import dev.flowbench.desktop.consent.ConsentSheet;
import dev.flowbench.desktop.desk.Desk;
import dev.flowbench.desktop.desk.DocumentFiles;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.dryrun.ReportView;
import dev.flowbench.desktop.fork.ForkSheet;
import dev.flowbench.desktop.inspector.InspectorView;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.AppIcon;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.outline.OutlineView;
import dev.flowbench.desktop.palette.PaletteView;
import dev.flowbench.desktop.preflight.PreflightModel;
import dev.flowbench.desktop.preflight.WorstWords;
import dev.flowbench.desktop.problems.ProblemsView;
import dev.flowbench.desktop.run.Debugging;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.desktop.runform.RunForm;
import dev.flowbench.desktop.settings.ModelPickerSheet;
import dev.flowbench.desktop.settings.PassphraseSheet;
import dev.flowbench.desktop.settings.SettingsSheet;
import dev.flowbench.desktop.start.Sample;
import dev.flowbench.desktop.start.StartPage;
import dev.flowbench.desktop.trace.RunsModel;
import dev.flowbench.desktop.trace.RunsView;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.RunTrace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.stage.Stage;
import javafx.util.Duration;
import jfx.incubator.scene.control.richtext.RichTextArea;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window: makes its parts and wires them. Each pane's own work is in its package. On the JavaFX thread. */
public final class Shell {
    private static final Logger LOG = LoggerFactory.getLogger(Shell.class);
    private static final Words WORDS = Words.beside(Shell.class);
    private static final Duration COPIES_EVERY = Duration.seconds(3);
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;

    private final BenchData bench;
    private final Theme theme;
    private final Places places;
    private final Frame frame;
    private final Layers layers;
    private final Dialogs dialogs;
    private final Commands commands = new Commands();
    private final CommandPalette palette;
    private final KeysSheet keysSheet;
    private final Desk desk;
    private final DocumentTabs tabs;
    private final Ports ports = new Ports();
    private final OutlineView outline;
    private final InspectorView inspector;
    private final StartPage startPage;
    private final Checks checks;
    private final Dock dock;
    private final Runner runner;
    private final PaletteView paletteView;
    private final ObservableValue<DocumentView> shownView;
    private final ObservableValue<Boolean> running;
    private final ObservableValue<Boolean> paused;
    private final Timeline copies = new Timeline();
    private final Inbox inbox;
    private final BooleanProperty worstShown = new SimpleBooleanProperty(this, "worstShown");
    private final RunsModel pastRuns;
    private final DryRuns dryRuns;
    private final Releases releases;
    private final Background background;
    private final ConsentSheet consentSheet;
    private final Consenting program;
    private final SettingsSheet settings;
    private final DocumentTools tools;
    private boolean startAsked;

    /**
     * @param picker asks for files
     */
    public Shell(Program wired, BenchData bench, DocumentFiles files, Theme theme, Background background,
            FilePicker picker) {
        this.bench = bench;
        this.checks = new Checks(ports, wired::toolNames, wired.mcpKnown());
        this.theme = theme;
        this.places = new Places(bench);
        addSheets(theme);
        theme.modeProperty().set(mode(places.text("theme", Theme.Mode.SYSTEM.name())));
        theme.modeProperty().subscribe(mode -> places.put("theme", mode.name()));
        theme.calmProperty().set(places.flag("calm", false));
        theme.calmProperty().subscribe(calm -> places.put("calm", calm));
        worstShown.set(places.flag("worst", true));
        worstShown.subscribe(on -> places.put("worst", on));
        this.frame = new Frame(WORDS, places);
        this.layers = new Layers(frame.node());
        this.dialogs = new Dialogs(layers);
        this.background = background;
        this.consentSheet = new ConsentSheet(layers, theme);
        this.program = new Consenting(wired, new Decider());
        Consenting program = this.program;
        this.desk = new Desk(files, picker, dialogs, background, new RecentFiles(bench), new UnsavedWork(bench),
                program);
        this.settings = new SettingsSheet(layers, theme, wired.flowbench(), background, dialogs, this::openWorkflows,
                picker);
        wired.flowbench().asksPassphrase(new PassphraseSheet(layers));
        this.palette = new CommandPalette(layers, commands);
        this.keysSheet = new KeysSheet(layers, commands);
        this.outline = new OutlineView(this::reveal, () -> canvas(CanvasView::deleteSelection));
        this.inspector = new InspectorView(ports, this::lastValue,
                new ModelPickerSheet(layers, wired.flowbench(), background, () -> openSettings("keys")), background);
        this.tools = new DocumentTools(program, this.desk, picker, background, dialogs, layers);
        this.tabs = new DocumentTabs(frame.tabs(), desk, document -> view(document, program, background));
        RunsModel runs = new RunsModel(program.runs().journal(), background);
        Reruns reruns = new Reruns(program, background, dialogs, this::place, this::follow, this::openTrace);
        this.inbox = new Inbox(reruns, background);
        this.pastRuns = runs;
        this.releases = new Releases(program, background, dialogs, this::showRun);
        this.dryRuns = new DryRuns(program, background, dialogs, theme, this::follow, this::showRun, this::showReport);
        RunsView runsView = new RunsView(runs, theme, dialogs, Clock.systemDefaultZone(),
                new PastRuns(program, background, dialogs, picker, new ForkSheet(layers, theme), reruns, dryRuns, runs,
                        this));
        InboxView inboxView = new InboxView(inbox, theme, dialogs, Clock.systemDefaultZone(),
                System.getProperty("user.name", ""), this::show);
        this.dock = new Dock(frame.dock(), frame.dockShown(), new ProblemsView(this::go), runs, runsView, inbox,
                inboxView);
        this.runner = new Runner(program, bench, background, dialogs, new RunForm(layers), checks::beforeRun,
                dock::openProblems, this::openTrace, this::follow, () -> openSettings("keys"));
        this.paletteView = new PaletteView(theme, () -> view() == null ? null : view().canvas().dropTarget());
        this.shownView = desk.activeProperty().map(tabs::view);
        this.running = shownView.flatMap(DocumentView::liveProperty).flatMap(LiveRun::statusProperty)
                .map(status -> status == RunStatus.RUNNING).orElse(false);
        this.paused = shownView.flatMap(DocumentView::liveProperty).flatMap(LiveRun::pausedProperty).orElse(false);
        new DebugCommands(this, WORDS).register();
        new ShellCommands(this, WORDS).register();
        frame.palette(paletteView);
        frame.outline(outline.node());
        frame.inspector(inspector.node());
        this.startPage = new StartPage(desk, commands);
        frame.start(startPage.node());
        background.run(() -> samples(program, files), startPage::showSamples,
                problem -> LOG.warn("The samples cannot be shown", problem));
        new ToolBar(frame.bar(), commands, shownView.flatMap(each -> each.canvas().zoomProperty()), running, paused,
                shownView.flatMap(each -> each.debugging().pinnedProperty()),
                new RunState(theme, shownView.flatMap(DocumentView::liveProperty), dock::openTrace));
        new StatusLine(frame.status(), desk, shownView.flatMap(each -> each.problems().problemsProperty()),
                dock::openProblems, inbox.waitingProperty(), dock::openApprovals,
                new StatusLine.AtWorst(shownView.flatMap(each -> each.preflight().foundProperty()), running,
                        this::openWorst));
        shownView.flatMap(view -> view.preflight().foundProperty()).subscribe(_ -> showWorst());
        desk.activeProperty().flatMap(document -> document.flow().selectionProperty()).subscribe(_ -> showWorst());
        inbox.refresh();
        desk.activeProperty().subscribe(this::front);
        desk.documents().subscribe(this::showStartOrPanes);
        frame.node().addEventFilter(KeyEvent.KEY_PRESSED, this::undoOfTheDocument);
        frame.node().addEventHandler(KeyEvent.KEY_TYPED, this::questionMark);
        takeDroppedFiles();
        copies.getKeyFrames().add(new KeyFrame(COPIES_EVERY, _ -> desk.keepCopies()));
        copies.setCycleCount(Animation.INDEFINITE);
    }

    private static void addSheets(Theme theme) {
        theme.add(Shell.class, "shell.css");
        theme.add(Dialogs.class, "kit.css");
        theme.add(CommandPalette.class, "command.css");
        theme.add(OutlineView.class, "outline.css");
        theme.add(StartPage.class, "start.css");
        theme.add(CodeField.class, "code.css");
        theme.add(InspectorView.class, "inspector.css");
        theme.add(ProblemsView.class, "problems.css");
        theme.add(RunForm.class, "runform.css");
        theme.add(RunsView.class, "trace.css");
        theme.add(WorstWords.class, "preflight.css");
    }

    private static Theme.Mode mode(String name) {
        for (Theme.Mode mode : Theme.Mode.values()) {
            if (mode.name().equals(name)) {
                return mode;
            }
        }
        return Theme.Mode.SYSTEM;
    }

    private static List<Sample> samples(Program program, DocumentFiles files) {
        var found = new ArrayList<Sample>();
        for (Path file : program.samples()) {
            try {
                found.add(Sample.of(file, files.open(file).workflow()));
            } catch (DocumentFiles.DocumentProblem _) {
                // A sample that somebody broke is left out; opening it by hand says what is wrong.
            }
        }
        return found;
    }

    /** The root of the window's scene. */
    public Parent node() {
        return layers.node();
    }

    public Desk desk() {
        return desk;
    }

    public Commands commands() {
        return commands;
    }

    Theme theme() {
        return theme;
    }

    Frame frame() {
        return frame;
    }

    InspectorView inspector() {
        return inspector;
    }

    OutlineView outline() {
        return outline;
    }

    CommandPalette palette() {
        return palette;
    }

    KeysSheet keysSheet() {
        return keysSheet;
    }

    /** Gives the stage its icon and its title, sizes it as it was, shows it, and asks before it closes. */
    public void showOn(Stage stage) {
        stage.getIcons().setAll(AppIcon.images());
        stage.setMinWidth(800);
        stage.setMinHeight(600);
        stage.setWidth(places.number("width", WIDTH));
        stage.setHeight(places.number("height", HEIGHT));
        stage.setMaximized(places.flag("maximised", false));
        stage.titleProperty().bind(desk.activeProperty().flatMap(OpenDocument::titleProperty)
                .map(title -> title + " · " + WORDS.text("app")).orElse(WORDS.text("app")));
        stage.setOnCloseRequest(event -> {
            event.consume();
            quit(stage);
        });
        stage.show();
        copies.play();
    }

    private void quit(Stage stage) {
        desk.closeAll(() -> {
            if (!stage.isMaximized()) {
                places.put("width", stage.getWidth());
                places.put("height", stage.getHeight());
            }
            places.put("maximised", stage.isMaximized());
            places.save();
            copies.stop();
            bench.flush();
            stage.close();
        });
    }

    /** Asks about unsaved work and closes the window. */
    void quit() {
        Scene scene = node().getScene();
        if (scene != null && scene.getWindow() instanceof Stage stage) {
            quit(stage);
        }
    }

    /** Shows the start page over the documents, or takes it away again. */
    void toggleStart() {
        startAsked = !startAsked && !desk.documents().isEmpty();
        showStartOrPanes();
    }

    private DocumentView view(OpenDocument document, Program program, Background background) {
        DocumentView view = new DocumentView(document, theme, ports, checks::of, background,
                new Debugging(bench, document.flow().workflow().id()),
                workflow -> program.runs().preflight(workflow, document.origin()), worstShown, inbox::refresh);
        view.restricted(workflow -> document.isOwn()
                ? Optional.empty()
                : program.runs().restriction(workflow, document.origin()), sheet -> review(document, sheet));
        view.canvas().onNodeMenu(id -> DebugCommands.lines(view, id, commands));
        view.trace().onSettings(this::openSettings);
        view.canvas().onOpen(id -> {
            frame.inspectorShown().set(true);
            inspector.focus();
        });
        return view;
    }

    /** Asks the person at this window, from any other thread than JavaFX's. */
    private final class Decider implements Consenting.Person {
        @Override
        public boolean allows(String workflow, Sheet sheet) {
            return onScreen(answer -> consentSheet.show(workflow, sheet, ConsentSheet.Occasion.RUN, answer));
        }

        @Override
        public void noted() {
            Platform.runLater(Shell.this::findRestrictions);
        }

        @Override
        public boolean writes(Workflow workflow) {
            return onScreen(answer -> answer.accept(desk.documents().stream()
                    .anyMatch(each -> each.isOwn() && each.flow().workflow() == workflow)));
        }

        private boolean onScreen(Consumer<Consumer<Boolean>> ask) {
            if (Platform.isFxApplicationThread()) {
                return false;
            }
            var answer = new CompletableFuture<Boolean>();
            Platform.runLater(() -> ask.accept(answer::complete));
            return answer.join();
        }
    }

    /** Shows what a document could do, and lets it be allowed. */
    private void review(OpenDocument document, Sheet sheet) {
        Workflow workflow = document.flow().workflow();
        Path file = document.origin();
        consentSheet.show(workflow.displayName(), sheet, ConsentSheet.Occasion.REVIEW, allowed -> {
            if (allowed) {
                background.run(() -> {
                    program.allow(workflow, file, sheet);
                    return true;
                }, _ -> findRestrictions(),
                        problem -> dialogs.error(WORDS.text("allow.failed"), String.valueOf(problem.getMessage()), ""));
            }
        });
    }

    private List<Workflow> openWorkflows() {
        OpenDocument front = desk.active();
        return desk.documents().stream().sorted(Comparator.comparing(each -> each != front))
                .map(each -> each.flow().workflow()).toList();
    }

    /** The tools that the document in front may use. */
    DocumentTools tools() {
        return tools;
    }

    /** Opens the settings at one of their pages. */
    void openSettings(String page) {
        settings.show(page);
    }

    /** Shows what the document in front could do when it runs live, whoever wrote it. */
    void reviewActive() {
        OpenDocument document = desk.active();
        if (document == null) {
            return;
        }
        Workflow workflow = document.flow().workflow();
        Path file = document.origin();
        boolean own = document.isOwn();
        background.run(() -> own ? Optional.<Sheet>empty() : program.runs().restriction(workflow, file), found -> found
                .ifPresentOrElse(sheet -> review(document, sheet), () -> dialogs.ask(WORDS.text("review.free"),
                        WORDS.text(own ? "review.own" : "review.allowed"),
                        Dialogs.Choice.primary(WORDS.text("review.ok"), () -> {
                        }))),
                problem -> dialogs.error(WORDS.text("review.failed"), String.valueOf(problem.getMessage()), ""));
    }

    private void findRestrictions() {
        desk.documents().forEach(document -> {
            DocumentView view = tabs.view(document);
            if (view != null) {
                view.findRestriction();
            }
        });
    }

    /** Shows a past run on its document: on the one that is open, else on the one that was run. */
    @Nullable DocumentView show(RunTrace trace) {
        DocumentView view = tabs.view(front(trace.workflow()));
        if (view != null && !view.isRunning()) {
            view.show(trace);
            openTrace();
            releases.offer(view, trace);
            tellFaults(trace);
            return view;
        }
        return null;
    }

    /** The open document of a workflow, else the workflow as a document of its own; brought to the front. */
    private OpenDocument front(Workflow workflow) {
        OpenDocument document = open(workflow.id()).orElseGet(() -> desk.put(workflow));
        desk.activeProperty().set(document);
        return document;
    }

    /** The open document of that id; the one in front before others. */
    Optional<OpenDocument> open(String id) {
        OpenDocument front = desk.active();
        return front != null && front.flow().workflow().id().equals(id)
                ? Optional.of(front)
                : desk.documents().stream().filter(each -> each.flow().workflow().id().equals(id)).findFirst();
    }

    /** Where a run of a workflow can be shown while it goes on: its open document, unless another runs there. */
    private DocumentView place(Workflow workflow) {
        DocumentView view = tabs.view(front(workflow));
        if (view == null || view.isRunning()) {
            OpenDocument another = desk.put(workflow);
            desk.activeProperty().set(another);
            view = tabs.view(another);
        }
        return Objects.requireNonNull(view, "a document has a view");
    }

    /** Takes a run that begins: what it asks is listed, and when it is over it is among the past ones. */
    private void follow(LiveRun run) {
        inbox.follow(run);
        run.statusProperty().subscribe((_, now) -> {
            if (now != RunStatus.RUNNING) {
                pastRuns.refresh();
                offerReport(run.trace());
                tellFaults(run.trace());
            }
        });
    }

    /** Which faults a simulated run met: above its rows, and on them. */
    private void tellFaults(RunTrace over) {
        FaultsNote.show(over, program.runs(), background, note -> {
            OpenDocument document = open(over.workflow().id()).orElse(null);
            DocumentView view = tabs.view(document);
            if (view != null && view.trace().trace() == over) {
                view.traceView().note(note.line());
                view.trace().met(note.spans());
            }
        });
    }

    /** When a dry run has ended, what it held back is one click away. */
    private void offerReport(RunTrace over) {
        OpenDocument document = open(over.workflow().id()).orElse(null);
        DocumentView view = tabs.view(document);
        if (over.finished().isEmpty() || view == null || view.live() == null || view.live().trace() != over) {
            return;
        }
        releases.offer(view, over);
        if (!over.dryRun()) {
            return;
        }
        Button open = new Button(WORDS.text("report.open"));
        open.setId("report-open");
        open.setOnAction(_ -> dryRuns.open(over.run(), over.workflow().displayName()));
        HBox banner = Parts.banner(Styles.INFO, Feather.CLIPBOARD, WORDS.text("report.ended", over.held().size()),
                open);
        banner.setId("note-report");
        view.traceView().note(banner);
    }

    private void showReport(String title, ReportView report) {
        dock.openReport(title, report);
    }

    /** Shows a past run by its id. */
    private void showRun(String run) {
        pastRuns.find(run, this::show);
    }

    /** Opens the report of the dry run that is shown in front. */
    void openReport() {
        DocumentView view = view();
        RunTrace shown = view == null ? null : view.trace().trace();
        if (shown == null || shown.run().isEmpty()) {
            dialogs.error(WORDS.text("report.none"), WORDS.text("report.none.text"), WORDS.text("report.none.wayOut"));
        } else {
            dryRuns.open(shown.run(), shown.workflow().displayName());
        }
    }

    /** Brings the step that asks into view, where its workflow is open. */
    private void show(Asked asked) {
        for (OpenDocument document : desk.documents()) {
            DocumentView view = tabs.view(document);
            LiveRun live = view == null ? null : view.live();
            if (view != null && live != null && live.trace().run().equals(asked.run())) {
                desk.activeProperty().set(document);
                view.reveal(asked.node());
                return;
            }
        }
        pastRuns.find(asked.run(), trace -> {
            DocumentView view = show(trace);
            if (view != null && !asked.node().isEmpty()) {
                view.reveal(asked.node());
            }
        });
    }

    /** Opens the trace; zoom and the middle of the drawing stay as they are. */
    private void openTrace() {
        dock.openTrace();
    }

    private String lastValue(Workflow workflow, Selection.PlacedWire wire) {
        DocumentView view = view();
        return view == null ? "" : view.lastValue(wire);
    }

    /** Does something with the drawing in front. */
    void canvas(Consumer<CanvasView> action) {
        DocumentView view = view();
        if (view != null) {
            action.accept(view.canvas());
        }
    }

    /** What belongs to the document in front; null for none. */
    ObservableValue<DocumentView> shownView() {
        return shownView;
    }

    /** Whether the run of the document in front is under way. */
    ObservableValue<Boolean> running() {
        return running;
    }

    /** Runs the document in front. */
    void run(boolean simulated) {
        run(simulated, false, false);
    }

    /** Runs the document in front, after asking how. */
    void runWithOptions() {
        run(true, true, false);
    }

    /** Runs the document in front, and stands before its first step. */
    void runStepwise() {
        run(true, false, true);
    }

    private void run(boolean simulated, boolean ask, boolean paused) {
        DocumentView view = view();
        if (view != null) {
            Node owner = node().getScene() == null ? null : node().getScene().getFocusOwner();
            // The buttons that begin a run are gone while it is under way: the drawing takes over the keyboard.
            if (owner != null && frame.paneOf(owner).isEmpty()) {
                commands.run("go.canvas");
            }
            runner.run(view, simulated, ask, paused);
        }
    }

    /** Whether the run of the document in front is paused. */
    ObservableValue<Boolean> paused() {
        return paused;
    }

    /** Whether the drawing says what frames can use at worst. */
    BooleanProperty worstShown() {
        return worstShown;
    }

    /** Shows at the foot of the inspector what the workflow, or the node that is selected, can use at worst. */
    private void showWorst() {
        DocumentView view = view();
        if (view == null) {
            inspector.foot(null);
            return;
        }
        Workflow workflow = view.document().flow().workflow();
        Selection selection = view.document().flow().selection();
        PreflightModel.Found found = view.preflight().foundProperty().get();
        Worst worst = selection.isEmpty()
                ? found.run()
                : selection.single().map(id -> found.nodes().get(id)).orElse(null);
        inspector.foot(worst == null
                ? null
                : WorstWords.section(worst, selection.isEmpty() ? found.deepest() : 0, workflow));
    }

    /** Goes to what the workflow can use at worst. */
    private void openWorst() {
        DocumentView view = view();
        if (view != null) {
            view.document().flow().select(Selection.NONE);
            frame.inspectorShown().set(true);
            inspector.focusFoot();
        }
    }

    /** Stops the run in front. */
    void stop() {
        DocumentView view = view();
        if (view != null) {
            view.stop(WORDS.text("run.stopped"));
        }
    }

    Dock dock() {
        return dock;
    }

    PaletteView paletteView() {
        return paletteView;
    }

    /** Goes to a problem's place: its node on the drawing, its field in the inspector. */
    private void go(Problem problem) {
        DocumentView view = view();
        if (view == null) {
            return;
        }
        if (problem.node() != null) {
            view.reveal(problem.node());
        } else {
            view.document().flow().select(Selection.NONE);
        }
        if (problem.field() != null) {
            frame.inspectorShown().set(true);
            inspector.focus(problem.field());
        }
    }

    private void showStartOrPanes() {
        frame.showStart(startAsked || desk.documents().isEmpty());
    }

    private void front(@Nullable OpenDocument document) {
        startAsked = false;
        showStartOrPanes();
        outline.show(document == null ? null : document.flow());
        inspector.show(document == null ? null : document.flow());
        dock.show(tabs.view(document));
        if (document != null) {
            Platform.runLater(this::focusDrawing);
        }
    }

    /** The drawing that came to the front takes the keyboard, unless one works in another pane. */
    private void focusDrawing() {
        Scene scene = node().getScene();
        Node owner = scene == null ? null : scene.getFocusOwner();
        String pane = frame.paneOf(owner);
        if (!layers.isOpen() && !frame.startShown() && (pane.isEmpty() || pane.equals("go.canvas"))) {
            commands.run("go.canvas");
        }
    }

    @Nullable DocumentView view() {
        return tabs.view(desk.active());
    }

    private void reveal(String id) {
        DocumentView view = view();
        if (view != null) {
            view.reveal(id);
        }
    }

    /**
     * While one types in a field, undo takes back the document's last edit, as everywhere else; a field's own undo knows
     * nothing of the document.
     */
    private void undoOfTheDocument(KeyEvent event) {
        if (event.isShortcutDown() && event.getCode() == KeyCode.Y && !layers.isOpen()) {
            commands.run("edit.redo");
            event.consume();
        } else if (event.isShortcutDown() && event.getTarget() instanceof Node target && edits(target)
                && !layers.isOpen()) {
            for (String id : List.of("edit.undo", "edit.redo")) {
                var keys = commands.command(id).keys();
                if (keys != null && keys.match(event)) {
                    commands.run(id);
                    event.consume();
                }
            }
        }
    }

    private static boolean edits(Node target) {
        return target instanceof TextInputControl || target instanceof RichTextArea;
    }

    private void questionMark(KeyEvent event) {
        if (event.getCharacter().equals("?") && !(event.getTarget() instanceof Node target && edits(target))
                && !layers.isOpen()) {
            commands.run("help.keys");
            event.consume();
        }
    }

    private void takeDroppedFiles() {
        node().setOnDragOver(event -> {
            if (event.getDragboard().hasFiles()) {
                event.acceptTransferModes(TransferMode.COPY);
            }
            event.consume();
        });
        node().setOnDragDropped(event -> {
            event.getDragboard().getFiles().forEach(file -> desk.open(file.toPath()));
            event.setDropCompleted(true);
            event.consume();
        });
    }
}
