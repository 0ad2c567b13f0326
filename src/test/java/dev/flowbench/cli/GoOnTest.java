package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are put away, taken up again, gone over again, made from others, carried elsewhere. */
class GoOnTest {
    /** Writes, asks, sends; without a model, so that it needs no key to run for real. */
    private static final String MAIL = """
            {
              "flowbench": 1,
              "id": "mail",
              "nodes": [
                { "id": "write", "kind": "transform", "template": "Dear Ann", "maxChars": 100 },
                { "id": "ask", "kind": "approval", "question": "Send this mail?", "timeLimit": "PT1H" },
                { "id": "send", "kind": "tool", "tool": "send-message",
                  "arguments": { "to": "ann", "subject": "hello", "body": "{{text}}" },
                  "maxResultChars": 1000, "callTimeout": "PT5S" },
                { "id": "said", "kind": "transform", "template": "sent: {{text}}", "maxChars": 500 }
              ],
              "wires": [ "write.result -> ask.value", "ask.approved -> send.text", "ask.approved -> said.text",
                "send.result -> said.when", "said.result -> out.text" ]
            }
            """;
    private static final String TWO = """
            {
              "flowbench": 1,
              "id": "two",
              "models": { "m": { "provider": "openai", "model": "gpt-4.1-mini" } },
              "nodes": [
                { "id": "first", "kind": "llm", "model": "m", "messages": [ { "role": "user", "text": "one" } ],
                  "maxOutputTokens": 50 },
                { "id": "second", "kind": "llm", "model": "m",
                  "messages": [ { "role": "user", "text": "two {{text}}" } ], "maxOutputTokens": 50 }
              ],
              "wires": [ "first.result -> second.text", "second.result -> out.text" ]
            }
            """;

    @TempDir Path folder;
    private Typed typed;

    @BeforeEach
    void open() {
        typed = new Typed(folder.resolve("home"));
    }

    @AfterEach
    void close() {
        typed.close();
    }

    @Test
    void aRunThatAsksIsPutAwayAndGoesOnInAnotherProcess() throws Exception {
        String mail = mail();
        var asked = typed.type("run", mail, "--trust").ends(4);
        assertEquals("", asked.out());
        assertTrue(asked.err().contains("ask?1 asks: Send this mail?"), asked.err());
        assertTrue(asked.err().contains("Dear Ann"), asked.err());
        String run = run(asked.err(), "flowbench resume (\\S+) --decide 'ask\\?1=approve'");
        assertTrue(typed.type("runs", "list").ends(0).out().contains("needs you"));
        typed.close();

        typed = new Typed(folder.resolve("home"));
        var pending = typed.type("approvals").ends(0);
        assertTrue(pending.out().contains("To go on: flowbench resume "), pending.out());
        assertTrue(pending.out().contains(run) && pending.out().contains("Send this mail?"), pending.out());
        assertEquals(0, sent());
        var resumed = typed.type("resume", run, "--decide", "ask?1=approve:well said", "--events").ends(0);
        List<What> told = resumed.out().lines().map(GoOnTest::what).toList();
        assertTrue(told.getFirst() instanceof What.Resumed, "what is recorded is not told again");
        assertTrue(told.stream().anyMatch(what -> what instanceof What.ApprovalDecided decided
                && decided.comment().equals("well said")
                && decided.person().equals(System.getProperty("user.name"))));
        assertEquals(1, sent());
        assertTrue(typed.type("runs", "show", run).out().contains("sent: Dear Ann"));
        assertEquals("", typed.type("approvals").ends(0).out());
        assertTrue(typed.type("resume", run).ends(2).err().contains("Fork it"));
        String replayed = typed.type("replay", run).ends(0).out();
        assertTrue(replayed.contains("the same came of it") && replayed.contains("of what came from outside"),
                replayed);
    }

    @Test
    void aPersonChangesWhatPasses() throws Exception {
        typed.type("run", mail(), "--trust").ends(4);
        assertEquals("sent: Hello\n", typed.type("resume", "last", "--value", "ask=\"Hello\"").ends(0).out());
    }

