package dev.flowbench.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
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
        assertEquals(List.of("contract-review", "invoice-chain", "moderation-vote", "nested-desk", "release-notes",
                "support-router"), samples().stream().map(Samples.Sample::id).toList());
        for (Samples.Sample sample : samples()) {
            assertTrue(sample.description().length() > 80, sample.id());
            assertTrue(Files.isRegularFile(sample.files().flow().resolveSibling("README.md")), sample.id());
            assertTrue(sample.files().inputs().isPresent() && sample.files().script().isPresent(), sample.id());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isCanonicalWithoutAProblemAndOfThePublishedSchema(Samples.Sample sample) throws Exception {
        Document document = flowbench.documents().open(sample.files().flow());
        assertEquals(List.of(), flowbench.documents().problems(document));
        assertTrue(document.canonical(), "not in canonical form");
        assertEquals(sample.id(), document.workflow().id());
        JsonNode json = new ObjectMapper().readTree(sample.files().flow().toFile());
        assertEquals(List.of(), JsonSchema.of(PublishedSchema.json()).validate(json));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasAPlaceOnTheCanvasForEachNodeAndAScriptForEachModelCall(Samples.Sample sample) throws Exception {
        var workflow = flowbench.documents().open(sample.files().flow()).workflow();
        SimScript script = SimScript.read(sample.files().script().orElseThrow());
        var nodes = new TreeSet<String>();
        workflow.graph().forEach(node -> {
            nodes.add(node.id());
            assertTrue(workflow.layout().box(node.id()).isPresent(), node.id());
        });
        assertTrue(nodes.containsAll(script.nodes()), script.nodes() + " of " + nodes);
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
        INQUIRY("nested-desk", "inquiry", Map.of("answer", "Hello Tomasz"), Set.of("hand-over", "reply"));

        final String id;
        final String inputs;
        final Map<String, String> outputs;
        final Set<String> passedOver;

        Story(String id, String inputs, Map<String, String> outputs, Set<String> passedOver) {
            this.id = id;
            this.inputs = inputs;
            this.outputs = outputs;
            this.passedOver = passedOver;
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsToItsEnd(Story story) throws Exception {
        Told told = run(story);
        assertEquals(RunStatus.DONE, told.end().status(), () -> String.valueOf(told.end()));
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
        return Stream.ofNullable(told.end().outputs().get(output)).map(JsonNode::asText).collect(Collectors.joining());
    }

    private Told run(Story story) throws Exception {
        var files = new Companions(SAMPLES.folder().resolve(story.id).resolve(story.id + ".flow.json"));
        Path inputs = story.inputs.isEmpty()
                ? files.inputs().orElseThrow()
                : files.flow().resolveSibling(story.id + ".inputs." + story.inputs + ".json");
        Queue<Event> events = new ConcurrentLinkedQueue<>();
        var order = new RunOrder(flowbench.documents().open(files.flow()).workflow(), files.flow(), object(inputs),
                new Answers.Simulated(SimScript.read(files.script().orElseThrow()), Pace.INSTANT), 7);
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
