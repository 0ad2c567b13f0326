package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.tool.mcp.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MCP servers as their user meets them: the commands, and documents that call their tools. */
class McpCommandTest {
    private static final String FLOW = """
            { "flowbench": 1, "id": "say",
              "tools": { "say-done": { "mcp": { "server": "fake", "tool": "plain" } } },
              "nodes": [ { "id": "a", "kind": "tool", "tool": "say-done", "maxResultChars": 2000,
                "callTimeout": "PT30S" } ] }
            """;

    @TempDir Path folder;
    private Typed typed;
    private Path tools;

    @BeforeEach
    void begin() throws IOException {
        typed = new Typed(folder.resolve("home"));
        tools = Files.writeString(folder.resolve("tools.json"), FakeServer.TOOLS);
        add("--one");
    }

    @AfterEach
    void end() {
        typed.close();
    }

    private Typed.Outcome add(String more) {
        ObjectNode all = new ObjectMapper().createObjectNode();
        all.putObject("mcpServers").set("fake", entry(more));
        typed.standardInput = all.toString();
        return typed.type("mcp", "add", "-").ends(0);
    }

    private ObjectNode entry(String more) {
        ObjectNode entry = new ObjectMapper().createObjectNode().put("command",
                ProcessHandle.current().info().command().orElseThrow());
        entry.putArray("args").add("-XX:TieredStopAtLevel=1").add("-cp")
                .add(Path.of("target/test-classes").toAbsolutePath().toString()).add(FakeServer.class.getName())
                .add(tools.toString()).add(more);
        return entry;
    }

    private Typed.Outcome answering(String answers, String... command) {
        typed.standardInput = answers;
        return typed.type(command);
    }

    private String flow(String text) throws IOException {
        return Files.writeString(folder.resolve("say.flow.json"), text).toString();
    }

    private boolean wasCalled() {
        return Files.exists(folder.resolve("tools.json.called"));
    }

    private static boolean runs() {
        return ProcessHandle.current().descendants()
                .anyMatch(one -> one.info().commandLine().orElse("").contains(FakeServer.class.getName()));
    }

    @Test
    void aServerIsAllowedByPersonsOnlyAfterTheySawAllOfIt() {
        assertTrue(typed.type("mcp", "list").ends(0).out().contains("fake (not allowed)"));
        assertTrue(typed.type("mcp", "tools", "fake").ends(4).err().contains("flowbench mcp allow fake"));
        answering("", "mcp", "allow", "fake").ends(4);
        answering("n\n", "mcp", "allow", "fake").ends(4);
        assertFalse(runs(), "nothing is started before the first yes");
        answering("y\nn\n", "mcp", "allow", "fake").ends(4);
        assertTrue(typed.type("mcp", "list").ends(0).out().contains("its tools not yet seen"));

        var asked = answering("y\n", "mcp", "allow", "fake").ends(0);
        assertTrue(asked.err().contains("[y/N] \n"), asked.err());
        assertTrue(asked.err().contains(tools.toString()) && asked.err().contains("Says done."), asked.err());
        assertTrue(typed.type("mcp", "list", "--json").ends(0).out().contains("\"allowed\""));
        assertEquals("done\n", typed.type("mcp", "call", "fake", "plain").ends(0).out());
        assertTrue(typed.type("mcp", "call", "fake", "fails").ends(1).err().contains("no luck"));
        typed.type("mcp", "call", "fake", "none").ends(2);
        typed.type("mcp", "call", "fake", "plain", "--args", "[1]").ends(2);
        typed.type("mcp", "remove", "fake").ends(0);
        typed.type("mcp", "remove", "fake").ends(2);
        assertTrue(typed.type("mcp", "list").ends(0).err().contains("There are no MCP servers"));
    }

    @Test
    void aServerWhoseProgramIsMissingIsShownWholeAndSaysSoWhenItIsCalled() {
        typed.standardInput = "{\"mcpServers\": {\"gone\": {\"command\": \"no-such-program\", \"args\": [\"-y\", \"a b\"]}}}";
        typed.type("mcp", "add", "-").ends(0);
        assertTrue(typed.type("mcp", "list").ends(0).out().contains("no-such-program -y \"a b\""));
        var called = typed.type("mcp", "call", "gone", "x").ends(2);
        assertTrue(called.err().contains("search path") && !called.err().contains("mcp allow"), called.err());
    }

    @Test
    void anEntryThatSaysNothingIsRefused() {
        typed.standardInput = "{\"n\":{}}";
        typed.type("mcp", "add", "-").ends(2);
        typed.standardInput = "{\"mcpServers\": {\"n\": {}}}";
        var refused = typed.type("mcp", "add", "-").ends(2);
        assertTrue(refused.err().contains("no command and no url"), refused.err());
        assertFalse(typed.type("mcp", "list").ends(0).out().contains("n ("));
    }

