package dev.flowbench.desktop.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.TraceScript;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javafx.application.Platform;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ui")
class TraceUiTest {
    private Theme theme;
    private TraceModel model;
    private TraceView view;
    private Scene scene;

    @BeforeAll
    static void start() throws Exception {
        FutureTask<Void> started = new FutureTask<>(() -> Platform.setImplicitExit(false), null);
        try {
            Platform.startup(started);
        } catch (IllegalStateException alreadyRunning) {
            Platform.runLater(started);
        }
        started.get();
    }

    @Test
    void aClickOnARowSelectsItsNodeAndShowsItsDetails() throws Exception {
        fx(() -> {
            RunTrace notes = TraceRuns.fold(TraceRuns.notes(true));
            open(notes);
            click(120, TracePainter.HEADER + 3 * TracePainter.ROW + 12);
            assertEquals("draft", model.selectedNodeProperty().get());
            assertTrue(texts().stream().anyMatch(text -> text.contains("Write notes for:")), "the prompt");
            assertTrue(texts().contains("Draft"));
            key(KeyCode.DOWN);
            assertEquals("judge", model.selectedNodeProperty().get());
            assertTrue(texts().contains("Judge"));
            return null;
        });
    }

    @Test
    void aFoldMarkFoldsAndArrowsUnfold() throws Exception {
        fx(() -> {
            RunTrace notes = TraceRuns.fold(TraceRuns.notes(true));
            open(notes);
            click(TracePainter.chevron(1) + 5, TracePainter.HEADER + TracePainter.ROW + 12);
            assertEquals(3, model.size());
            key(KeyCode.DOWN);
            key(KeyCode.DOWN);
            key(KeyCode.RIGHT);
            assertEquals(notes.size(), model.size());
            return null;
        });
    }

    @Test
    void nGoesToTheErrorAndItsWayOutIsToRead() throws Exception {
        fx(() -> {
            open(TraceRuns.fold(TraceRuns.review()));
            key(KeyCode.N);
            assertEquals("find-money", model.selectedNodeProperty().get());
            assertTrue(texts().stream().anyMatch(text -> text.startsWith("Wait a minute and run again")),
                    "the way out");
            assertTrue(texts().contains("RATE_LIMIT"));
            return null;
        });
    }

    @Test
    void theSummarySaysHowItWentAndEachRoundIsPainted() throws Exception {
        fx(() -> {
            open(TraceRuns.fold(TraceRuns.notes(true)));
            assertTrue(texts().containsAll(Set.of("Done", "7 steps", "2,704 tokens")), texts().toString());
            assertTrue(texts().stream().anyMatch(text -> text.contains("3 of 3 rounds") && text.contains("0.91")));
            WritableImage picture = scene.snapshot(null);
            Color bar = theme.color(Token.KIND_LLM);
            int found = 0;
            for (int x = 0; x < picture.getWidth(); x++) {
                if (close(picture.getPixelReader().getColor(x,
                        36 + (int) (TracePainter.HEADER + 3 * TracePainter.ROW + 12)), bar)) {
                    found++;
                }
            }
            assertTrue(found > 20, "a bar of the kind's hue, " + found);
            return null;
        });
    }

    @Test
    void noColumnGoesWhenTheScrollBarComes() throws Exception {
        fx(() -> {
            open(TraceRuns.fold(TraceRuns.notes(true)));
            double width = view.lookup(".trace-pane").lookup("Canvas").getLayoutBounds().getWidth();
            model.foldAll(true);
            layout();
            assertEquals(width, view.lookup(".trace-pane").lookup("Canvas").getLayoutBounds().getWidth());
            view.resize(1200, 140);
            model.foldAll(false);
            layout();
            assertTrue(view.lookup(".trace-pane").lookup(".scroll-bar").isVisible(), "there is a bar");
            assertEquals(width, view.lookup(".trace-pane").lookup("Canvas").getLayoutBounds().getWidth());
            return null;
        });
    }

    @Test
    void theChipsOfANarrowSummaryGoOnBelow() throws Exception {
        fx(() -> {
            open(TraceRuns.fold(TraceRuns.review()));
            view.resize(560, 500);
            layout();
            view.lookup(".trace-summary").lookupAll(".chip").forEach(chip -> {
                assertTrue(chip.getLayoutBounds().getWidth() >= Math.floor(chip.prefWidth(-1)),
                        "cut: " + ((javafx.scene.control.Labeled) chip).getText());
                assertTrue(view.lookup(".trace-summary").localToScene(view.lookup(".trace-summary").getLayoutBounds())
                        .contains(chip.localToScene(chip.getLayoutBounds())), "outside of the bar");
            });
            return null;
        });
    }

