package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secret;
import dev.flowbench.tool.LoneCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A machine with MCP servers, for tests. */
final class Bench implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, String> secrets = new HashMap<>();
    final Map<String, String> environment = new HashMap<>(System.getenv());
    final Redaction redaction = new Redaction();
    final Path config;
    private final Path folder;
    private final Http http;
    private McpServers servers;

    Bench(Path folder) {
        this.folder = folder;
        this.config = folder.resolve("mcp.json");
        this.http = new Http(HostPolicy.ANY, redaction,
                name -> Optional.ofNullable(secrets.get(name))
                        .map(value -> new Secret(name, value, Set.of("localhost"))),
                Limits.USUAL, "test");
        this.servers = servers();
    }

    private McpServers servers() {
        return new McpServers(new McpServers.Place(config, folder.resolve("mcp-allowed.json"),
                name -> Optional.ofNullable(secrets.get(name)).map(value -> new Secret(name, value, Set.of())),
                () -> http, redaction, environment, "1"), Clock.systemUTC());
    }

    McpServers mcp() {
        return servers;
    }

    /** The program ends and begins again. */
    void again() {
        servers.close();
        servers = servers();
    }

    /** An entry for a program. */
    static ObjectNode program(String command, String... arguments) {
        ObjectNode entry = JSON.createObjectNode().put("command", command);
        for (String argument : arguments) {
            entry.withArray("args").add(argument);
        }
        return entry;
    }

    void add(String name, JsonNode entry) {
        ObjectNode all = JSON.createObjectNode();
        all.putObject("mcpServers").set(name, entry);
        try {
            servers.add(all.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says yes to the command and to what the server says. */
    McpServers.Listing allow(String name) throws ToolException, IOException {
        servers.allow(name, servers.shown(name).orElseThrow().consent());
        McpServers.Listing says = servers.list(name);
        servers.seen(name, says.hash());
        return says;
    }

    JsonNode call(String server, String tool, String arguments) throws ToolException, IOException {
        return call(server, tool, arguments, oneCall(30));
    }

    JsonNode call(String server, String tool, String arguments, Tool.Call call) throws ToolException, IOException {
        return servers.tool(server, tool).orElseThrow().call(JSON.readTree(arguments), call);
    }

    /** A call that a test may cancel. */
    static LoneCall oneCall(int seconds) {
        return new LoneCall(null, Duration.ofSeconds(seconds), Clock.systemUTC());
    }

    /** An entry for the server that misbehaves; what it lists stands in the file. */
    static ObjectNode fake(Path tools) throws IOException {
        if (!Files.exists(tools)) {
            Files.writeString(tools, FakeServer.TOOLS);
        }
        ObjectNode entry = program(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp", Path.of("target/test-classes").toAbsolutePath().toString(), FakeServer.class.getName(),
                tools.toString());
        entry.putArray("data").add(tools.toString());
        return entry;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        servers.close();
        http.close();
    }
}