    @Test
    void aCallIsGivenUpAfterTheTimeThatWasTyped() {
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        assertEquals("done\n", typed.type("mcp", "call", "fake", "plain", "--timeout", "PT1M").ends(0).out());
        var called = typed.type("mcp", "call", "fake", "hang", "--timeout", "1s").ends(1);
        assertTrue(called.err().contains("gave no answer within 1 s"), called.err());
        for (String none : List.of("0s", "-1s", "soon", "30d", "99999999999999999h", "PT25H")) {
            assertTrue(typed.type("mcp", "call", "fake", "plain", "--timeout=" + none).ends(2).err()
                    .contains("90s, 5min or PT5M"));
            typed.type("tools", "try", "calculator", "--timeout=" + none).ends(2);
        }
        assertTrue(typed.type("mcp", "call", "--help").out().contains("--timeout"));
    }

    @Test
    void aChangedScriptOfAnAllowedServerStopsAWorkflowAndItsSheetNamesTheFile() throws IOException {
        String file = flow(FLOW);
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        typed.type("run", file, "--trust").ends(0);
        typed.type("run", file).ends(0);
        Files.writeString(tools, FakeServer.TOOLS + " ");
        var refused = typed.type("run", file).ends(4);
        assertTrue(refused.err().contains("changed since it was allowed: " + tools), refused.err());
        assertTrue(typed.type("mcp", "list").out().contains("changed since it was allowed: " + tools));
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        assertFalse(typed.type("mcp", "list").out().contains("changed since"));
    }

    @Test
    void aSecretThatAServerWasGivenIsNotPrintedWhenItSaysIt() {
        typed.secrets.put("MY_TOKEN", "canary-5d1f07aa");
        typed.standardInput = new ObjectMapper().createObjectNode().set("mcpServers", new ObjectMapper()
                .createObjectNode().set("fake", entry("--one").set("env",
                        new ObjectMapper().createObjectNode().put("TOKEN", "${MY_TOKEN}"))))
                .toString();
        assertTrue(typed.type("mcp", "add", "-").ends(0).err().contains("Replaced fake"));
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        var said = typed.type("mcp", "call", "fake", "environment").ends(0);
        assertFalse((said.out() + said.err()).contains("canary-5d1f07aa"), said.out());
        assertTrue(said.out().contains("[secret]"), said.out());
    }

    @Test
    void aCallTellsHowFarItIs() {
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        var called = typed.type("mcp", "call", "fake", "far").ends(0);
        assertEquals("done\n", called.out());
        assertTrue(called.err().contains("1.5 of 3 · half"), called.err());
    }

    @Test
    void aWorkflowCallsAToolOnceItsSheetWithTheWholeCommandWasAllowed() throws IOException {
        String file = flow(
                FLOW.replace("\"mcp\"", "\"description\": \"d\", \"parameters\": {\"type\": \"object\"}, \"mcp\""));
        typed.type("check", file).ends(0);
        typed.type("run", file, "--simulate").ends(0);
        var refused = typed.type("run", file).ends(4);
        assertTrue(refused.err().contains(tools.toString()) && refused.err().contains("--one"), refused.err());
        assertFalse(runs(), "checking, simulating and asking start nothing");

        assertTrue(typed.type("run", file, "--trust").ends(0).out().contains("done"));
        assertTrue(wasCalled());
        typed.type("run", file).ends(0);

        add("--two");
        var again = typed.type("run", file).ends(4);
        assertTrue(again.err().contains("--two"), again.err());
        typed.type("run", file, "--trust").ends(0);
    }

    @Test
    void aChangedCommandOfAnAllowedServerStopsAWorkflowThatWasAllowedToo() throws IOException {
        String file = flow(FLOW);
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        typed.type("run", file, "--trust").ends(0);
        typed.type("run", file).ends(0);
        add("--other");
        typed.type("run", file).ends(4);
    }

    @Test
    void checksKnowServersAndTheirTools() throws IOException {
        assertTrue(typed.type("check", flow(FLOW)).out().contains("UNSEEN_SERVER"));
        answering("y\ny\n", "mcp", "allow", "fake").ends(0);
        typed.type("check", flow(FLOW)).ends(0);
        assertTrue(typed.type("check", flow(FLOW.replace("\"plain\"", "\"plian\""))).out().contains("plain"));
        assertTrue(typed.type("check", flow(FLOW.replace("\"fake\"", "\"fate\""))).out().contains("UNKNOWN_SERVER"));
        assertTrue(typed.type("check", flow(FLOW.replace("\"mcp\": {", "\"http\": {\"method\": \"GET\","
                + " \"address\": \"https://x.example\"}, \"mcp\": {"))).out().contains("TOOL_OF_TWO_KINDS"));
    }
}
