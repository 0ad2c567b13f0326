package dev.flowbench.desktop.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InspectorModelsTest {
    private long now;
    private final FlowDocument document = new FlowDocument(workflow(), null, false);
    private final Drafts drafts = new Drafts();
    private final Editing editing = new Editing(document, drafts, () -> now);

    private static Workflow workflow() {
        Node draft = new Node("draft",
                new Llm("writer", List.of(new Message(Message.Role.USER, "Write {{topic}}")), 800,
                        null, null));
        Node gate = new Node("gate", new Gate(new ExpressionSource("value > 1"), null, null));
        return Workflow.empty("x", "X")
                .with(new Graph(List.of(draft, gate), List.of(new Wire("in", "topic", "draft", "topic"))))
                .withModels(Map.of("writer", new ModelSpec("openai", "gpt-4.1-mini")));
    }

    private Lens kind(String id, String field) {
        Shape shape = Shape.of(document.workflow().node(id).orElseThrow().kind());
        return Lens.node(id).kind().field(shape, shape.field(field).orElseThrow(), false);
    }

    private Lens budget(String field) {
        Shape settings = Shape.of(Settings.class);
        Shape budget = Shape.of(Budget.class);
        return Lens.node("draft").settings().field(settings, settings.field("budget").orElseThrow(), false)
                .field(budget, budget.field(field).orElseThrow(), true);
    }

    private TextModel whole(Lens lens, String field) {
        Shape shape = Shape.of(Llm.class);
        return new TextModel(editing, lens, Formats.whole(shape.field(field).orElseThrow().declared(), false), field);
    }

    private Llm llm() {
        return (Llm) document.workflow().node("draft").orElseThrow().kind();
    }

    @Test
    void typingIsOneEntryOfTheHistoryUpToAPause() {
        TextModel model = whole(kind("draft", "maxOutputTokens"), "maxOutputTokens");
        model.textProperty().set("9");
        now += 100;
        model.textProperty().set("90");
        now += 5_000;
        model.textProperty().set("901");
        assertEquals(901, llm().maxOutputTokens());
        document.undo();
        assertEquals(90, llm().maxOutputTokens());
        document.undo();
        assertEquals(800, llm().maxOutputTokens());
    }

    @Test
    void whatCannotBeReadStaysInTheFieldWithTheReasonAndSurvivesAnotherSelection() {
        Lens lens = kind("draft", "maxOutputTokens");
        TextModel model = whole(lens, "maxOutputTokens");
        model.textProperty().set("many");
        assertEquals(800, llm().maxOutputTokens());
        assertNotNull(model.mistakeProperty().get());
        TextModel again = whole(lens, "maxOutputTokens");
        assertEquals("many", again.textProperty().get());
        assertNotNull(again.mistakeProperty().get());
    }

    @Test
    void aDraftGivesWayWhenTheDocumentChangesElsewhere() {
        Lens lens = kind("draft", "maxOutputTokens");
        TextModel model = whole(lens, "maxOutputTokens");
        model.textProperty().set("many");
        editing.choose(lens, "x", 5);
        model.refresh(document.workflow());
        assertEquals("5", model.textProperty().get());
        assertNull(model.mistakeProperty().get());
    }

    @Test
    void aBudgetComesWithItsFirstCapAndGoesWithItsLast() {
        editing.set(budget("tokens"), "x", 100L);
        assertEquals(100L, document.workflow().node("draft").orElseThrow().settings().budget().tokens());
        editing.set(budget("tokens"), "x", null);
        assertNull(document.workflow().node("draft").orElseThrow().settings().budget());
    }

    @Test
    void anExpressionWithAMistakeGoesIntoTheDocumentAndTheColumnIsSaid() {
        TextModel model = new TextModel(editing, kind("gate", "condition"), Formats.expression(true), "condition");
        model.textProperty().set("value > ");
        assertEquals(new ExpressionSource("value > "),
                ((Gate) document.workflow().node("gate").orElseThrow().kind()).condition());
        assertTrue(model.mistakeProperty().get().message().startsWith("Column "),
                model.mistakeProperty().get().message());
    }

    @Test
    void aNameInAPromptIsAPortAtOnceAndSaysWhereItsValueComesFrom() {
        Shape message = Shape.of(Message.class);
        Lens text = kind("draft", "messages").item(0).field(message, message.field("text").orElseThrow(), false);
        TextModel model = new TextModel(editing, text, Formats.template(true), "prompt");
        model.textProperty().set("Write {{topic}} for {{audience}}");
        List<Variable> variables = Variable.of(document.workflow(), "draft", new Ports());
        assertEquals(List.of("topic", "audience"), variables.stream().map(Variable::name).toList());
        assertEquals(List.of(Variable.Source.WIRE, Variable.Source.NOTHING),
                variables.stream().map(Variable::source).toList());
    }

    @Test
    void aModelIsRenamedWhereverItIsNamed() {
        Workflow renamed = Aliases.rename(document.workflow(), "writer", "author");
        assertEquals("author", ((Llm) renamed.node("draft").orElseThrow().kind()).model());
        assertTrue(renamed.models().containsKey("author"));
    }

    @Test
    void durationsAreReadAsPeopleWriteThem() {
        assertEquals(Duration.ofSeconds(90), Durations.read("1 min 30 s").orElseThrow());
        assertEquals(Duration.ofMillis(1500), Durations.read("1.5s").orElseThrow());
        assertEquals(Duration.ofHours(24), Durations.read("PT24H").orElseThrow());
        assertEquals("1 h 30 min", Durations.write(Duration.ofMinutes(90)));
        assertTrue(Durations.read("soon").isEmpty());
    }

    @Test
    void aSchemaIsEditedAsATableAndKeepsWhatTheTableDoesNotShow() throws Exception {
        var schema = new com.fasterxml.jackson.databind.ObjectMapper().readTree("""
                {"type":"object","required":["a"],"properties":{"a":{"type":"string","maxLength":5},"b":{"type":"number"}}}
                """);
        var renamed = SchemaProperties.rename(schema, 0, "first");
        assertEquals("[\"first\"]", renamed.path("required").toString());
        assertEquals(5, renamed.at("/properties/first/maxLength").asInt());
        var moved = SchemaProperties.move(renamed, 0, 1);
        assertEquals(List.of("b", "first"), SchemaProperties.rows(moved).stream()
                .map(SchemaProperties.Property::name).toList());
        var chosen = SchemaProperties.type(moved, 1, "choice");
        assertTrue(chosen.at("/properties/first/enum").isArray());
        assertEquals("boolean", SchemaProperties.rows(SchemaProperties.type(chosen, 1, "boolean")).get(1).type());
    }
}
