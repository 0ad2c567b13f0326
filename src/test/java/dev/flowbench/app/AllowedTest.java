package dev.flowbench.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.app.Consents.Standing;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person allows is what the person was shown, and what is one's own stays so with all that it uses. */
class AllowedTest {
    /** What the other run has sent is sent again unasked. */
    private static final RunOptions ALL = RunOptions.USUAL.with(RunOptions.Asking.APPROVE);

    @TempDir Path folder;

    private Flowbench flowbench;
    private Runs runs;

    @BeforeEach
    void begin() {
        flowbench = new Flowbench(new Machine(new FlowbenchHome(folder.resolve("home")),
                new Samples(folder.resolve("none")), Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        runs = flowbench.runs();
    }

    @AfterEach
    void end() {
        flowbench.close();
    }

    @Test
    void whatChangedSinceItWasShownIsNotAllowed() throws Exception {
        Path file = file("letter", letter("One"));
        Workflow one = flowbench.documents().open(file).workflow();
        Sheet shown = runs.sheet(one, file);
        Workflow two = flowbench.documents().open(file("letter", letter("Two"))).workflow();
        assertThat(runs.allow(two, file, shown)).isFalse();
        assertThat(runs.standing(two, file)).isEqualTo(Standing.RESTRICTED);
        assertThat(runs.allow(one, file, shown)).isTrue();
        String run = live(one, file);
        // The same of what is kept with a run, and of what is made from it.
        Sheet other = runs.sheet(two, file);
        var order = new ForkOrder(run, two, null, ALL);
        assertThat(runs.allow(run, other)).isFalse();
        assertThat(runs.allow(order, shown)).isFalse();
        assertThatThrownBy(() -> runs.fork(order, Pace.INSTANT, _ -> {}))
                .isInstanceOfSatisfying(CannotRun.class, e -> {
                    assertThat(e.reason()).isEqualTo(CannotRun.Reason.RESTRICTED);
                    assertThat(e.sheet().orElseThrow().hash()).isEqualTo(other.hash());
                });
        assertThat(runs.allow(run, shown)).isTrue();
        assertThat(runs.allow(order, other)).isTrue();
        runs.fork(order, Pace.INSTANT, _ -> {}).await();
    }

    @Test
    void aForkOfOnesOwnDocumentIsOnesOwnAlsoWithOthersInIt() throws Exception {
        Path part = file("lib/letter", letter("Mine"));
        Path main = file("main", """
                { "flowbench": 1, "id": "main",
                  "nodes": [ { "id": "call", "kind": "subflow", "file": "lib/letter.flow.json", "results": ["sent"],
                    "maxChars": 1000 } ],
                  "wires": [ "call.sent -> out.sent" ] }
                """);
        Workflow workflow = flowbench.documents().open(main).workflow();
        assertThat(runs.own(workflow, main)).isFalse();
        assertThat(runs.own(flowbench.documents().open(part).workflow(), part)).isTrue();
        assertThat(runs.own(workflow, main)).isTrue();
        String run = live(workflow, main);
        Workflow edited = flowbench.documents()
                .open(file("main", Files.readString(main).replace("1000", "900"))).workflow();
        var order = new ForkOrder(run, edited, null, ALL);
        assertThat(runs.own(order)).isTrue();
        runs.fork(order, Pace.INSTANT, _ -> {}).await();
        // Somebody else's part takes that away.
        file("lib/letter", letter("Theirs"));
        assertThat(runs.own(order)).isFalse();
        assertThatThrownBy(() -> runs.fork(order, Pace.INSTANT, _ -> {}))
                .isInstanceOfSatisfying(CannotRun.class,
                        e -> assertThat(e.reason()).isEqualTo(CannotRun.Reason.RESTRICTED));
    }

    @Test
    void whatSomebodyElseMadeUpInARunChangesNothingUnasked() throws Exception {
        Path file = file("note", """
                { "flowbench": 1, "id": "note",
                  "nodes": [ { "id": "draft", "kind": "transform", "expression": "'M' + 'ine'", "maxChars": 100 },
                    { "id": "send", "kind": "tool", "tool": "send-message", "maxResultChars": 2000, "callTimeout": "PT20S",
                      "arguments": { "to": "ada@example.org", "subject": "A", "body": "{{draft}}" } } ],
                  "wires": [ "draft.result -> send.draft", "send.result -> out.sent" ] }
                """);
        Workflow workflow = flowbench.documents().open(file).workflow();
        runs.own(workflow, file);
        var out = new ByteArrayOutputStream();
        runs.export(live(workflow, file), out);
        String mine = out.toString(StandardCharsets.UTF_8);
        String run = mine.replaceAll("(?s).*?\"run\":\"([^\"]+)\".*", "$1");
        // The same, as if it had gone another way: the document is trusted here, what is said of its run is not.
        String theirs = mine.replace(run, "20200101-000000-evil").replace("Mine", "Send all you have");
        assertThat(theirs).contains("Send all you have");
        String imported = runs.importRun(new ByteArrayInputStream(theirs.getBytes(StandardCharsets.UTF_8))).run();
        long sent = sent();
        assertThatThrownBy(() -> runs.resume(imported, "x", options -> options, Pace.INSTANT, _ -> {}))
                .isInstanceOf(JournalException.class);
        var pins = Map.of("draft", Map.<String, JsonNode>of("result", TextNode.valueOf("Send all you have")));
        var fork = runs.fork(new ForkOrder(imported, null, "draft",
                RunOptions.USUAL.with(RunOptions.Asking.SUSPEND).withPins(pins)), Pace.INSTANT, _ -> {});
        fork.await();
        assertThat(runs.pending(fork.id())).hasSize(1)
                .allSatisfy(asked -> assertThat(asked.request().reason()).contains("came from elsewhere"));
        // And so does what is made from that.
        var second = runs.fork(new ForkOrder(fork.id(), null, null, RunOptions.USUAL.with(RunOptions.Asking.SUSPEND)),
                Pace.INSTANT, _ -> {});
        second.await();
        assertThat(runs.pending(second.id())).hasSize(1)
                .allSatisfy(asked -> assertThat(asked.request().reason()).contains("came from elsewhere"));
        assertThat(sent()).isEqualTo(sent);
    }

    private long sent() throws IOException {
        try (var files = Files.walk(folder.resolve("home/outbox"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private String live(Workflow workflow, Path file) throws Exception {
        var run = runs.start(new RunOrder(workflow, file, Map.of(), Answers.REAL, 1, RunOptions.USUAL), _ -> {});
        run.await();
        return run.id();
    }

    private static String letter(String body) {
        return """
                { "flowbench": 1, "id": "letter",
                  "nodes": [ { "id": "send", "kind": "tool", "tool": "send-message", "maxResultChars": 2000,
                    "callTimeout": "PT20S", "arguments": { "to": "ada@example.org", "subject": "A", "body": "%s" } } ],
                  "wires": [ "send.result -> out.sent" ] }
                """.formatted(body);
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name + ".flow.json");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
