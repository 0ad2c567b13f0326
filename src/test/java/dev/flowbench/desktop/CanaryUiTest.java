package dev.flowbench.desktop;

import static dev.flowbench.desktop.Ui.fire;
import static dev.flowbench.desktop.Ui.fx;
import static dev.flowbench.desktop.Ui.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Log;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
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

/** A key used in the window, with a server that says it back: it is nowhere that a person copies from or that is kept. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class CanaryUiTest {
    private static final String KEY = "canary/7070+\"ui=" + System.nanoTime();

    @TempDir static Path folder;

    private final BenchFolder[] bench = new BenchFolder[1];
    private HttpServer server;
    private Path home;
    private Path file;
    private Shell shell;
    private Flowbench flowbench;

    @Start
    void start(Stage stage) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            String key = exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer ", "")
                    .replace("\"", "\\\"");
            boolean fails = exchange.getRequestURI().getPath().startsWith("/fail");
            byte[] answer = (fails
                    ? "{\"error\": {\"message\": \"Incorrect API key: " + key + "\"}}"
                    : "{\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"finish_reason\": \"stop\","
                            + "\"message\": {\"role\": \"assistant\", \"content\": \"You sent " + key + ".\"}}],"
                            + "\"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 1, \"total_tokens\": 2}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(fails ? 401 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        home = Files.createTempDirectory(folder, "home");
        Files.writeString(home.resolve("settings.json"),
                "{\"localServers\": [\"localhost:" + server.getAddress().getPort() + "\"]}");
        file = Files.writeString(Files.createTempDirectory(folder, "files").resolve("echo.flow.json"), """
                {
                  "flowbench": 1,
                  "id": "echo",
                  "inputs": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
                  "models": {
                    "well": {"provider": "openai-compatible", "model": "m", "secret": "UI_KEY",
                             "baseUrl": "http://localhost:PORT/well"},
                    "ill": {"provider": "openai-compatible", "model": "m", "secret": "UI_KEY",
                            "baseUrl": "http://localhost:PORT/fail"}
                  },
                  "nodes": [
                    {"id": "say", "kind": "llm", "model": "well", "maxOutputTokens": 50,
                     "messages": [{"role": "user", "text": "{{text}}"}]},
                    {"id": "fail", "kind": "llm", "model": "ill", "maxOutputTokens": 50,
                     "messages": [{"role": "user", "text": "{{said}}"}]}
                  ],
                  "wires": ["in.text -> say.text", "say.result -> fail.said", "fail.result -> out.answer"]
                }
                """.replace("PORT", String.valueOf(server.getAddress().getPort())));
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of("UI_KEY", KEY)), Limits.USUAL, Clock.systemUTC()));
        Theme theme = new Theme(Theme.Mode.LIGHT);
        Program program = new WiredProgram(flowbench, Pace.INSTANT);
        bench[0] = new BenchFolder(program.home());
        shell = new Shell(program, bench[0], new DiskFiles(), theme, Background.virtual(), Ui.NOBODY);
        Scene scene = new Scene(shell.node());
        theme.apply(scene);
        stage.setScene(scene);
        shell.showOn(stage);
        stage.setX(0);
        stage.setY(0);
        stage.setWidth(1280);
        stage.setHeight(800);
    }

    @Stop
    void stop() {
        flowbench.close();
        server.stop(0);
    }

    @Test
    void whatIsCopiedLoggedAndKeptHoldsNoKey(FxRobot robot) throws Exception {
        robot.interact(() -> shell.desk().open(file));
        until(() -> shell.view() != null);
        flowbench.runs().allow(shell.desk().active().flow().workflow(), file, null);
        robot.interact(() -> shell.commands().run("run.run"));
        until(() -> robot.lookup("#run-form-run").tryQuery().isPresent());
        // A person pastes it where it does not belong, before it was ever used.
        robot.interact(() -> robot.lookup("#input-text").queryAs(TextInputControl.class).setText("it is " + KEY));
        fire(robot, "#run-form-run");
        until(() -> shell.view().live() != null && shell.view().live().status() == RunStatus.FAILED);

        var copied = new ArrayList<String>();
        for (String node : List.of("say", "fail")) {
            robot.interact(() -> shell.desk().active().flow().select(new Selection(Set.of(node), null)));
            until(() -> !copies(robot).isEmpty());
            for (Button copy : copies(robot)) {
                copied.add(afterwards(robot, copy::fire));
            }
            copied.add(afterwards(robot, () -> shell.commands().run("edit.copy")));
            copied.addAll(shown(robot));
        }
        String all = String.join("\n", copied);
        assertTrue(all.contains("it is [secret]") && all.contains("You sent [secret]."), all);
        assertTrue(all.contains("Incorrect API key: [secret]"), all);
        clean("what was copied", all);

        until(() -> bench[0].read("inputs/echo").isPresent());
        bench[0].flush();
        try (var files = Files.walk(home)) {
            for (Path kept : files.filter(Files::isRegularFile).toList()) {
                clean(kept.toString(), Files.readString(kept, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    void aMistakeOfOursIsSaidAndLoggedWithoutIt(FxRobot robot) throws Exception {
        assertTrue(flowbench.secrets().find("UI_KEY").isPresent());
        Log log = Log.file();
        long before = log.size();
        Thread.UncaughtExceptionHandler usual = handledBy(
                new Mishaps(log.path(), shell.desk().saidProperty()::set));
        for (int again = 0; again < 3; again++) {
            Platform.runLater(() -> {
                throw new IllegalStateException("while sending " + KEY, new IOException("Bearer " + KEY));
            });
        }
        until(() -> shell.desk().saidProperty().get().contains("failed"));
        handledBy(usual);
        String said = fx(() -> shell.desk().saidProperty().get());
        assertTrue(said.contains("kept") && said.contains(log.path().toString()), said);
        String logged = log.from(before);
        assertTrue(logged.contains("while sending [secret]"), "it is logged");
        clean("the log", logged);
    }

    private static Thread.UncaughtExceptionHandler handledBy(Thread.UncaughtExceptionHandler handler) {
        return fx(() -> {
            Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
            Thread.currentThread().setUncaughtExceptionHandler(handler);
            return before;
        });
    }

    private static void clean(String where, String text) {
        for (String form : List.of(KEY, KEY.replace("\"", "\\\""), KEY.substring(0, KEY.length() - 4))) {
            assertFalse(text.contains(form), where);
        }
        assertEquals(-1, text.indexOf("canary/7070"), where);
    }

    /** Whatever is to be read in the window, and so to be selected and copied. */
    private static List<String> shown(FxRobot robot) {
        return fx(() -> robot.lookup(node -> true).queryAll().stream().map(node -> switch (node) {
            case Labeled label -> String.valueOf(label.getText());
            case Text text -> text.getText();
            case TextInputControl field -> String.valueOf(field.getText());
            default -> "";
        }).toList());
    }

    private static List<Button> copies(FxRobot robot) {
        return fx(() -> List.copyOf(robot.lookup(".trace-copy").queryAllAs(Button.class)));
    }

    private static String afterwards(FxRobot robot, Runnable act) {
        robot.interact(act);
        return fx(() -> String.valueOf(Clipboard.getSystemClipboard().getString()));
    }
}
