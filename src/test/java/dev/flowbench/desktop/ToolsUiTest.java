package dev.flowbench.desktop;

import static dev.flowbench.desktop.Ui.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.net.LocalServer;
import dev.flowbench.secret.Environment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/** Tools and models from the window: tried in place, imported, listed by asking. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class ToolsUiTest {
    private static final String API = """
            { "openapi": "3.0.0", "info": { "title": "Pets", "version": "1" },
              "servers": [ { "url": "https://pets.example.com" } ],
              "paths": {
                "/pets": { "get": { "operationId": "listPets", "summary": "All pets", "responses": {} } },
                "/pets/{id}": { "delete": { "operationId": "dropPet", "summary": "Forget a pet", "responses": {},
                  "parameters": [ { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } } ] } }
              } }
            """;

    @TempDir static Path folder;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private Path file;
    private Shell shell;
    private Flowbench flowbench;

    @Start
    void start(Stage stage) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            byte[] answer = (exchange.getRequestURI().getPath().endsWith("/models")
                    ? "{\"object\": \"list\", \"data\": [ { \"id\": \"small-one\" }, { \"id\": \"large-one\" } ]}"
                    : "{\"pet\": \"cat\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Path home = Files.createTempDirectory(folder, "home");
        file = home.resolve("pets.json");
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        flowbench.home().prepare();
        flowbench.settings().allow(LocalServer.of("localhost:" + server.getAddress().getPort()).orElseThrow());
        shell = Ui.window(stage, flowbench, Pace.INSTANT, new Ui.Chosen(file), 1280, 800);
    }

    @Stop
    void stop() {
        flowbench.close();
        server.stop(0);
    }

    private static boolean there(FxRobot robot, String id) {
        return robot.lookup(id).tryQuery().filter(Node::isVisible).isPresent();
    }

    private static void press(FxRobot robot, String id) throws Exception {
        until(() -> there(robot, id) && !robot.lookup(id).query().isDisabled());
        robot.interact(() -> robot.lookup(id).queryAs(Button.class).fire());
    }

    private void create(FxRobot robot) throws Exception {
        robot.interact(() -> shell.desk().create());
        until(() -> shell.view() != null);
    }

    private void choose(FxRobot robot, String tool) throws Exception {
        robot.interact(() -> shell.commands().run("run.tryTool"));
        until(() -> there(robot, "#try"));
        robot.interact(() -> {
            ComboBox<?> box = robot.lookup("#try-tool").queryAs(ComboBox.class);
            for (int i = 0; i < box.getItems().size(); i++) {
                if (((dev.flowbench.engine.port.Tool.Definition) box.getItems().get(i)).name().equals(tool)) {
                    box.getSelectionModel().select(i);
                }
            }
        });
    }

    @Test
    void aToolIsTriedByAFormFromItsSchema(FxRobot robot) throws Exception {
        create(robot);
        choose(robot, "calculator");
        until(() -> there(robot, "#input-expression"));
        press(robot, "#try-call");
        assertFalse(there(robot, "#try-came"), "what is required is asked for");
        robot.interact(() -> robot.lookup("#input-expression").queryAs(TextInputControl.class).setText("6 * 7"));
        press(robot, "#try-call");
        until(() -> there(robot, "#try-came"));
        assertTrue(robot.lookup("#try-came").queryAs(TextArea.class).getText().contains("42"));
    }

    @Test
    void aToolForFilesIsGivenAGrantedFolderAndOthersAreNotAskedForOne(FxRobot robot) throws Exception {
        Path notes = Files.createDirectories(folder.resolve("notes-to-read"));
        Files.writeString(notes.resolve("a.md"), "The queue is full.");
        flowbench.home().prepare();
        flowbench.settings().grant("notes", notes);
        create(robot);
        choose(robot, "calculator");
        until(() -> there(robot, "#input-expression"));
        assertFalse(there(robot, "#try-folder"));
        robot.interact(() -> robot.lookup("#try-close").queryAs(Button.class).fire());
        choose(robot, "read-file");
        until(() -> there(robot, "#try-folder"));
        robot.interact(() -> robot.lookup("#try-folder").<ComboBox<String>>query().setValue("notes"));
        robot.interact(() -> robot.lookup("#input-path").queryAs(TextInputControl.class).setText("a.md"));
        press(robot, "#try-call");
        until(() -> there(robot, "#try-came"));
        assertTrue(robot.lookup("#try-came").queryAs(TextArea.class).getText().contains("The queue is full."));
    }

    @Test
    void aStrangersToolIsCalledOnlyAfterLeave(FxRobot robot) throws Exception {
        Files.writeString(file, """
                { "flowbench": 1, "id": "pets", "name": "Pets",
                  "tools": { "pet": { "description": "A pet", "effect": "read",
                    "parameters": { "type": "object", "properties": {} },
                    "http": { "method": "GET", "address": "http://localhost:%d/pet" } } },
                  "nodes": [ { "id": "ask", "kind": "tool", "tool": "pet", "maxResultChars": 2000,
                    "callTimeout": "PT20S" } ],
                  "wires": [] }
                """.formatted(server.getAddress().getPort()));
        robot.interact(() -> shell.desk().open(file));
        until(() -> shell.view() != null);
        choose(robot, "pet");
        press(robot, "#try-call");
        until(() -> there(robot, "#consent"));
        press(robot, "#consent-cancel");
        until(() -> there(robot, "#try-failed"));
        assertEquals(List.of(), asked);
        press(robot, "#try-call");
        until(() -> there(robot, "#consent"));
        robot.interact(() -> robot.lookup("#consent-topics").queryAs(javafx.scene.control.ScrollPane.class)
                .setVvalue(1));
        press(robot, "#consent-allow");
        until(() -> there(robot, "#try-came"));
        assertTrue(robot.lookup("#try-came").queryAs(TextArea.class).getText().contains("cat"));
        assertEquals(List.of("/pet"), asked);
    }

    @Test
    void toolsAreMadeFromAnOpenApiFileThoseThatAreChosenAndUndone(FxRobot robot) throws Exception {
        create(robot);
        Files.writeString(file, API);
        robot.interact(() -> shell.commands().run("file.importTools"));
        until(() -> robot.lookup(".dialog-sheet .check-box").queryAll().size() == 3);
        robot.interact(() -> robot.lookup(".dialog-sheet .check-box").queryAllAs(CheckBox.class).stream()
                .reduce((_, last) -> last).orElseThrow().setSelected(false));
        assertTrue(robot.lookup("#import-all").queryAs(CheckBox.class).isIndeterminate());
        robot.clickOn(".dialog-sheet .primary");
        until(() -> shell.desk().active().flow().workflow().tools().size() == 1);
        assertEquals("https://pets.example.com/pets", shell.desk().active().flow().workflow().tools().values()
                .iterator().next().http().address().text());
        robot.interact(() -> shell.desk().active().flow().undo());
        assertTrue(shell.desk().active().flow().workflow().tools().isEmpty());
        assertEquals(List.of(), asked);
    }

    @Test
    void aModelIsChosenAmongThoseTheProviderHas(FxRobot robot) throws Exception {
        create(robot);
        robot.interact(() -> shell.desk().active().flow().apply("x", workflow -> workflow.withModels(Map.of("local",
                new ModelSpec("openai-compatible", "nothing",
                        "http://localhost:" + server.getAddress().getPort() + "/v1", null, null, List.of(),
                        Extras.NONE)))));
        press(robot, "#models-list");
        until(() -> there(robot, "#models")
                && robot.lookup("#models").queryAs(ListView.class).getItems().size() == 2);
        robot.interact(() -> robot.lookup("#models-search").queryAs(TextInputControl.class).setText("large"));
        press(robot, "#models-use");
        until(() -> shell.desk().active().flow().workflow().models().get("local").model().equals("large-one"));
        // Asked once, then known.
        int before = asked.size();
        press(robot, "#models-list");
        until(() -> there(robot, "#models")
                && robot.lookup("#models").queryAs(ListView.class).getItems().size() == 2);
        assertEquals(before, asked.size());
    }
}
