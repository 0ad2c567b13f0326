package dev.flowbench.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference servers of the protocol's authors, talked to as a workflow does. */
class ReferenceServersTest {
    private static final String SECRET = "canary-4f8a1c77e2b94d50";

    @TempDir Path folder;

    private Bench everything() {
        var bench = new Bench(folder);
        bench.add("everything", Bench.program(ReferenceServers.node(), ReferenceServers.script("everything"), "stdio"));
        return bench;
    }

    /** What this process has started and those have, and still lives. */
    static Set<ProcessHandle> children() {
        return ProcessHandle.current().descendants()
                .filter(one -> one.info().commandLine().orElse("").contains("mcp-servers"))
                .collect(Collectors.toSet());
    }

    private static void none(Set<ProcessHandle> processes) {
        for (ProcessHandle one : processes) {
            try {
                one.onExit().get(5, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("still there: " + one.info(), e);
            }
        }
    }

    @Test
    void everythingIsListedCalledKilledAndStartedAgainAndLeavesNothingBehind() throws Exception {
        Set<ProcessHandle> started;
        try (Bench bench = everything()) {
            bench.environment.put("OPENAI_API_KEY", SECRET);
            bench.again();
            bench.secrets.put("MY_TOKEN", SECRET + "-granted");
            bench.add("everything", Bench
                    .program(ReferenceServers.node(), ReferenceServers.script("everything"), "stdio")
                    .set("env", Bench.JSON.createObjectNode().put("TOKEN", "${MY_TOKEN}").put("PLAIN", "seen")));
            List<ListedTool> tools = bench.allow("everything").tools();
            assertTrue(tools.size() >= 8, tools::toString);

            assertEquals("Echo: hello", bench.call("everything", "echo", "{\"message\": \"hello\"}").asText());
            assertTrue(bench.call("everything", "get-sum", "{\"a\": 2, \"b\": 3}").asText().contains("5"));
            String image = bench.call("everything", "get-tiny-image", "{}").asText();
            assertTrue(image.contains("[an image, image/png, "), image);
            assertTrue(bench.call("everything", "get-structured-content", "{\"location\": \"Chicago\"}")
                    .path("temperature").isNumber());

            String environment = bench.call("everything", "get-env", "{}").asText();
            JsonNode given = Bench.JSON.readTree(environment);
            assertEquals("seen", given.path("PLAIN").asText());
            assertEquals(SECRET + "-granted", given.path("TOKEN").asText());
            assertFalse(given.has("OPENAI_API_KEY"), environment);
            assertEquals(1, environment.split(SECRET, -1).length - 1, environment);

            started = children();
            assertFalse(started.isEmpty());
            started.forEach(ProcessHandle::destroyForcibly);
            none(started);
            assertEquals("Echo: again", again(bench, "again"));
            started = children();
            assertFalse(started.isEmpty());
        }
        none(started);
    }

    /** The first call after a crash may still be told of it. */
    private static String again(Bench bench, String word) throws Exception {
        for (int i = 0;; i++) {
            try {
                return bench.call("everything", "echo", "{\"message\": \"" + word + "\"}").asText();
            } catch (ToolException e) {
                if (i == 1 || e.code() != ErrorCode.NET_LOST) {
                    throw e;
                }
            }
        }
    }

    @Test
    @Tag("slow")
    void aCallThatIsCancelledEndsAtOnceAndWhoGoesOnAllTheSameIsEnded() throws Exception {
        try (Bench bench = everything()) {
            bench.allow("everything");
            bench.call("everything", "echo", "{\"message\": \"hello\"}");
            Set<ProcessHandle> started = children();
            var call = Bench.oneCall(60);
            var result = CompletableFuture.supplyAsync(() -> assertThrows(ToolException.class,
                    () -> bench.call("everything", "trigger-long-running-operation",
                            "{\"duration\": 30, \"steps\": 60}", call)));
            Thread.sleep(1_500);
            long before = System.nanoTime();
            call.cancel();
            assertEquals(ErrorCode.CANCELLED, result.get(5, TimeUnit.SECONDS).code());
            assertTrue(System.nanoTime() - before < 1_000_000_000L, "ended late");
            // This server goes on with what was cancelled.
            none(started);
            assertEquals("Echo: once more", again(bench, "once more"));
        }
    }

    @Test
    @Tag("slow")
    void everyToolOfEverythingAnswersOrSaysWhyNot() throws Exception {
        try (Bench bench = everything()) {
            for (ListedTool tool : bench.allow("everything").tools()) {
                everyTool(bench, "everything", tool);
            }
        }
    }

    private static void everyTool(Bench bench, String server, ListedTool tool) throws IOException {
        String arguments = switch (tool.name()) {
            case "echo" -> "{\"message\": \"x\"}";
            case "get-sum" -> "{\"a\": 1, \"b\": 2}";
            case "trigger-long-running-operation" -> "{\"duration\": 1, \"steps\": 2}";
            case "get-structured-content" -> "{\"location\": \"New York\"}";
            case "get-annotated-message" -> "{\"messageType\": \"success\", \"includeImage\": true}";
            case "get-resource-reference" -> "{\"resourceType\": \"Text\", \"resourceId\": 1}";
            default -> "{}";
        };
        try {
            JsonNode result = bench.call(server, tool.name(), arguments);
            assertFalse(result.toString().length() <= 2, tool.name());
        } catch (ToolException e) {
            assertTrue(e.code() == ErrorCode.TOOL_ERROR || e.code() == ErrorCode.BAD_ARGUMENTS,
                    tool.name() + ": " + e.code() + " " + e.getMessage());
        }
    }

    @Test
    @Tag("slow")
    void filesAndMemoryAreServed() throws Exception {
        Path files = Files.createDirectories(folder.resolve("files")).toRealPath();
        Files.writeString(files.resolve("note.txt"), "hello from a file");
        try (var bench = new Bench(folder)) {
            bench.add("files", Bench.program(ReferenceServers.node(), ReferenceServers.script("filesystem"),
                    files.toString()));
            bench.add("memory", Bench.program(ReferenceServers.node(), ReferenceServers.script("memory"))
                    .set("env", Bench.JSON.createObjectNode().put("MEMORY_FILE_PATH",
                            folder.resolve("memory.jsonl").toString())));
            bench.allow("files");
            bench.allow("memory");
            assertTrue(bench.call("files", "read_text_file",
                    "{\"path\": \"" + files.resolve("note.txt") + "\"}").toString().contains("hello from a file"));
            ToolException out = assertThrows(ToolException.class,
                    () -> bench.call("files", "read_text_file", "{\"path\": \"/etc/passwd\"}"));
            assertEquals(ErrorCode.TOOL_ERROR, out.code());
            bench.call("memory", "create_entities", """
                    {"entities": [{"name": "Ada", "entityType": "person", "observations": ["writes programs"]}]}""");
            assertTrue(bench.call("memory", "read_graph", "{}").toString().contains("writes programs"));
        }
    }

    @Test
    @Tag("slow")
    void overHttpTheSameServerIsCancelledAndComesBack() throws Exception {
        int port = freePort();
        Process server = web(port);
        try (var bench = new Bench(folder)) {
            bench.add("web", Bench.JSON.createObjectNode().put("type", "streamable-http")
                    .put("url", "http://localhost:" + port + "/mcp"));
            bench.allow("web");
            assertEquals("Echo: hello", bench.call("web", "echo", "{\"message\": \"hello\"}").asText());
            assertEquals("Long running operation completed. Duration: 1 seconds, Steps: 2.",
                    bench.call("web", "trigger-long-running-operation", "{\"duration\": 1, \"steps\": 2}").asText());
            var call = Bench.oneCall(60);
            var result = CompletableFuture.supplyAsync(() -> assertThrows(ToolException.class,
                    () -> bench.call("web", "trigger-long-running-operation", "{\"duration\": 30, \"steps\": 60}",
                            call)));
            Thread.sleep(1_000);
            call.cancel();
            assertEquals(ErrorCode.CANCELLED, result.get(5, TimeUnit.SECONDS).code());

            server.destroyForcibly().waitFor();
            ToolException gone = assertThrows(ToolException.class,
                    () -> bench.call("web", "echo", "{\"message\": \"hello\"}"));
            assertTrue(gone.code() == ErrorCode.NET_CONNECT || gone.code() == ErrorCode.NET_LOST, gone::getMessage);
            server = web(port);
            assertEquals("Echo: back", back(bench));
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void overHttpTheSameServerIsListedAndCalled() throws Exception {
        int port = freePort();
        Process server = web(port);
        try (var bench = new Bench(folder)) {
            bench.add("web", Bench.JSON.createObjectNode().put("type", "http")
                    .put("url", "http://localhost:" + port + "/mcp"));
            List<ListedTool> tools = bench.allow("web").tools();
            assertTrue(tools.size() >= 8, tools::toString);
            assertEquals("Echo: hello", bench.call("web", "echo", "{\"message\": \"hello\"}").asText());
        } finally {
            server.destroyForcibly();
        }
    }

    /** The first call after the server came back is told that its session is gone. */
    private static String back(Bench bench) throws Exception {
        for (int i = 0;; i++) {
            try {
                return bench.call("web", "echo", "{\"message\": \"back\"}").asText();
            } catch (ToolException e) {
                if (i == 3) {
                    throw e;
                }
            }
        }
    }

    private Process web(int port) throws Exception {
        var builder = new ProcessBuilder(ReferenceServers.node(), ReferenceServers.script("everything"),
                "streamableHttp").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()));
        builder.environment().put("PORT", Integer.toString(port));
        Process server = builder.start();
        for (int i = 0; i < 100; i++) {
            try (var _ = new java.net.Socket("localhost", port)) {
                return server;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("the server did not begin to listen: " + Bench.text(folder.resolve("server.log")));
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
