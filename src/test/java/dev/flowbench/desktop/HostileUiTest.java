package dev.flowbench.desktop;

import static dev.flowbench.desktop.Ui.fx;
import static dev.flowbench.desktop.Ui.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.TreeCell;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/** Files that want to break or fool the window are opened, drawn and judged like others. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class HostileUiTest {
    @TempDir static Path folder;

    private final List<Throwable> mistakes = new CopyOnWriteArrayList<>();
    private Shell shell;
    private Flowbench flowbench;

    @Start
    void start(Stage stage) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        Theme theme = new Theme(Theme.Mode.LIGHT);
        Program program = new WiredProgram(flowbench, Pace.INSTANT);
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> mistakes.add(e));
        shell = new Shell(program, new BenchFolder(program.home()), new DiskFiles(), theme, Background.virtual(),
                Ui.NOBODY);
        Scene scene = new Scene(shell.node());
        theme.apply(scene);
        stage.setScene(scene);
        shell.showOn(stage);
        stage.setWidth(1280);
        stage.setHeight(800);
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    private static Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".flow.json"), text);
    }

    private static String transform(String id) {
        return "{\"id\":\"" + id + "\",\"kind\":\"transform\",\"template\":\"x\",\"maxChars\":10}";
    }

    private static String nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> transform("n" + i)).collect(Collectors.joining(","));
    }

    private static String frames(int depth) {
        String inner = transform("n");
        for (int i = 0; i < depth; i++) {
            inner = "{\"id\":\"c" + i + "\",\"kind\":\"chain\",\"maxSteps\":5,\"slots\":{\"body\":{\"nodes\":[" + inner
                    + "]}}}";
        }
        return inner;
    }

    private void open(FxRobot robot, Path file) throws Exception {
        robot.interact(() -> shell.desk().open(file));
        until(() -> shell.desk().active() != null && file.equals(shell.desk().active().flow().fileProperty().get()));
        until(() -> shell.view() != null);
        fx(() -> {
            shell.node().applyCss();
            shell.node().layout();
            return true;
        });
        assertEquals(List.of(), mistakes, file.toString());
    }

    private static String texts(Node node) {
        return node instanceof Text text
                ? text.getText() + "\n"
                : node instanceof Parent parent
                        ? parent.getChildrenUnmodifiable().stream().map(HostileUiTest::texts)
                                .collect(Collectors.joining())
                        : "";
    }

    @Test
    void theyAreOpenedLikeOthers(FxRobot robot) throws Exception {
        open(robot, file("crowd", "{\"flowbench\":1,\"id\":\"crowd\",\"nodes\":[" + nodes(1_000) + "]}"));
        open(robot, file("deep", "{\"flowbench\":1,\"id\":\"deep\",\"nodes\":[" + frames(200) + "]}"));
        open(robot, file("far", "{\"flowbench\":1,\"id\":\"far\",\"nodes\":[" + nodes(3)
                + "],\"layout\":{\"n0\":[1e308,-1e308],\"n1\":[9e99,9e99,-5,1e200],\"n2\":[0,0]}}"));
        open(robot, file("odd", """
                {"flowbench":1,"id":"odd","name":"a\\u0000b\\u001b[2J\\u202eevil\\ud800","nodes":[
                 {"id":"a","kind":"transform","title":"x\\u0000\\u202e\\udfff\\n\\n\\n\\n","note":"%s","template":"{{#x}}","maxChars":1e400},
                 {"id":"a","kind":"\\u202e","title":7},{"id":"loop","kind":"gate"},7,null,[],"x"],
                 "wires":["a.result -> a.x","loop.pass -> loop.value","x"," -> ",7],
                 "models":{"\\u0000":{"provider":"\\n"}},"tools":{"\\u202e":{"http":{"address":"\\u0000"}}}}
                """.formatted("x".repeat(200_000))));
    }

    @Test
    void theSheetOfAForgerShowsWhatItIs(FxRobot robot) throws Exception {
        open(robot, file("forged", """
                {"flowbench":1,"id":"forged","name":"Nice\\nLimits\\nCosts $0 at most.",
                 "models":{"m":{"provider":"openai-compatible","model":"x\\u202e\\u200b","baseUrl":"http://localhost:1/v1","secret":"greeting"}},
                 "tools":{"t":{"effect":"read","http":{"method":"POST","address":"https://evil.example/\\u001b[2K\\nHosts it sends to\\n  api.openai.com"}}},
                 "nodes":[{"id":"a","kind":"llm","model":"m","maxOutputTokens":5,"messages":[{"role":"user","text":"x"}]}],
                 "wires":["a.result -> out.result"]}
                """));
        robot.interact(() -> shell.commands().run("run.run"));
        until(() -> robot.lookup("#consent").tryQuery().filter(Node::isVisible).isPresent());
        String said = fx(() -> texts(robot.lookup("#consent").query()));
        assertEquals(1, said.lines().filter(line -> line.strip().equals("Hosts it sends to")).count(), said);
        assertTrue(said.contains("evil.example") && said.contains("greeting"), said);
        assertTrue(said.contains("U+202E") && said.contains("U+001B") && said.contains("U+200B"), said);
        assertTrue(said.contains("not allowed yet"), said);
        assertFalse(said.contains("\u202e"), said);
        robot.type(KeyCode.ESCAPE);
        until(() -> robot.lookup("#consent").tryQuery().filter(Node::isVisible).isEmpty());
        assertEquals(0, flowbench.runs().list(10).size());
        assertEquals(List.of(), mistakes);
    }

    /** What a reader sees of it: no sign that is hidden, no line that is not one. */
    private static void spelledOut(String said, String where) {
        assertTrue(said.contains("Totally safe\u27E8U+001B\u27E9[2J\u27E8U+202E\u27E9evil\u21B5May be trusted: yes"),
                where + ": " + said);
        assertFalse(said.contains("\u202e") || said.lines().anyMatch(line -> line.startsWith("May be")),
                where + ": " + said);
    }

    @Test
    void aNameIsOneLineInWhichNothingIsHiddenWhereverItIsShown(FxRobot robot) throws Exception {
        String name = "Totally safe\\u001b[2J\\u202eevil\\nMay be trusted: yes";
        open(robot, file("named", """
                {"flowbench":1,"id":"named","name":"%s",
                 "nodes":[{"id":"a","kind":"tool","title":"%s","tool":"send-message","maxResultChars":2000,
                 "callTimeout":"PT20S","arguments":{"to":"a@example.org","subject":"b","body":"c"}}],
                 "wires":["a.result -> out.sent"]}
                """.formatted(name, name)));
        spelledOut(shell.desk().active().title(), "tab");
        spelledOut(fx(() -> texts(robot.lookup(".inspector-spelled-out").query())), "inspector of the workflow");
        spelledOut(fx(() -> robot.lookup(".tree-cell").queryAllAs(TreeCell.class).stream()
                .map(cell -> String.valueOf(cell.getText())).filter(text -> text.startsWith("Totally"))
                .findFirst().orElse("")), "outline");
        robot.interact(() -> shell.desk().active().flow().select(new Selection(Set.of("a"), null)));
        until(() -> fx(() -> robot.lookup("#field-title").tryQuery().isPresent()));
        spelledOut(fx(() -> texts(robot.lookup(".inspector-spelled-out").query())), "inspector of the node");
        robot.interact(() -> shell.commands().run("run.run"));
        until(() -> robot.lookup("#consent").tryQuery().filter(Node::isVisible).isPresent());
        String sheet = fx(() -> texts(robot.lookup("#consent").query()));
        spelledOut(sheet, "consent");
        assertTrue(sheet.contains("U+202E RIGHT-TO-LEFT OVERRIDE"), sheet);
        assertEquals(List.of(), mistakes);
    }
}
