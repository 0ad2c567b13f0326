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
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import dev.flowbench.secret.Keep;
import dev.flowbench.secret.Vault;
import dev.flowbench.tool.mcp.ReferenceServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.controlsfx.control.ToggleSwitch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/** The settings by keyboard and mouse; what they say is what the rest of the program then finds. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class SettingsUiTest {
    private static final String KEY = "sk-canary-0123456789abcdef";

    @TempDir static Path folder;

    private Path home;
    private Shell shell;
    private Flowbench flowbench;

    @Start
    void start(Stage stage) throws Exception {
        home = Files.createTempDirectory(folder, "home");
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of("GEMINI_API_KEY", "g-canary")), Limits.USUAL, Clock.systemUTC()));
        shell = Ui.window(stage, flowbench, Pace.INSTANT, new Ui.Chosen(home), 1280, 800);
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    private static boolean there(FxRobot robot, String id) {
        return robot.lookup(id).tryQuery().filter(Node::isVisible).isPresent();
    }

    private static void type(FxRobot robot, String id, String text) {
        robot.interact(() -> robot.lookup(id).queryAs(TextInputControl.class).setText(text));
    }

    private static boolean says(FxRobot robot, String part) {
        return robot.lookup("#settings-said").tryQuery().filter(node -> ((Label) node).getText().contains(part))
                .isPresent();
    }

    private void page(FxRobot robot, String page) throws Exception {
        robot.interact(() -> shell.commands().run("settings." + page));
        until(() -> there(robot, "#settings-page-" + page));
    }

    /** Presses a button, wherever it has been scrolled to. */
    private static void press(FxRobot robot, String id) throws Exception {
        until(() -> there(robot, id));
        robot.interact(() -> robot.lookup(id).queryAs(javafx.scene.control.Button.class).fire());
    }

    @Test
    void aKeyIsTypedUnseenKeptEncryptedAndForgotten(FxRobot robot) throws Exception {
        robot.interact(() -> shell.desk().create());
        until(() -> shell.view() != null && shell.node().getScene().getFocusOwner() != null);
        robot.press(KeyCode.SHORTCUT).type(KeyCode.COMMA).release(KeyCode.SHORTCUT);
        until(() -> there(robot, "#settings"));
        until(() -> there(robot, "#key-set-OPENAI_API_KEY"));
        assertFalse(there(robot, "#key-delete-GEMINI_API_KEY"), "what the environment says is not ours to delete");
        press(robot, "#key-set-OPENAI_API_KEY");
        type(robot, "#key-value-OPENAI_API_KEY", KEY);
        fx(() -> {
            robot.lookup("#key-where-OPENAI_API_KEY").queryAs(javafx.scene.control.ComboBox.class)
                    .getSelectionModel().selectLast();
            return true;
        });
        press(robot, "#key-keep-OPENAI_API_KEY");
        until(() -> there(robot, "#passphrase-again"));
        type(robot, "#passphrase", "short");
        type(robot, "#passphrase-again", "short");
        press(robot, "#passphrase-open");
        assertTrue(there(robot, "#passphrase-again"), "fewer than 8 characters are none");
        type(robot, "#passphrase", "correct horse");
        type(robot, "#passphrase-again", "battery staple");
        press(robot, "#passphrase-open");
        assertTrue(there(robot, "#passphrase-again"), "two that differ are none");
        type(robot, "#passphrase-again", "correct horse");
        press(robot, "#passphrase-open");
        until(() -> says(robot, "OPENAI_API_KEY"));
        Vault vault = flowbench.secrets();
        assertEquals(Set.of("api.openai.com"), vault.find("OPENAI_API_KEY").orElseThrow().places());
        assertTrue(vault.rows().stream()
                .anyMatch(row -> row.name().equals("OPENAI_API_KEY") && row.kept() == Keep.FILE));
        try (var files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains(KEY), file.toString());
            }
        }
        assertTrue(fx(() -> robot.lookup(".label").queryAll().stream()
                .noneMatch(node -> node instanceof Label label && String.valueOf(label.getText()).contains(KEY))));
        press(robot, "#key-delete-OPENAI_API_KEY");
        until(() -> robot.lookup(".dialog-sheet .danger").tryQuery().isPresent());
        robot.clickOn(".dialog-sheet .button.danger");
        until(() -> !vault.has("OPENAI_API_KEY"));
    }

    @Test
    void aKeyNamesEveryHostItMayBeSentTo(FxRobot robot) throws Exception {
        flowbench.home().prepare();
        flowbench.secrets().bind("OPENAI_API_KEY", "eu.api.openai.com");
        page(robot, "keys");
        until(() -> there(robot, "#key-set-OPENAI_API_KEY"));
        assertTrue(fx(() -> robot.lookup("#settings-page-keys .label").queryAll().stream().anyMatch(
                node -> "OPENAI_API_KEY, sent to api.openai.com, eu.api.openai.com only"
                        .equals(((Label) node).getText()))));
    }

    @Test
    void serversAndFoldersAreAllowedAndTakenBackAndNonsenseIsRefused(FxRobot robot) throws Exception {
        page(robot, "servers");
        until(() -> there(robot, "#servers-new"));
        type(robot, "#servers-new", "10.0.0.*");
        press(robot, "#servers-allow");
        until(() -> says(robot, "10.0.0.*"));
        assertTrue(flowbench.settings().localServers().isEmpty());
        assertTrue(fx(() -> robot.lookup("#servers-new").query().getStyleClass().contains("invalid")));
        type(robot, "#servers-new", "localhost:11434");
        press(robot, "#servers-allow");
        until(() -> there(robot, "#forbid-localhost-11434"));
        assertEquals("[localhost:11434]", flowbench.settings().localServers().toString());
        press(robot, "#forbid-localhost-11434");
        until(() -> flowbench.settings().localServers().isEmpty());
        robot.type(KeyCode.ESCAPE);
        until(() -> !there(robot, "#settings"));

        page(robot, "folders");
        until(() -> there(robot, "#folders-name"));
        type(robot, "#folders-name", "Reports!");
        press(robot, "#folders-grant");
        assertTrue(flowbench.settings().folders().isEmpty());
        type(robot, "#folders-name", "reports");
        press(robot, "#folders-choose");
        press(robot, "#folders-grant");
        until(() -> there(robot, "#revoke-reports"));
        assertEquals(Map.of("reports", home), flowbench.settings().folders());
        press(robot, "#revoke-reports");
        until(() -> flowbench.settings().folders().isEmpty());
    }

    @Test
    void aModelNobodyUsesYetIsSwitchedOffByItsNameAndNonsenseIsRefused(FxRobot robot) throws Exception {
        page(robot, "limits");
        until(() -> there(robot, "#switches-new"));
        for (String wrong : List.of("", "gpt-4.1", "openai/", "openai/gpt 4", "nobody/gpt-4.1")) {
            type(robot, "#switches-new", wrong);
            press(robot, "#switches-off");
            assertTrue(fx(() -> robot.lookup("#switches-new").query().getStyleClass().contains("invalid")), wrong);
            assertEquals(Set.of(), flowbench.switches().off());
        }
        assertTrue(says(robot, "no provider “nobody”"));
        type(robot, "#switches-new", " openai/gpt-4.1 ");
        press(robot, "#switches-off");
        until(() -> there(robot, "#switch-openai-gpt-4-1"));
        assertTrue(flowbench.switches().isOff("openai", "gpt-4.1"));
    }

    @Test
    void aPassphraseThatIsNotGivenOpensNothingAndTheWindowSaysSo(FxRobot robot) throws Exception {
        flowbench.home().prepare();
        // Another process kept it: this one has not opened the file yet.
        try (var other = new Flowbench(new Machine(flowbench.home(), new Samples(home.resolve("none")),
                Environment.of(Map.of(Vault.PASSPHRASE, "correct horse")), Limits.USUAL, Clock.systemUTC()))) {
            other.secrets().set("OPENAI_API_KEY", KEY, Keep.FILE);
        }
        page(robot, "keys");
        press(robot, "#test-openai");
        press(robot, "#passphrase-cancel");
        until(() -> there(robot, "#trial-said-openai"));
        String said = fx(() -> robot.lookup("#trial-said-openai .label").queryAllAs(Label.class).stream()
                .map(Label::getText).collect(Collectors.joining(" ")));
        assertTrue(said.contains("No passphrase was given") && said.contains("was not opened"), said);
        assertFalse(said.contains("FLOWBENCH_PASSPHRASE") || said.contains("terminal"), said);
    }

    @Test
    void aModelOfTheOpenWorkflowIsSwitchedOffAndLimitsAreKept(FxRobot robot) throws Exception {
        robot.interact(() -> shell.desk().create());
        until(() -> shell.view() != null);
        robot.interact(() -> shell.desk().active().flow().apply("x", workflow -> workflow.withModels(
                Map.of("writer", new ModelSpec("openai", "gpt-4.1-mini")))));
        page(robot, "limits");
        until(() -> there(robot, "#switch-openai-gpt-4-1-mini"));
        robot.interact(() -> robot.lookup("#switch-openai-gpt-4-1-mini").queryAs(ToggleSwitch.class)
                .setSelected(false));
        until(() -> flowbench.switches().isOff("openai", "gpt-4.1-mini"));
        robot.interact(() -> robot.lookup("#switch-openai-gpt-4-1-mini").queryAs(ToggleSwitch.class)
                .setSelected(true));
        until(() -> !flowbench.switches().isOff("openai", "gpt-4.1-mini"));
        type(robot, "#limit-concurrent-anthropic", "4");
        robot.interact(() -> robot.lookup("#limit-concurrent-anthropic").queryAs(javafx.scene.control.TextField.class)
                .fireEvent(new javafx.event.ActionEvent()));
        until(() -> flowbench.settings().limit("anthropic").equals(new Limit(4, Integer.MAX_VALUE)));
    }

    @Test
    void anMcpServerIsPastedItsWholeCommandShownAllowedAndRemovedAndNothingIsStarted(FxRobot robot) throws Exception {
        page(robot, "mcp");
        until(() -> there(robot, "#mcp-json"));
        Path mark = home.resolve("started");
        type(robot, "#mcp-json", """
                {"mcpServers": {"toucher": {"command": "touch", "args": ["%s"]}}}""".formatted(mark));
        press(robot, "#mcp-add");
        until(() -> there(robot, "#mcp-allow-toucher"));
        assertTrue(fx(() -> robot.lookup(".settings-command .ask-plain").queryAll().stream()
                .anyMatch(node -> ((javafx.scene.text.Text) node).getText().contains(mark.toString()))));
        press(robot, "#mcp-allow-toucher");
        until(() -> there(robot, "#mcp-tools-toucher"));
        press(robot, "#mcp-remove-toucher");
        until(() -> robot.lookup(".dialog-sheet .button.danger").tryQuery().isPresent());
        robot.clickOn(".dialog-sheet .button.danger");
        until(() -> flowbench.mcp().entries().isEmpty());
        assertFalse(Files.exists(mark));
    }

    @Test
    void aRealMcpServerIsAllowedItsToolsAreSeenAndItEndsWhenItIsRemoved(FxRobot robot) throws Exception {
        String node = ReferenceServers.node();
        String script = ReferenceServers.script("everything");
        page(robot, "mcp");
        until(() -> there(robot, "#mcp-json"));
        type(robot, "#mcp-json", """
                {"mcpServers": {"every": {"command": "%s", "args": ["%s", "stdio"]}}}""".formatted(node, script));
        press(robot, "#mcp-add");
        press(robot, "#mcp-allow-every");
        until(() -> there(robot, "#mcp-tools-every"));
        assertTrue(started(script).isEmpty(), "nothing is started before somebody asks for its tools");
        press(robot, "#mcp-tools-every");
        until(() -> there(robot, "#mcp-seen-every"));
        assertTrue(fx(() -> robot.lookup("#settings-page-mcp .label").queryAll().stream()
                .anyMatch(label -> ((Label) label).getText().equals("get-structured-content"))));
        press(robot, "#mcp-seen-every");
        until(() -> flowbench.mcp().seenTools("every").isPresent());
        List<ProcessHandle> processes = started(script);
        assertFalse(processes.isEmpty());
        until(() -> there(robot, "#mcp-remove-every"));
        press(robot, "#mcp-remove-every");
        until(() -> robot.lookup(".dialog-sheet .button.danger").tryQuery().isPresent());
        robot.clickOn(".dialog-sheet .button.danger");
        until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertTrue(flowbench.mcp().entries().isEmpty());
    }

    @Test
    void aToolIsTriedByAFormOfItsSchema(FxRobot robot) throws Exception {
        robot.interact(() -> shell.desk().create());
        until(() -> shell.view() != null);
        robot.interact(() -> shell.commands().run("run.tryTool"));
        until(() -> there(robot, "#try-call"));
        robot.interact(() -> {
            var tools = robot.lookup("#try-tool").<javafx.scene.control.ComboBox<Tool.Definition>>query();
            tools.getItems().stream().filter(tool -> tool.name().equals("calculator")).findFirst()
                    .ifPresent(tools::setValue);
        });
        press(robot, "#try-call");
        assertFalse(there(robot, "#try-came"), "what is required is asked for before anything is called");
        type(robot, "#try .run-form .text-input", "2^10");
        press(robot, "#try-call");
        until(() -> there(robot, "#try-came"));
        assertTrue(fx(() -> robot.lookup("#try-came").queryAs(TextInputControl.class).getText()).contains("1024"));
        type(robot, "#try .run-form .text-input", "1 +");
        press(robot, "#try-call");
        until(() -> there(robot, "#try-failed"));
        press(robot, "#try-close");
        until(() -> !there(robot, "#try"));
    }

    private static List<ProcessHandle> started(String script) {
        return ProcessHandle.current().descendants()
                .filter(one -> one.info().commandLine().orElse("").contains(script)).toList();
    }

    @Test
    void whyAnMcpServerHasNoToolsStandsBesideIt(FxRobot robot) throws Exception {
        page(robot, "mcp");
        until(() -> there(robot, "#mcp-json"));
        type(robot, "#mcp-json", """
                {"mcpServers": {"mute": {"command": "false"}}}""");
        robot.interact(() -> robot.lookup("#mcp-json").query().requestFocus());
        robot.type(KeyCode.TAB);
        assertTrue(fx(() -> robot.lookup("#mcp-add").query().isFocused()), "Tab leaves the text");
        press(robot, "#mcp-add");
        press(robot, "#mcp-allow-mute");
        press(robot, "#mcp-tools-mute");
        until(() -> there(robot, "#mcp-failed-mute"));
    }

    @Test
    void aConnectionThatIsNotAllowedSaysSoAndOffersToAllowIt(FxRobot robot) throws Exception {
        page(robot, "keys");
        until(() -> there(robot, "#address-openai-compatible"));
        type(robot, "#address-openai-compatible", "http://127.0.0.1:1/v1");
        press(robot, "#test-openai-compatible");
        until(() -> there(robot, "#trial-said-openai-compatible"));
        press(robot, "#trial-allow-openai-compatible");
        until(() -> flowbench.settings().localServers().size() == 1);
    }

    @Test
    void whatIsRememberedIsReadSearchedAndForgotten(FxRobot robot) throws Exception {
        flowbench.memory().remember("letters", "one", "The cat likes fish.", 1);
        flowbench.memory().remember("letters", "two", "The dog likes bones.", 2);
        page(robot, "memory");
        until(() -> there(robot, "#memory-delete-one") && there(robot, "#memory-delete-two"));
        type(robot, "#memory-search", "bones");
        until(() -> !there(robot, "#memory-delete-one") && there(robot, "#memory-delete-two"));
        press(robot, "#memory-delete-two");
        until(() -> flowbench.memory().entry("letters", "two").isEmpty());
        assertTrue(flowbench.memory().entry("letters", "one").isPresent());
        until(() -> !there(robot, "#memory-delete-two"));
        press(robot, "#memory-clear");
        until(() -> robot.lookup(".dialog-sheet .button.danger").tryQuery().isPresent());
        robot.clickOn(".dialog-sheet .button.danger");
        until(() -> flowbench.memory().scopes().isEmpty());
    }
}
