package dev.flowbench.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.PublishedSchema;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.net.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample is a good document and runs to the end that its page promises. */
class SamplesTest {
    private static final Samples SAMPLES = Samples.installed();

    @TempDir Path home;
    private Flowbench flowbench;

    @BeforeEach
    void open() {
        flowbench = new Flowbench(
                new Machine(new FlowbenchHome(home), SAMPLES, _ -> Optional.empty(), Limits.USUAL, Clock.systemUTC()));
    }

    @AfterEach
    void close() {
        flowbench.close();
    }

    static List<Samples.Sample> samples() {
        return SAMPLES.all();
    }

    @Test
    void allAreThereAndSayWhatTheyShow() {
        assertEquals(Set.of("contract-review", "document-batch", "invoice-chain", "moderation-vote", "nested-desk",
                "ops-agent", "refund-approval", "release-notes", "research-desk", "runaway", "support-router",
                "support-tiers"), samples().stream().map(Samples.Sample::id).collect(Collectors.toSet()));
        assertTrue(samples().stream().limit(6).anyMatch(sample -> sample.id().equals("release-notes")),
                "the first one to open is among the first");
        for (Samples.Sample sample : samples()) {
            assertTrue(sample.description().length() > 80, sample.id());
            assertTrue(Files.isRegularFile(sample.files().flow().resolveSibling("README.md")), sample.id());
            assertTrue(sample.files().inputs().isPresent() && sample.files().script().isPresent(), sample.id());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isCanonicalWithoutAProblemAndOfThePublishedSchema(Samples.Sample sample) throws Exception {
        assertEquals(sample.id(), flowbench.documents().open(sample.files().flow()).workflow().id());
        for (Path file : documents(sample)) {
            Document document = flowbench.documents().open(file);
            assertEquals(List.of(), flowbench.documents().problems(document));
            assertTrue(document.canonical(), file + " is not in canonical form");
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            assertEquals(List.of(), JsonSchema.of(PublishedSchema.json()).validate(json));
        }
    }

    /** The sample's workflow, and those it uses. */
    private static List<Path> documents(Samples.Sample sample) throws IOException {
        try (Stream<Path> files = Files.list(sample.files().flow().toAbsolutePath().getParent())) {
            return files.filter(file -> file.toString().endsWith(Companions.FLOW)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasAPlaceOnTheCanvasForEachNodeAndAScriptForEachModelCall(Samples.Sample sample) throws Exception {
        SimScript script = SimScript.read(sample.files().script().orElseThrow());
        var nodes = new TreeSet<String>();
        place(sample.files().flow(), "", nodes);
        assertTrue(nodes.containsAll(script.nodes()), script.nodes() + " of " + nodes);
    }

    /** Gathers the nodes of a document and of those it uses, which go by the name of the node that uses them. */
    private void place(Path file, String prefix, Set<String> nodes) throws Exception {
        var workflow = flowbench.documents().open(file).workflow();
        var used = new LinkedHashMap<String, String>();
        workflow.graph().forEach(node -> {
            nodes.add(prefix + node.id());
            assertTrue(workflow.layout().box(node.id()).isPresent(), node.id());
            if (node.kind() instanceof Subflow subflow) {
                used.put(prefix + node.id() + '.', String.valueOf(subflow.file()));
            }
        });
        for (Map.Entry<String, String> other : used.entrySet()) {
            place(file.resolveSibling(other.getValue()), other.getKey(), nodes);
        }
    }

    /** A run of a sample, what it must come to, and the nodes it must have passed over. */
    enum Story {
        RELEASE_NOTES("release-notes", "", Map.of("notes", "**Before you update**"), Set.of()),
        ROUTED("support-router", "", Map.of("reply", "INV-20817", "route", "billing"),
                Set.of("answer-account", "answer-technical", "ask-back")),
        ROUTED_ELSEWHERE("support-router", "technical", Map.of("reply", "demo at four", "route", "technical"),
                Set.of("answer-account", "answer-billing", "ask-back")),
        NOT_SURE("support-router", "low-confidence", Map.of("reply", "What stopped", "route", "default"),
                Set.of("answer-account", "answer-billing", "answer-technical")),
        REVIEWED("contract-review", "", Map.of("memo", "**Sign with changes.**"), Set.of()),
        VOTED("moderation-vote", "", Map.of("verdict", "remove", "notice", "rule 1"), Set.of()),
        HELD("invoice-chain", "", Map.of("decision", "HOLD. Not booked."), Set.of()),
        BOOKED("invoice-chain", "clean", Map.of("decision", "983.89"), Set.of()),
        COMPLAINT("nested-desk", "", Map.of("answer", "Dear Ines"), Set.of("hand-over", "offer")),
        INQUIRY("nested-desk", "inquiry", Map.of("answer", "Hello Tomasz"), Set.of("hand-over", "reply")),
        RESEARCHED("research-desk", "", Map.of("memo", "42,730 euros a year", "divergence", "\"skipped\":0"), Set.of()),
        NOT_IN_THE_NOTES("research-desk", "hydrogen", RunStatus.PARTIAL,
                Map.of("memo", "Not answerable", "divergence", "\"share\":0.6"), Set.of()),
        HANDED_UP("support-tiers", "", Map.of("answer", "Dive guard", "tier", "engineer"), Set.of()),
        ANSWERED_AT_ONCE("support-tiers", "easy", Map.of("answer", "blinks blue", "tier", "desk"), Set.of()),
        UNSETTLED("support-tiers", "open", RunStatus.PARTIAL, Map.of("answer", "crystal", "tier", "engineer"),
                Set.of("keep")),
        ON_CALL("ops-agent", "", Map.of("report", "Status: done", "calls", "append-file"), Set.of()),
        GOES_ROUND("ops-agent", "loop", RunStatus.PARTIAL, Map.of("report", "could not find out", "calls", "read-file"),
                Set.of()),
        REFUNDED("refund-approval", "", Map.of("decision", "Refunded 389 euros"), Set.of("books", "refuse")),
        REFUNDED_AT_ONCE("refund-approval", "small", Map.of("decision", "Refunded 6.4 euros"),
                Set.of("ask", "books", "refuse")),
        NOT_OURS_TO_PAY("refund-approval", "large", Map.of("decision", "3190 euros, more than"),
                Set.of("ask", "notice", "paid", "refuse", "send")),
        FIFTY("document-batch", "", RunStatus.PARTIAL, Map.of("done", "47", "failed", "3", "board", "N-042"), Set.of()),
        RUNAWAY("runaway", "", RunStatus.PARTIAL, Map.of("report", "Greeted: 12 of 40 towns"), Set.of());

        final String id;
        final String inputs;
        final RunStatus status;
        final Map<String, String> outputs;
        final Set<String> passedOver;

        Story(String id, String inputs, Map<String, String> outputs, Set<String> passedOver) {
            this(id, inputs, RunStatus.DONE, outputs, passedOver);
        }

        Story(String id, String inputs, RunStatus status, Map<String, String> outputs, Set<String> passedOver) {
            this.id = id;
            this.inputs = inputs;
            this.status = status;
            this.outputs = outputs;
            this.passedOver = passedOver;
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsToItsEnd(Story story) throws Exception {
        Told told = run(story);
        assertEquals(story.status, told.end().status(), () -> String.valueOf(told.end()));
        assertEquals(story.outputs.keySet(), told.end().outputs().keySet());
        story.outputs.forEach((name, part) -> assertTrue(text(told, name).contains(part), () -> text(told, name)));
        Set<String> passedOver = told.nodes(What.StepSkipped.class);
        passedOver.removeAll(told.nodes(What.StepCompleted.class)); // Votes that were called off.
        assertEquals(new TreeSet<>(story.passedOver), passedOver);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedComesToTheSame(Story story) throws Exception {
        assertEquals(run(story).end().outputs(), run(story).end().outputs());
    }

    @Test
    void theReleaseNotesPassInTheSecondRound() throws Exception {
        List<What.Scored> rounds = run(Story.RELEASE_NOTES).of(What.Scored.class);
        assertEquals(List.of(0.62, 0.91), rounds.stream().map(What.Scored::score).toList());
        assertEquals(List.of(false, true), rounds.stream().map(What.Scored::passed).toList());
    }

    @Test
    void theHeldInvoiceIsNotPosted() throws Exception {
        Told told = run(Story.HELD);
        assertTrue(told.of(What.Decided.class).stream().anyMatch(decided -> decided.choice() == What.Choice.END));
        assertTrue(!told.nodes(What.EffectStarted.class).contains("post"));
        assertTrue(run(Story.BOOKED).nodes(What.EffectStarted.class).contains("post"));
    }

    @Test
    void theVoteIsDecidedByThree() throws Exception {
        JsonNode vote = run(Story.VOTED).of(What.Decided.class).stream()
                .filter(decided -> decided.choice() == What.Choice.VOTE).findFirst().orElseThrow().detail();
        assertEquals("remove", vote.path("winner").asText());
        assertEquals(3, vote.path("tally").path("remove").asInt());
    }

    @Test
    void allFourReadingsReachTheMemo() throws Exception {
        What.EffectStarted memo = run(Story.REVIEWED).events().stream()
                .filter(event -> "memo".equals(event.where().node()) && event.what() instanceof What.EffectStarted)
                .map(event -> (What.EffectStarted) event.what()).findFirst().orElseThrow();
        String prompt = ((ModelRequest) memo.request()).messages().getLast().text();
        for (String reading : List.of("Liability", "Term and exit", "Data protection", "Money")) {
            assertTrue(prompt.contains(reading), reading);
        }
    }

    private static Stream<JsonNode> decisions(Told told, What.Choice choice) {
        return told.of(What.Decided.class).stream().filter(decided -> decided.choice() == choice)
                .map(What.Decided::detail);
    }

    private static List<String> caps(Told told) {
        return told.of(What.CapTripped.class).stream().map(What.CapTripped::cap).sorted().toList();
    }

    private static Set<String> keys(Told told, Class<? extends What> type) {
        return told.events().stream().filter(event -> type.isInstance(event.what()))
                .map(event -> event.where().stepKey()).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> outbox(String file) throws IOException {
        Path there = new FlowbenchHome(home).outbox().resolve(file);
        return Files.exists(there) ? Files.readAllLines(there) : List.of();
    }

    @Test
    void thePlanIsToldAndWhatCannotBeFoundMakesItDiverge() throws Exception {
        Told found = run(Story.RESEARCHED);
        assertEquals(8, decisions(found, What.Choice.PLAN).findFirst().orElseThrow().path("subtasks").size());
        assertEquals(0, decisions(found, What.Choice.GUARD).count());
        assertTrue(keys(found, What.StepCompleted.class).contains("desk/citation#winter/cite/flow/cite.judge"));
        Told missing = run(Story.NOT_IN_THE_NOTES);
        JsonNode guard = decisions(missing, What.Choice.GUARD).findFirst().orElseThrow();
        assertEquals("divergence", guard.path("reason").asText());
        assertEquals(2, guard.path("failed").asInt());
        assertEquals(1, guard.path("skipped").asInt());
    }

    @Test
    void theFiguresOfTheMemoAreThoseOfTheCalculator() throws Exception {
        Told told = run(Story.RESEARCHED);
        List<String> figures = told.events().stream()
                .filter(event -> "figure".equals(event.where().node()))
                .flatMap(event -> event.what() instanceof What.StepCompleted step
                        ? Stream.of(step.outputs().get("result").asText())
                        : Stream.of())
                .toList();
        for (String figure : List.of("42730 euros", "434300 euros", "10.2 years")) {
            assertTrue(figures.stream().anyMatch(each -> each.contains(figure)), figure + " of " + figures);
        }
    }

    @Test
    void eachHandOffHasItsReason() throws Exception {
        List<JsonNode> handOffs = decisions(run(Story.HANDED_UP), What.Choice.HANDOFF).toList();
        assertEquals(List.of("technician", "engineer"),
                handOffs.stream().map(each -> each.path("to").asText()).toList());
        assertTrue(handOffs.stream().noneMatch(each -> each.path("reason").asText().isBlank()));
    }

    @Test
    void theTechnicianFindsASolvedCaseOfTheScriptAndNoneOfAnotherSimulatedRun() throws Exception {
        run(Story.HANDED_UP);
        String prompt = run(Story.HANDED_UP).events().stream()
                .filter(event -> "answer-technician".equals(event.where().node()))
                .flatMap(event -> event.what() instanceof What.EffectStarted effect ? Stream.of(effect) : Stream.of())
                .map(effect -> ((ModelRequest) effect.request()).messages().getLast().text())
                .findFirst().orElseThrow();
        assertTrue(prompt.contains("Fades after an hour"), prompt);
        assertTrue(!prompt.contains("switch Dive guard off"), prompt);
        assertTrue(!Files.exists(new FlowbenchHome(home).memory()), "the user's memory");
    }

    @Test
    void theAgentWritesOnlyWhatAPersonApproved() throws Exception {
        assertEquals(List.of(), pretended(run(Story.ON_CALL, RunOptions.USUAL.with(RunOptions.Asking.DENY))));
        Told told = run(Story.ON_CALL);
        assertEquals(1, told.of(What.ApprovalRequested.class).size());
        assertEquals(List.of("append-file"), pretended(told));
        assertEquals(List.of(), outbox("incidents.md"), "a simulated run does nothing real");
    }

    /** Tools and memory that a simulated run did not really call, in order. */
    private static List<String> pretended(Told told) {
        var calls = new LinkedHashMap<String, String>();
        var pretended = new ArrayList<String>();
        for (Event event : told.events()) {
            if (event.what() instanceof What.EffectStarted started
                    && started.request() instanceof ToolRequest request) {
                calls.put(event.where().stepKey(), request.tool());
            } else if (event.what() instanceof What.EffectCompleted completed
                    && completed.reply() instanceof ToolReply reply && reply.simulated()) {
                pretended.add(calls.get(event.where().stepKey()));
            }
        }
        return pretended;
    }

    @Test
    void theSameCallForTheThirdTimeIsNotMade() throws Exception {
        Told told = run(Story.GOES_ROUND);
        assertEquals("repeatedCall", decisions(told, What.Choice.GUARD).findFirst().orElseThrow().path("reason")
                .asText());
        assertTrue(keys(told, What.StepCompleted.class).contains("oncall/wrap-up/model"));
        assertEquals(2, told.end().spent().toolCalls());
    }

    @Test
    void theRefundWaitsForAPersonAndADryRunSendsNothing() throws Exception {
        Told waiting = run(Story.REFUNDED, RunOptions.USUAL.with(RunOptions.Asking.SUSPEND));
        assertEquals(RunStatus.WAITING, waiting.end().status());
        Told dry = run(Story.REFUNDED, RunOptions.USUAL.with(RunOptions.Asking.APPROVE).withDryRun(true));
        assertEquals(RunStatus.DONE, dry.end().status());
        Told denied = run(Story.REFUNDED, RunOptions.USUAL.with(RunOptions.Asking.DENY));
        assertTrue(text(denied, "decision").contains("a person said no"));
        Told refunded = run(Story.REFUNDED);
        assertEquals(1, pretended(refunded).stream().filter("send-message"::equals).count());
        assertEquals(List.of(), outbox("outbox.jsonl"), "a simulated run does nothing real");
    }

    @Test
    void thePersonSeesWhatBothChecksFound() throws Exception {
        What.ApprovalRequested asked = run(Story.REFUNDED).of(What.ApprovalRequested.class).getFirst();
        assertTrue(asked.question().contains("A defect within two years") && asked.question().contains("All adds up"),
                asked.question());
        assertTrue(asked.question().contains("Risk: 0.1"), asked.question());
    }

    @Test
    void threeOfFiftyFailAndAreNamed() throws Exception {
        Told told = run(Story.FIFTY);
        assertEquals(Set.of("each/body#N-017/read", "each/body#N-029/read", "each/body#N-042/read"),
                keys(told, What.StepFailed.class));
        assertEquals("[\"N-017\",\"N-029\",\"N-042\"]", told.end().outputs().get("board").get("byHand").toString());
    }

    @Test
    void everythingThatRunsAwayIsCaughtByItsOwnCap() throws Exception {
        Told told = run(Story.RUNAWAY);
        assertEquals(List.of("handoffs", "iterations", "plan", "steps", "steps"), caps(told));
        assertEquals(Set.of(), keys(told, What.StepFailed.class));
        assertTrue(text(told, "report").contains("The agent (partial): Not settled"), text(told, "report"));
    }

    /** What a run told. */
    record Told(List<Event> events, What.RunFinished end) {
        <T extends What> List<T> of(Class<T> type) {
            return events.stream().map(Event::what).filter(type::isInstance).map(type::cast).toList();
        }

        Set<String> nodes(Class<? extends What> type) {
            return events.stream().filter(event -> type.isInstance(event.what())).map(event -> event.where().node())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Told told, String output) {
        return Stream.ofNullable(told.end().outputs().get(output))
                .map(value -> value.isValueNode() ? value.asText() : value.toString()).collect(Collectors.joining());
    }

    private Told run(Story story) throws Exception {
        return run(story, RunOptions.USUAL.with(RunOptions.Asking.APPROVE));
    }

    private Told run(Story story, RunOptions options) throws Exception {
        var files = new Companions(SAMPLES.folder().resolve(story.id).resolve(story.id + ".flow.json"));
        Path inputs = story.inputs.isEmpty()
                ? files.inputs().orElseThrow()
                : files.flow().resolveSibling(story.id + ".inputs." + story.inputs + ".json");
        Queue<Event> events = new ConcurrentLinkedQueue<>();
        var order = new RunOrder(flowbench.documents().open(files.flow()).workflow(), files.flow(), object(inputs),
                new Answers.Simulated(SimScript.read(files.script().orElseThrow()), Pace.INSTANT), 7, options);
        What.RunFinished end = flowbench.runs().start(order, events::add).await();
        return new Told(List.copyOf(events), end);
    }

    private static Map<String, JsonNode> object(Path file) throws IOException {
        var inputs = new LinkedHashMap<String, JsonNode>();
        new ObjectMapper().readTree(file.toFile()).properties()
                .forEach(entry -> inputs.put(entry.getKey(), entry.getValue()));
        return inputs;
    }
}