    @Test
    void aValueWithoutWhatLaterStepsNeedIsRefusedAndTheQuestionStaysOpen() throws Exception {
        String flow = MAIL.replace("\"template\": \"Dear Ann\", \"maxChars\": 100",
                "\"expression\": \"{ 'text': 'Dear Ann', 'to': { 'name': 'Ann' } }\", \"maxChars\": 100");
        typed.type("run", write("mail.flow.json", flow), "--trust").ends(4);
        String short1 = typed.type("resume", "last", "--value", "ask={\"x\": 1}").ends(2).err();
        assertTrue(short1.contains("ask?1 lacks text, to,"), short1);
        String deep = typed.type("resume", "last", "--value", "ask={\"text\": \"x\", \"to\": {}}").ends(2).err();
        assertTrue(deep.contains("lacks to.name,"), deep);
        String other = typed.type("resume", "last", "--value", "ask=\"Hello\"").ends(2).err();
        assertTrue(other.contains("an object") && other.contains("a text"), other);
        assertEquals(0, sent());
        assertTrue(typed.type("approvals").ends(0).out().contains("ask?1 asks"));
        typed.type("resume", "last", "--value", "ask={\"text\": \"x\", \"to\": {\"name\": \"Eve\"}}").ends(0);
        assertEquals(1, sent());
    }

    @Test
    void aRunThatHasEndedSaysSoBeforeAnythingIsToBeAllowed() throws Exception {
        typed.type("run", mail(), "--trust", "--approve", "all").ends(0);
        Files.delete(folder.resolve("home/consents.json"));
        var ended = typed.type("resume", "last").ends(2);
        assertTrue(ended.err().contains("has ended") && !ended.err().contains("--trust"), ended.err());
        typed.type("resume", "last", "--trust").ends(2);
        assertFalse(Files.exists(folder.resolve("home/consents.json")));
        String decided = typed.type("approvals", "last", "--decide", "ask=approve").ends(2).err();
        assertTrue(decided.contains("asks for no review") && !decided.contains("resume"), decided);
    }

    @Test
    void whatWaitsIsNotDecidedAsAReviewAndTheWayIsNamed() throws Exception {
        write("mail.sim.json", "{\"answers\": {}}");
        typed.type("run", mail(), "--simulate").ends(4);
        String refused = typed.type("approvals", "last", "--decide", "ask=approve").ends(2).err();
        assertTrue(refused.contains("flowbench resume ") && refused.contains("ask?1=approve"), refused);
        assertTrue(typed.type("approvals").ends(0).out().lines().findFirst().orElse("").endsWith("  simulated"));
        assertTrue(typed.type("approvals", "--json").ends(0).out().contains("\"simulated\" : true"));
    }

    @Test
    void aPersonSaysNo() throws Exception {
        typed.type("run", mail(), "--trust").ends(4);
        typed.type("resume", "last", "--decide", "ask=reject").ends(1);
        assertEquals(0, sent());
    }

    @Test
    void approvalsCanBeGivenOrDeniedAtOnce() throws Exception {
        assertEquals("sent: Dear Ann\n", typed.type("run", mail(), "--trust", "--approve", "all").ends(0).out());
        typed.type("run", mail(), "--trust", "--approve", "deny").ends(1);
        assertTrue(typed.type("run", mail(), "--trust", "--approve", "maybe").ends(2).err().contains("deny"));
    }

    @Test
    void decisionsThatFitNothingAreRefusedBeforeAnythingIsDone() throws Exception {
        typed.type("run", mail(), "--trust").ends(4);
        assertTrue(typed.type("resume", "last", "--decide", "nobody=approve").ends(2).err().contains("ask?1"));
        assertTrue(typed.type("resume", "last", "--decide", "ask=perhaps").ends(2).err().contains("happened"));
        assertTrue(typed.type("resume", "last", "--decide", "ask=happened").ends(2).err().contains("reject"));
        assertTrue(typed.type("resume", "last", "--value", "ask=Hello").ends(2).err().contains("JSON"));
        assertTrue(typed.type("resume", "last").ends(4).err().contains("ask?1 asks"));
    }

    @Test
    void aDryRunPrintsWhatItWouldHaveDone() throws Exception {
        var dry = typed.type("run", mail(), "--trust", "--dry-run", "--approve", "all").ends(0);
        assertTrue(dry.out().contains("send-message") && dry.out().contains("\"to\" : \"ann\""), dry.out());
        assertTrue(dry.err().contains("One effect was collected and not done."), dry.err());
        assertEquals(0, sent());
        String id = dry.out().substring(0, dry.out().indexOf(' '));
        String dryRun = run(dry.err(), "flowbench commit (\\S+)'");
        assertTrue(typed.type("commit", dryRun, "--only", "nothing").ends(2).err().contains(id));
        assertTrue(typed.type("commit", dryRun, "--edit", id + "={\"to\": 7}").ends(2).err().length() > 10);
        assertEquals(0, sent());
        typed.type("commit", dryRun, "--edit", id + "={\"to\": \"bob\", \"subject\": \"s\", \"body\": \"b\"}").ends(0);
        assertEquals(1, sent());
        typed.type("commit", dryRun).ends(2);
        assertEquals(1, sent());
    }

