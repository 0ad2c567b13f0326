package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as it is started, beside a real keyring: one of its own, on a bus of its own, so that the user's is left alone.
 */
class SecretServiceTest {
    private static final String VALUE = "canary-4242-keyring";

    @TempDir private Path home;

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        for (String needed : List.of("dbus-run-session", "gnome-keyring-daemon")) {
            Assumptions.assumeTrue(isOnPath(needed),
                    needed + " is not here: with gnome-keyring and dbus installed this test runs");
        }
        server.start(InetAddress.getByName("127.0.0.1"), 0);
        Files.createDirectories(home.resolve("flowbench"));
        Files.writeString(home.resolve("flowbench/settings.json"),
                "{\"localServers\": [\"localhost:" + server.getPort() + "\"]}");
        Files.writeString(home.resolve("ask.flow.json"), """
                {
                  "flowbench": 1,
                  "id": "ask",
                  "models": {"m": {"provider": "openai-compatible", "model": "m", "secret": "RING_KEY",
                                   "baseUrl": "http://localhost:%d/v1"}},
                  "nodes": [{"id": "say", "kind": "llm", "model": "m", "maxOutputTokens": 50,
                             "messages": [{"role": "user", "text": "hello"}]}],
                  "wires": ["say.result -> out.answer"]
                }
                """.formatted(server.getPort()));
    }

    @AfterEach
    void stop() { server.close(); }

    @Test
    void aKeyIsKeptUsedAndForgottenAndEveryCommandEnds() throws Exception {
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "application/json").body("""
                {"id": "1", "model": "m", "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
                 "choices": [{"index": 0, "finish_reason": "stop",
                              "message": {"role": "assistant", "content": "You sent %s."}}]}
                """.formatted(VALUE)).build());
        String said = unlocked("""
                printf '%s\\n' "$VALUE" | flowbench secrets set RING_KEY --in keychain || exit 11
                flowbench run ask.flow.json --trust || exit 12
                flowbench secrets list || exit 13
                flowbench secrets delete RING_KEY || exit 14
                flowbench secrets list
                """);
        assertEquals("Bearer " + VALUE, server.takeRequest().getHeaders().get("Authorization"));
        assertTrue(said.contains("You sent [secret]."), said);
        assertTrue(said.contains("RING_KEY  keychain     localhost:" + server.getPort()), said);
        assertTrue(said.endsWith("'flowbench secrets set NAME' keeps one.\n"), said);
        assertFalse(said.contains(VALUE), said);
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(VALUE), file.toString());
            }
        }
    }

    @Test
    void whereNothingIsThereToKeepItInTheWayOutIsSaid() throws Exception {
        String said = onABus("""
                gnome-keyring-daemon --start --components=secrets > /dev/null 2>&1
                printf '%s\\n' "$VALUE" | flowbench secrets set RING_KEY --in keychain
                test $? = 2
                """);
        assertTrue(said.contains("--in file"), said);
        assertFalse(Files.exists(home.resolve("flowbench/secrets.json")));
    }

    private String unlocked(String script) throws Exception {
        return onABus("printf pass | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1\n" + script);
    }

    private String onABus(String script) throws Exception {
        Path file = Files.writeString(home.resolve("script.sh"), """
                flowbench() {
                    "$JAVA" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$CLASSES" dev.flowbench.Main "$@" 2>&1
                }
                """ + script);
        var builder = new ProcessBuilder("dbus-run-session", "--", "sh", file.toString()).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.startsWith("LC_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_RUNTIME_DIR", Files.createDirectory(home.resolve("run")).toString());
        builder.environment().put("FLOWBENCH_HOME", home.resolve("flowbench").toString());
        builder.environment().put("JAVA", ProcessHandle.current().info().command().orElse("java"));
        builder.environment().put("CLASSES", Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        builder.environment().put("VALUE", VALUE);
        Path out = Files.createTempFile("flowbench", ".out");
        try {
            Process process = builder.redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            String said = Files.readString(out);
            assertTrue(ended, () -> "a command did not end: " + said);
            assertEquals(0, process.exitValue(), said);
            return said;
        } finally {
            Files.delete(out);
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }
}