    @Test
    void anErrorLeadsToTheSettingsThatMendIt() throws Exception {
        fx(() -> {
            List<String> opened = new java.util.ArrayList<>();
            TraceScript script = new TraceScript("01JDA-denied").runStarted("Denied", Map.of(), false);
            long draft = script.step(1, "draft", "llm", "", 0, Map.of());
            script.call(draft, TraceScript.request("writer", "gpt-4.1-mini", "You write.", "Write."),
                    TraceScript.amount(9, 8, 4));
            script.failed(draft, ErrorCode.NOT_GRANTED, "localhost:1 is a server on this computer.", "Allow it.");
            RunTrace denied = TraceRuns.fold(script);
            open(denied);
            model.onSettings(opened::add);
            model.select(denied.lastVisit("draft"));
            layout();
            ((javafx.scene.control.Hyperlink) view.lookup("#detail-settings")).fire();
            assertEquals(List.of("servers"), opened);
            model.show(TraceRuns.fold(TraceRuns.review()));
            layout();
            assertEquals(null, view.lookup("#detail-settings"), "no setting helps there");
            return null;
        });
    }

    @Test
    void whatIsSaidOfARunStandsTogetherOnceEachUntilAnotherIsShown() throws Exception {
        fx(() -> {
            open(TraceRuns.fold(TraceRuns.notes(true)));
            for (String said : List.of("release", "faults", "release")) {
                javafx.scene.control.Label note = new javafx.scene.control.Label("note " + said);
                note.setId(said);
                view.note(note);
            }
            assertEquals(List.of("note faults", "note release"),
                    texts().stream().filter(text -> text.startsWith("note ")).sorted().toList());
            model.show(TraceRuns.fold(TraceRuns.review()));
            layout();
            assertEquals(List.of(), texts().stream().filter(text -> text.startsWith("note ")).toList());
            return null;
        });
    }

    @Test
    void aMegabyteOpensFoldedAndIsNotLost() throws Exception {
        fx(() -> {
            String large = "All work and no play. ".repeat(50_000);
            TextBlock block = new TextBlock(Words.beside(TraceView.class), large, TextBlock.ANSWER);
            assertEquals(large, block.text());
            assertTrue(block.shownCharacters() < 4_000);
            assertNotEquals(0, block.shownCharacters());
            TextBlock json = new TextBlock(Words.beside(TraceView.class), "{\"a\":[1,true,\"x\"]}", TextBlock.ANSWER);
            assertTrue(json.text().contains("\n"), "indented");
            return null;
        });
    }

    private void open(RunTrace trace) {
        theme = new Theme(Theme.Mode.LIGHT);
        model = new TraceModel();
        view = new TraceView(model, theme);
        scene = new Scene(view, 1200, 500);
        theme.apply(scene);
        model.show(trace);
        layout();
    }

    private void layout() {
        for (int i = 0; i < 3; i++) {
            view.applyCss();
            view.layout();
        }
        view.paintNow();
    }

    private void click(double x, double y) {
        Node canvas = view.lookup(".trace-pane").lookup("Canvas");
        for (var type : List.of(MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED)) {
            Point2D at = canvas.localToScene(x, y);
            canvas.fireEvent(new MouseEvent(type, at.getX(), at.getY(), at.getX(), at.getY(), MouseButton.PRIMARY, 1,
                    false, false, false, false, true, false,
                    false, false, false, true, null));
        }
        layout();
    }

    private void key(KeyCode code) {
        view.lookup(".trace-pane")
                .fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
        layout();
    }

    /** Everything that can be read, labels and texts. */
    private List<String> texts() {
        return view.lookupAll("*").stream().<String>mapMulti((node, all) -> {
            if (node instanceof Text text) {
                all.accept(text.getText());
            } else if (node instanceof javafx.scene.control.Labeled labeled && labeled.getText() != null) {
                all.accept(labeled.getText());
            }
        }).toList();
    }

    private static boolean close(Color one, Color other) {
        return Math.abs(one.getRed() - other.getRed()) + Math.abs(one.getGreen() - other.getGreen())
                + Math.abs(one.getBlue() - other.getBlue()) < 0.05;
    }

    private static void fx(Callable<Void> what) throws Exception {
        FutureTask<Void> task = new FutureTask<>(what);
        Platform.runLater(task);
        try {
            task.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