    @Test
    void aSimulatedRunSendsNothingAndSaysSo() throws Exception {
        var ran = typed.type("run", mail(), "--simulate", "--approve", "all").ends(0);
        assertTrue(ran.err().contains("Simulated: one effect was only pretended. Nothing was sent"), ran.err());
        typed.type("run", mail(), "--simulate").ends(4);
        typed.type("resume", "last", "--decide", "ask=approve").ends(0);
        typed.type("fork", "last", "--from", "send", "--yes").ends(4);
        typed.type("resume", "last", "--decide", "ask=approve").ends(0);
        var dry = typed.type("run", mail(), "--simulate", "--approve", "all", "--dry-run").ends(0);
        assertTrue(dry.err().contains("simulated: nothing is sent"), dry.err());
        var committed = typed.type("commit", "last").ends(0);
        assertTrue(committed.err().contains("Nothing was sent"), committed.err());
        assertTrue(committed.out().contains("\"simulated\" : true"), committed.out());
        typed.type("replay", "last").ends(0);
        assertEquals(0, sent());
    }

    @Test
    void aToolThatIsNotThereIsFoundByTheCheck() throws Exception {
        String file = write("typo.flow.json", MAIL.replace("send-message", "send-mesage"));
        assertTrue(typed.type("check", file).out().contains("send-message"));
    }

    @Test
    void aForkPaysOnlyForWhatChanged() throws Exception {
        String file = write("two.flow.json", TWO);
        typed.type("run", file, "--simulate").ends(0);
        Files.writeString(Path.of(file), TWO.replace("two {{text}}", "zwei {{text}}"));
        var shown = typed.type("fork", "last", "--with", file).ends(0);
        assertTrue(shown.out().contains("1 call is kept:\n  first"), shown.out());
        assertTrue(shown.out().contains("1 call runs again:\n  second"), shown.out());
        assertTrue(shown.out().contains("Saved: "), shown.out());
        assertEquals(1, runs());

        typed.watched = true;
        typed.standardInput = "n\n";
        assertTrue(typed.type("fork", "last", "--with", file).ends(0).err().contains("Nothing was begun."));
        assertEquals(1, runs());
        typed.standardInput = "y\n";
        List<What> told = typed.type("fork", "last", "--with", file, "--events").ends(0).out().lines()
                .map(GoOnTest::what).toList();
        List<Boolean> reused = told.stream().filter(What.EffectCompleted.class::isInstance)
                .map(what -> ((What.EffectCompleted) what).reused()).toList();
        assertEquals(List.of(true, false), reused);
        assertEquals(2, runs());

        typed.watched = false;
        assertTrue(typed.type("fork", "last", "--from", "first").ends(0).out().contains("1 call runs again:\n  first"));
        assertTrue(typed.type("fork", "last", "--from", "third").ends(2).err().contains("'third'"));
        assertFalse(typed.type("fork", "last", "--yes", "--quiet").ends(0).out().isBlank());
        assertEquals(3, runs());
    }

    @Test
    void aReplayNamesWhereAChangedDocumentParts() throws Exception {
        String file = write("two.flow.json", TWO);
        typed.type("run", file, "--simulate").ends(0);
        String hash = typed.type("replay", "last").ends(0).out();
        assertEquals(hash, typed.type("replay", "last", "--with", file).ends(0).out());
        Files.writeString(Path.of(file), TWO.replace("two {{text}}", "zwei {{text}}"));
        var parts = typed.type("replay", "last", "--with", file).ends(1);
        assertTrue(parts.out().contains("step second"), parts.out());
        assertTrue(parts.out().contains("zwei") && parts.out().contains("two"), parts.out());
        assertEquals(1, runs());
    }

    @Test
    void aRunGoesFromOneHomeToAnother() throws Exception {
        typed.type("run", mail(), "--simulate", "--approve", "all", "--tag", "release=5.0").ends(0);
        Path file = folder.resolve("run.jsonl");
        typed.type("runs", "export", "last", "--to", file.toString()).ends(0);
        try (var elsewhere = new Typed(folder.resolve("elsewhere"))) {
            String run = elsewhere.type("runs", "import", file.toString()).ends(0).out().strip();
            assertTrue(elsewhere.type("runs", "import", file.toString()).ends(0).err().contains("already"));
            elsewhere.type("replay", run).ends(0);
            assertEquals(Files.readString(file), elsewhere.type("runs", "export", run).ends(0).out());
            assertTrue(elsewhere.type("resume", run).ends(2).err().contains("elsewhere"));
            assertTrue(elsewhere.type("runs", "delete", run, "nobody").ends(2).err().contains("nobody"));
            elsewhere.type("runs", "show", run).ends(0);
            elsewhere.type("runs", "delete", run).ends(0);
            elsewhere.type("runs", "show", run).ends(2);
            elsewhere.standardInput = Files.readString(file).lines().limit(3).toList().toString();
            assertTrue(elsewhere.type("runs", "import", "-").ends(2).err().contains("standard input"));
            elsewhere.type("runs", "import", "nowhere.jsonl").ends(2);
        }
    }

