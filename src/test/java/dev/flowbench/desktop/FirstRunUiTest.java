package dev.flowbench.desktop;

import static dev.flowbench.desktop.Ui.fx;
import static dev.flowbench.desktop.Ui.keys;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Companions;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.canvas.DrawingPlaces;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.desktop.trace.TracePlaces;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import dev.flowbench.trace.NodeState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.geometry.Point2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/**
 * What a person does in the first quarter of an hour, by mouse and keys only: open a sample, change it by drag and drop, run
 * it, watch it, find the step that failed, take everything back, save and open again. The program's own state is only read,
 * to know where things are on the screen and how they came out.
 */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class FirstRunUiTest {
    private static final String SAMPLE = "release-notes";
    /** Names the port that the new step is to have. */
    private static final String PROMPT = "One line for the website about {{notes}}";
    private static final String FATAL = " and whom to blame";

    @TempDir static Path folder;

    private Shell shell;
    private Flowbench flowbench;
    private Path saved;
    private FxRobot robot;
    private final Set<NodeState.Phase> seenPhases = new LinkedHashSet<>();
    private final Set<Integer> seenRows = new LinkedHashSet<>();

    @Start
    void start(Stage stage) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        saved = home.resolve("mine.flow.json");
        Clock clock = Clock.fixed(Instant.parse("2026-03-02T09:30:00Z"), ZoneOffset.UTC);
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), samples(home.resolve("samples")),
                Environment.of(Map.of()), Limits.USUAL, clock));
        shell = Ui.window(stage, flowbench, Pace.WATCHABLE.times(0.5), new Ui.Chosen(saved), 1000, 960);
        shell.desk().activeProperty().subscribe(document -> {
            if (document != null) {
                shell.view().liveProperty().subscribe(this::watch);
            }
        });
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    /** The samples that are shipped, with answers for the step that the test adds: the model refuses one of its prompts. */
    private static Samples samples(Path to) throws Exception {
        Path from = Samples.installed().folder();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        Path script = new Companions(to.resolve(SAMPLE).resolve(SAMPLE + Companions.FLOW)).script().orElseThrow();
        String answers = Files.readString(script);
        String more = answers.replaceFirst("\"answers\": \\{",
                """
                "answers": {
                    "model-call": [ { "when": "blame", "fault": "refusal" }, { "text": "Move to v2, export anything." } ],""");
        Files.writeString(script, more);
        return new Samples(to);
    }

    private void watch(@Nullable LiveRun run) {
        if (run != null) {
            run.revisionProperty().subscribe(_ -> {
                seenRows.add(run.trace().size());
                Stream.of("brief", "polish", "draft", "judge", "model-call")
                        .forEach(id -> run.node(id).ifPresent(state -> seenPhases.add(state.phase())));
            });
        }
    }

    // ---- what is read of the program

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> fx(condition));
        WaitForAsyncUtils.waitForFxEvents();
    }

    private FlowDocument document() {
        return shell.desk().active().flow();
    }

    private Workflow workflow() {
        return document().workflow();
    }

    private DrawingPlaces drawing() {
        return new DrawingPlaces(shell.view().canvas());
    }

    private TracePlaces trace() {
        return new TracePlaces(shell.view().traceView());
    }

    private LiveRun run() {
        return shell.view().live();
    }

    private String prompt() {
        return workflow().node("model-call").map(node -> ((Llm) node.kind()).messages().getFirst().text().text())
                .orElse("");
    }

    private boolean says(String part) {
        return trace().details().stream().anyMatch(text -> text.contains(part));
    }

    // ---- hands

    private void pull(Point2D from, Point2D to) throws Exception {
        robot.drag(from).moveTo(to);
        until(() -> drawing().isDragging());
        robot.drop();
    }

    private void press(String label) {
        robot.clickOn(robot.lookup(node -> node instanceof Button button && label.equals(button.getText())
                && button.isVisible()).queryButton());
    }

    /** Turns the wheel over a point of the drawing until it can be read there. */
    private void zoomInAt(double x, double y) throws Exception {
        robot.moveTo(fx(() -> drawing().at(x, y)));
        for (int turn = 0; turn < 20 && fx(() -> shell.view().canvas().zoomProperty().get()) < 0.6; turn++) {
            double before = fx(() -> shell.view().canvas().zoomProperty().get());
            robot.scroll(1, VerticalDirection.UP);
            until(() -> shell.view().canvas().zoomProperty().get() > before);
        }
    }

    @Test
    void aSampleIsChangedRunMendedAndSavedByMouseAndKeys(FxRobot hands) throws Exception {
        robot = hands;
        openTheSample();
        Workflow asShipped = fx(this::workflow);
        dragAStepIn();
        typeItsPrompt();
        wireIt();
        runItToItsEnd();
        letItFail();
        goFromSpanToStepAndBack();
        Workflow changed = fx(this::workflow);
        takeEverythingBack(asShipped);
        doItAgain(changed);
        saveAndReopen(changed);
    }

    private void openTheSample() throws Exception {
        until(() -> robot.lookup("#sample-" + SAMPLE).tryQuery().isPresent());
        assertEquals(12, robot.lookup(".card-link").queryAll().size());
        robot.clickOn("#sample-" + SAMPLE);
        until(() -> shell.desk().active() != null && shell.view().canvas().zoomProperty().get() != 1);
        assertEquals(SAMPLE, fx(this::workflow).id());
    }

    private void dragAStepIn() throws Exception {
        assertTrue(fx(() -> shell.view().canvas().zoomProperty().get()) >= 0.6, "it opens so that it can be read");
        assertTrue(fx(() -> drawing().isSeen(drawing().head("brief"))), "it opens at its beginning");
        keys(robot, KeyCode.SHIFT, KeyCode.DIGIT1);
        until(() -> shell.view().canvas().zoomProperty().get() < 0.6);
        Point2D free = fx(() -> {
            var polish = drawing().rect("polish");
            return drawing().at(polish.right() - 120, polish.bottom() + 80);
        });
        pull(robot.point("#palette-llm").query(), free);
        until(() -> workflow().node("model-call").isPresent());
        assertEquals(Set.of("model-call"), fx(() -> document().selection().nodes()));
        assertTrue(fx(() -> workflow().graph().nodes().stream().anyMatch(node -> node.id().equals("model-call"))),
                "on the workflow's own graph, in no frame");
    }

    private void typeItsPrompt() throws Exception {
        until(() -> robot.lookup("#field-text").tryQuery().isPresent());
        robot.clickOn("#field-text").write(PROMPT);
        until(() -> prompt().equals(PROMPT));
        until(() -> drawing().port("model-call", "notes", false).isPresent());
    }

    private void wireIt() throws Exception {
        var card = fx(() -> drawing().rect("model-call"));
        zoomInAt(card.midX(), card.y());
        // Between the frame's right side and the outputs, which stand there.
        robot.drag(fx(() -> drawing().at(card.midX(), card.bottom() + 80)), MouseButton.MIDDLE).moveBy(-200, 0).drop();
        pull(fx(() -> drawing().port("polish", "result", true)).orElseThrow(),
                fx(() -> drawing().port("model-call", "notes", false)).orElseThrow());
        until(() -> workflow().graph().wires().contains(Wire.parse("polish.result -> model-call.notes").orElseThrow()));
        Point2D outputs = fx(() -> {
            var edge = drawing().outputs();
            return drawing().at(edge.midX(), edge.bottom() - 4);
        });
        assertTrue(fx(() -> drawing().isSeen(outputs)), "the outputs are in sight");
        pull(fx(() -> drawing().port("model-call", "result", true)).orElseThrow(), outputs);
        until(() -> workflow().graph().wires().contains(Wire.parse("model-call.result -> out.result").orElseThrow()));
    }

    private void runItToItsEnd() throws Exception {
        press("Run simulated");
        until(() -> robot.lookup("#input-version").tryQuery().isPresent());
        TextInputControl version = robot.lookup("#input-version").query();
        assertEquals("5.0", version.getText());
        assertTrue(robot.lookup("#input-commits").<TextInputControl>query().getText().startsWith("a41f0c2 feat"));
        keys(robot, KeyCode.SHORTCUT, KeyCode.A);
        robot.write("5.0.1");
        keys(robot, KeyCode.SHORTCUT, KeyCode.ENTER);
        until(() -> run() != null && run().status() != RunStatus.RUNNING);
        assertEquals(RunStatus.DONE, fx(() -> run().status()));
        assertTrue(seenPhases.contains(NodeState.Phase.RUNNING), "steps were seen to run: " + seenPhases);
        assertTrue(seenRows.size() > 2, "rows came one after another: " + seenRows);
        for (String id : List.of("brief", "polish", "draft", "judge", "model-call")) {
            assertEquals(NodeState.Phase.DONE, fx(() -> run().node(id).orElseThrow().phase()), id);
        }
        assertEquals("Version 5.0.1, read by users.", fx(() -> run().node("brief").orElseThrow().outputs()
                .get("result").asText().lines().findFirst().orElse("")));
        assertEquals("Move to v2, export anything.",
                fx(() -> run().trace().finished().orElseThrow().outputs().get("result").asText()));
    }

    private void letItFail() throws Exception {
        robot.clickOn(fx(() -> drawing().head("model-call")));
        until(() -> document().selection().nodes().equals(Set.of("model-call")) && says("Move to v2"));
        robot.clickOn("#field-text");
        keys(robot, KeyCode.SHORTCUT, KeyCode.END);
        robot.write(FATAL);
        until(() -> prompt().equals(PROMPT + FATAL));
        LiveRun before = fx(this::run);
        keys(robot, KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.ENTER);
        until(() -> robot.lookup("#input-version").tryQuery().isPresent());
        assertEquals("5.0.1", robot.lookup("#input-version").<TextInputControl>query().getText(), "as it was last");
        keys(robot, KeyCode.SHORTCUT, KeyCode.ENTER);
        until(() -> run() != null && run() != before && run().status() != RunStatus.RUNNING);
        assertEquals(RunStatus.FAILED, fx(() -> run().status()));
        assertEquals(NodeState.Phase.FAILED, fx(() -> run().node("model-call").orElseThrow().phase()));
        assertEquals(NodeState.Phase.DONE, fx(() -> run().node("polish").orElseThrow().phase()));
    }

    /** Turns the wheel over the rows until that of a node's last visit is in sight. */
    private Point2D rowInSight(String node, VerticalDirection way) throws Exception {
        robot.moveTo(".trace-pane");
        Point2D row = fx(() -> trace().row(run().trace(), node));
        // Whole, so that a click on its middle is not one on the edge of what is below.
        for (int turn = 0; turn < 50
                && !(trace().isSeen(row.subtract(0, 8)) && trace().isSeen(row.add(0, 8))); turn++) {
            Point2D before = row;
            robot.scroll(1, way);
            until(() -> !trace().row(run().trace(), node).equals(before));
            row = fx(() -> trace().row(run().trace(), node));
        }
        return row;
    }

    private void goFromSpanToStepAndBack() throws Exception {
        robot.clickOn(rowInSight("brief", VerticalDirection.UP));
        until(() -> document().selection().nodes().equals(Set.of("brief")) && says("Version 5.0.1"));
        robot.clickOn(rowInSight("model-call", VerticalDirection.DOWN));
        until(() -> document().selection().nodes().equals(Set.of("model-call")));
        assertTrue(fx(() -> drawing().isSeen(drawing().head("model-call"))), "the step is brought into sight");
        RunError error = fx(() -> run().trace().ending(run().trace().lastVisit("model-call"))
                .map(end -> ((What.StepFailed) end).error()).orElseThrow());
        assertTrue(fx(() -> says(error.message()) && says(error.wayOut()) && says("REFUSED")),
                "what happened and the way out: " + fx(() -> trace().details()));
        if (!fx(() -> drawing().isSeen(drawing().head("polish")))) {
            robot.clickOn(
                    robot.lookup(node -> node instanceof Button && "view.fit".equals(node.getId())).queryButton());
            until(() -> drawing().isSeen(drawing().head("polish")));
        }
        robot.clickOn(fx(() -> drawing().head("polish")));
        until(() -> document().selection().nodes().equals(Set.of("polish")) && says("evaluator-optimizer"));
    }

    private void takeEverythingBack(Workflow asShipped) throws Exception {
        for (int i = 0; i < 50 && !fx(() -> document().undoLabelProperty().get().isEmpty()); i++) {
            Workflow before = fx(this::workflow);
            keys(robot, KeyCode.SHORTCUT, KeyCode.Z);
            until(() -> workflow() != before);
        }
        assertEquals(asShipped, fx(this::workflow));
        assertTrue(fx(() -> !document().dirtyProperty().get() && !shell.desk().active().hasUnsavedWork()),
                "nothing is left to save");
    }

    private void doItAgain(Workflow changed) throws Exception {
        for (int i = 0; i < 50 && !fx(() -> document().redoLabelProperty().get().isEmpty()); i++) {
            Workflow before = fx(this::workflow);
            keys(robot, KeyCode.SHORTCUT, KeyCode.Y);
            until(() -> workflow() != before);
        }
        assertEquals(changed, fx(this::workflow));
    }

    private void saveAndReopen(Workflow changed) throws Exception {
        keys(robot, KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.S);
        until(() -> robot.lookup("Save with all of it").tryQuery().isPresent());
        keys(robot, KeyCode.ENTER);
        until(() -> Files.exists(saved) && !document().dirtyProperty().get());
        until(() -> new Companions(saved).script().isPresent());
        keys(robot, KeyCode.SHORTCUT, KeyCode.W);
        until(() -> shell.desk().documents().isEmpty());
        robot.clickOn(".recent-file");
        until(() -> shell.desk().active() != null);
        assertEquals(saved, fx(() -> document().fileProperty().get()));
        assertEquals(changed, fx(this::workflow));
        assertEquals(Files.readString(saved), new DiskFiles().text(changed));
    }
}
