package dev.flowbench.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.net.Limits;
import dev.flowbench.net.LocalServer;
import dev.flowbench.secret.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in a file of somebody else: to open, check, save, and to say what it could do reaches no server, starts no
 * program and writes nothing.
 */
class HostileFilesTest {
    @TempDir Path folder;

    private final MockWebServer server = new MockWebServer();
    private Flowbench flowbench;
    private Path owned;

    @BeforeEach
    void begin() throws IOException {
        server.start();
        owned = folder.resolve("owned");
        flowbench = new Flowbench(new Machine(new FlowbenchHome(folder.resolve("home")),
                new Samples(folder.resolve("none")), Environment.of(Map.of("CANARY", "sk-canary-0123456789abcdef")),
                Limits.USUAL, Clock.systemUTC()));
        // It is not the policy that keeps it from the server.
        flowbench.settings().allow(LocalServer.of("localhost:" + server.getPort()).orElseThrow());
        flowbench.mcp().add("""
                {"mcpServers": {"evil": {"command": "touch", "args": ["%s"]}}}""".formatted(json(owned.toString())));
    }

    @AfterEach
    void end() {
        flowbench.close();
        server.close();
    }

    private static String json(String text) {
        String quoted = TextNode.valueOf(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    /** What runs, reaches or reads something in the programs of others. */
    private List<String> payloads() {
        String url = server.url("/x").toString();
        String run = "touch " + owned;
        return List.of("{{ $evaluate('" + run + "') }}", "${T(java.lang.Runtime).getRuntime().exec('" + run + "')}",
                "$(" + run + ")", "`" + run + "`", "; " + run + " #", url, "![x](" + url + ")",
                "<img src='" + url + "'>", "file:///etc/passwd", "../../../../etc/passwd", "\\\\evil\\share\\x",
                "${jndi:" + url.replace("http", "ldap") + "}", "{{secrets.CANARY}}", "\u202E\u0000\u001B[2J",
                "{{> " + url
                        + "}}",
                "@import url('" + url + "')");
    }

    /** Documents with a hole for whatever one likes. */
    private List<String> places() {
        String url = server.url("/x").toString();
        return List.of(
                // Words that other programs act on when they open a file.
                node("transform", "\"template\": \"@\", \"maxChars\": 10"),
                node("transform", "\"expression\": \"@\", \"maxChars\": 10"),
                node("llm",
                        "\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"text\": \"@\", \"images\": [\"@\"]}],"
                                + " \"output\": {\"$ref\": \"" + url + "\", \"$schema\": \"" + url + "\", \"$id\": \""
                                + url + "\"}"),
                node("tool", "\"tool\": \"@\", \"config\": {\"folder\": \"@\"}, \"arguments\": {\"path\": \"@\"}"),
                node("tool", "\"tool\": \"t\", \"arguments\": {\"x\": \"@\"}"),
                node("subflow", "\"file\": \"@\", \"hash\": \"@\""),
                node("recall", "\"query\": \"@\", \"scope\": \"@\""),
                node("agent", "\"model\": \"m\", \"messages\": [{\"role\": \"system\", \"text\": \"@\"}], \"tools\":"
                        + " [{\"tool\": \"t\"}, {\"tool\": \"fetch-page\"}, {\"tool\": \"s\"}, {\"tool\": \"u\"}]"),
                node("@", "\"onOpen\": \"@\", \"command\": \"@\", \"script\": {\"postinstall\": \"@\"}"),
                node("gate", "\"condition\": \"@\", \"note\": \"@\", \"title\": \"@\", \"onFailure\": [{\"action\":"
                        + " \"fallback-node\", \"node\": \"@\"}], \"validate\": {\"schema\": {\"$ref\": \"" + url
                        + "#/x\", \"pattern\": \"(a+)+$\", \"contentSchema\": {\"$dynamicRef\": \"" + url + "\"}}}"),
                "{\"flowbench\": 1, \"id\": \"@\", \"trusted\": true, \"autorun\": \"@\", \"inputs\": {\"$ref\": \""
                        + url
                        + "\", \"default\": \"@\"}, \"state\": {\"s\": {\"type\": {\"$ref\": \"" + url
                        + "\"}, \"initial\": \"@\"}}, \"nodes\": [], \"wires\": [\"@ -> @\"]}",
                "{\"@class\": \"@\", \"@type\": \"java.lang.ProcessBuilder\", \"lc\": 1, \"flowbench\": 1, \"id\": \"x\","
                        + " \"__proto__\": {\"admin\": true}, \"nodes\": [[\"java.net.URL\", \"" + url + "\"]]}",
                "@");
    }

    private String node(String kind, String rest) {
        String url = server.url("/x").toString();
        return """
                { "flowbench": 1, "id": "f", "name": "@",
                  "models": { "m": { "provider": "openai-compatible", "model": "@", "baseUrl": "%1$s", "secret": "CANARY" } },
                  "tools": {
                    "t": { "description": "@", "effect": "READ", "parameters": { "$ref": "%1$s" },
                      "http": { "method": "POST", "address": "%1$s", "headers": { "X": "@" }, "body": "@", "secret": "CANARY" } },
                    "s": { "mcp": { "server": "evil", "tool": "@" } },
                    "u": { "subflow": { "file": "@" } } },
                  "nodes": [ { "id": "n", "kind": "%2$s", %3$s } ],
                  "wires": [ "n.result -> out.result" ], "layout": { "n": [1e300, -1e300] } }
                """.formatted(url, kind, rest);
    }

    private Set<String> written() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void toOpenAFileDoesNothing() throws Exception {
        var files = new ArrayList<Path>();
        for (String place : places()) {
            for (String payload : payloads()) {
                Path file = folder.resolve("hostile" + files.size() + ".flow.json");
                Files.writeString(file, place.replace("@", json(payload)));
                files.add(file);
            }
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(200);
        Set<String> before = written();
        int opened = 0;
        try (var recording = new Recording()) {
            recording.enable("jdk.ProcessStart");
            recording.start();
            for (Path file : files) {
                opened += opens(file) ? 1 : 0;
            }
            recording.stop();
            Path events = Files.createTempFile("flowbench", ".jfr");
            try {
                recording.dump(events);
                assertThat(RecordingFile.readAllEvents(events)).isEmpty();
            } finally {
                Files.delete(events);
            }
        }
        assertThat(opened).isGreaterThan(150);
        assertThat(server.getRequestCount()).isZero();
        assertThat(written()).isEqualTo(before);
        assertThat(owned).doesNotExist();
    }

    /** All that is done with a file before somebody runs it; whether it can be read at all. */
    private boolean opens(Path file) throws Exception {
        Document document;
        try {
            document = flowbench.documents().open(file);
        } catch (UnreadableDocument e) {
            assertThat(e.getMessage()).doesNotContain("Exception").doesNotContain("canary");
            return false;
        }
        Workflow workflow = document.workflow();
        flowbench.documents().problems(document).forEach(problem -> assertThat(problem.problem().message())
                .as(file.toString()).doesNotContain("Exception").isNotBlank());
        flowbench.documents().text(workflow);
        flowbench.documents().hash(workflow);
        try {
            assertThat(flowbench.runs().standing(workflow, file)).isEqualTo(Consents.Standing.RESTRICTED);
            flowbench.runs().preflight(workflow, file);
            flowbench.runs().sheet(workflow, file).text();
            flowbench.runs().restriction(workflow, file);
        } catch (CannotRun e) {
            assertThat(e.getMessage()).doesNotContain("Exception").doesNotContain("canary");
        }
        return true;
    }
}