    @Test
    void capsOfTheCommandLineHoldInPlaceOfTheDocuments() throws Exception {
        String file = write("two.flow.json", TWO);
        var capped = typed.type("run", file, "--simulate", "--budget", "steps=1", "--budget", "wallClock=5min").ends(3);
        assertTrue(capped.err().contains("steps"), capped.err());
        for (String wrong : List.of("steps", "steps=many", "hugs=1", "costUsd=cheap", "wallClock=soon", "tokens=-1")) {
            assertTrue(typed.type("run", file, "--simulate", "--budget", wrong).ends(2).err().contains("--budget"),
                    wrong);
        }
    }

    @Test
    void controlCEndsAResumedRunToo() throws Exception {
        write("slow.sim.json",
                "{\"answers\": {\"second\": [{\"text\": \"late\", \"latencyMs\": 600000}]}}");
        String file = write("slow.flow.json", TWO.replace("\"id\": \"second\",",
                "\"id\": \"second\", \"approval\": { \"always\": true },"));
        typed.type("run", file, "--simulate", "--speed", "real").ends(4);
        var hooks = new ArrayList<Thread>();
        typed.interrupts = action -> {
            Thread hook = Thread.ofPlatform().start(action);
            hooks.add(hook);
            return () -> {};
        };
        typed.type("resume", "last", "--decide", "second=approve", "--speed", "real").ends(130);
        for (Thread hook : hooks) {
            hook.join();
        }
        assertTrue(typed.type("runs", "list").out().contains("cancelled"));
    }

    @Test
    void thePreflightTellsTheWorstAndNamesWhatNothingBounds() throws Exception {
        var open = typed.type("preflight", write("two.flow.json", TWO)).ends(0);
        assertTrue(open.out().contains("the run") && open.out().contains("12"), open.out());
        assertTrue(open.out().contains("No cap bounds the tokens of: first, second."), open.out());
        String capped = write("capped.flow.json", TWO.replace("\"nodes\"",
                "\"budget\": { \"tokens\": 4000, \"wallClock\": \"PT1M\" }, \"nodes\""));
        var bounded = typed.type("preflight", capped).ends(0);
        assertTrue(bounded.out().contains("4,000") && bounded.out().contains("1 min"), bounded.out());
        assertFalse(bounded.out().contains("cap"), bounded.out());
        // 4,000 tokens at the dearer price of gpt-4.1-mini, 1.60 dollars a million.
        var json = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(typed.type("preflight", "--json", capped).ends(0).out());
        assertEquals(6_400_000, json.get(0).get("nanoUsd").longValue());
        assertEquals("first", json.at("/0/prompts/0/node").asText());
        assertTrue(json.at("/0/prompts/0/ownEncoding").booleanValue());
        assertTrue(bounded.out().contains("openai/gpt-4.1-mini"), bounded.out());
    }

    @Test
    void aPinnedNodeIsNotRun() throws Exception {
        String file = write("two.flow.json", TWO);
        List<What> told = typed.type("run", file, "--simulate", "--pin", "first=\"mine\"", "--events").ends(0).out()
                .lines().map(GoOnTest::what).toList();
        assertEquals(1, told.stream().filter(What.EffectStarted.class::isInstance).count());
        assertTrue(typed.type("run", file, "--simulate", "--pin", "first=mine").ends(2).err().contains("JSON"));
    }

    @Test
    void errorsAreTold() {
        assertTrue(typed.type("errors").ends(0).out().contains("BUDGET_EXHAUSTED"));
        assertTrue(typed.type("errors", "rate_limit").ends(0).out().startsWith("RATE_LIMIT  "));
        assertTrue(typed.type("errors", "TIMEOUT").ends(0).out()
                .contains("tried again only where the node has a 'retry'"));
        assertTrue(typed.type("errors", "BREAKER_OPEN").ends(0).out().contains("not tried again"));
        typed.type("errors", "OOPS").ends(2);
    }

    private String mail() throws IOException {
        return write("mail.flow.json", MAIL);
    }

    private int sent() throws IOException {
        Path outbox = folder.resolve("home/outbox");
        if (!Files.isDirectory(outbox)) {
            return 0;
        }
        try (var files = Files.walk(outbox)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    private long messages() throws IOException {
        try (var lines = Files.lines(folder.resolve("home/outbox/outbox.jsonl"))) {
            return lines.count();
        }
    }

    private int runs() {
        return (int) typed.type("runs", "list").ends(0).out().lines().count() - 1;
    }

    private static What what(String line) {
        try {
            return EventJson.read(line).what();
        } catch (dev.flowbench.engine.event.EventFormatException e) {
            throw new AssertionError(line, e);
        }
    }

    private static String run(String text, String pattern) {
        var matcher = java.util.regex.Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void aForkAsksBeforeItDoesWhatTheOtherRunDid() throws Exception {
        typed.type("run", mail(), "--trust", "--approve", "all").ends(0);
        assertEquals(1, messages());
        String changed = write("mail.flow.json", MAIL.replace("\"to\": \"ann\"", "\"to\": \"bob\"")
                .replace(
                        "{ \"id\": \"ask\", \"kind\": \"approval\", \"question\": \"Send this mail?\", \"timeLimit\": \"PT1H\" }",
                        "{ \"id\": \"ask\", \"kind\": \"transform\", \"template\": \"{{value}}\", \"maxChars\": 500 }")
                .replace("ask.approved", "ask.result"));
        var shown = typed.type("fork", "last", "--with", changed).ends(0);
        assertTrue(shown.out().contains("a person first") && shown.out().contains("send"), shown.out());
        var asked = typed.type("fork", "last", "--with", changed, "--yes", "--trust").ends(4);
        assertTrue(asked.err().contains("has done this already") && asked.err().contains("ann"), asked.err());
        assertEquals(1, messages());
        assertTrue(typed.type("approvals").ends(0).out().contains("has done this already"));
        typed.type("resume", "last", "--decide", "send=approve").ends(0);
        assertEquals(2, messages());
    }

    @Test
    void aReviewIsDecidedAfterTheRunHasEnded() throws Exception {
        String file = write("review.flow.json", MAIL.replace("\"timeLimit\": \"PT1H\"",
                "\"timeLimit\": \"PT1H\", \"policy\": { \"always\": true, \"blocking\": false }"));
        write("review.sim.json", "{\"answers\": {\"write\": [{\"text\": \"Dear Ann\"}]}}");
        typed.type("run", file, "--simulate").ends(0);
        String later = typed.type("approvals", "last").ends(0).out();
        assertTrue(later.contains("for later review") && later.contains("To decide: flowbench approvals "), later);
        assertTrue(typed.type("approvals", "--decide", "ask=approve").ends(2).err().contains("RUN"));
        assertTrue(typed.type("approvals", "last", "--decide", "send=approve").ends(2).err().contains("ask?1"));
        typed.type("approvals", "last", "--decide", "ask=reject:too short").ends(0);
        assertEquals("", typed.type("approvals").ends(0).out());
        assertTrue(typed.type("runs", "export", "last").ends(0).out().contains("too short"));
        typed.type("replay", "last").ends(0);
        assertTrue(typed.type("runs", "list").ends(0).out().contains("done"));
    }

    @Test
    void whatIsUncertainIsReleased() throws Exception {
        write("two.sim.json", "{\"answers\": {\"first\": [{\"fault\": \"cut\"}, {\"text\": \"well\"}]}}");
        typed.type("run", write("two.flow.json", TWO), "--simulate").ends(0);
        assertTrue(typed.type("runs", "show", "last").ends(0).out().contains("≈"));
        assertTrue(typed.type("runs", "release", "last", "--step", "second").ends(2).err().contains("second"));
        assertTrue(
                typed.type("runs", "release", "last", "--comment", "not billed").ends(0).out().startsWith("first  "));
        assertFalse(typed.type("runs", "show", "last").ends(0).out().contains("≈"));
        assertTrue(typed.type("runs", "release", "last").ends(0).err().contains("Nothing"));
        typed.type("replay", "last").ends(0);
    }

    @Test
    void aDryRunIsNotCommittedTwiceThoughItsCommitWasDeleted() throws Exception {
        typed.type("run", mail(), "--trust", "--dry-run", "--approve", "all").ends(0);
        String dry = typed.type("runs", "list").out().lines().skip(1).findFirst().orElseThrow().split("\\s")[0];
        typed.type("commit", dry).ends(0);
        typed.type("runs", "delete", dry + "-commit").ends(0);
        assertTrue(typed.type("commit", dry).ends(2).err().contains("deleted"));
        assertEquals(1, sent());
    }
}
