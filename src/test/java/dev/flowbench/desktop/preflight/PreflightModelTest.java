package dev.flowbench.desktop.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.check.Preflight;
import dev.flowbench.check.Worst.Measure;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreflightModelTest {
    private static final String FLOW = """
            { "flowbench": 1, "id": "w", "name": "W",
              "models": { "fast": { "provider": "openai", "model": "known" }, "odd": { "provider": "openai", "model": "?" } },
              "nodes": [
                { "id": "one", "kind": "llm", "model": "fast", "maxOutputTokens": 100,
                  "budget": { "tokens": 1000 }, "messages": [ { "role": "user", "text": "Hi" } ] },
                { "id": "two", "kind": "llm", "model": "odd", "maxOutputTokens": 100,
                  "budget": { "steps": 4 }, "messages": [ { "role": "user", "text": "Hi" } ] }
              ],
              "wires": [ "one.result -> out.a", "two.result -> out.b" ] }
            """;
    private static final Prices PRICES = new Prices() {
        @Override
        public String table() {
            return "test";
        }

        @Override
        public Optional<Price> price(String provider, String model) {
            return model.equals("known")
                    ? Optional.of(new Price(1_000_000_000, 0, 0, 2_000_000_000))
                    : Optional.empty();
        }
    };

    private final Deque<Runnable> work = new ArrayDeque<>();
    private FlowDocument document;
    private PreflightModel model;

    @BeforeEach
    void open() throws Exception {
        document = new FlowDocument(new DocumentReader().read(FLOW).workflow(), null, false);
        model = new PreflightModel(document, workflow -> Preflight.of(workflow, Map.of(), PRICES),
                new Background(work::add, Runnable::run));
    }

    private PreflightModel.Found found() {
        return model.foundProperty().get();
    }

    private void finish() {
        while (!work.isEmpty()) {
            work.removeFirst().run();
        }
    }

    @Test
    void figuresOfAnOlderStateAreNotTold() {
        document.apply("x", workflow -> workflow.withNode("two",
                node -> node.with(node.settings().withTitle("Another"))));
        work.removeFirst().run();
        assertNull(found().run(), "the first answer is about the document before");
        finish();
        assertNotNull(found().run());
    }

    @Test
    void whatDidNotChangeIsToldWhileTheRestIsFoundOut() {
        finish();
        assertEquals(Set.of("one", "two"), found().nodes().keySet());
        document.apply("x", workflow -> workflow.named("w", "two", null));
        assertNotNull(found().run(), "a name costs nothing");
        document.apply("x", workflow -> workflow.withNode("two",
                node -> node.with(node.settings().withTitle("Another"))));
        assertEquals(Set.of("one"), found().nodes().keySet(), "two is another node now");
        assertNull(found().run(), "so the run is not known either");
        finish();
        assertEquals(Set.of("one", "two"), found().nodes().keySet());
    }

    @Test
    void anUnknownPriceIsSaidToBeUnknown() {
        finish();
        Workflow workflow = document.workflow();
        assertEquals(2_000_000, found().nodes().get("one").of(Measure.COST));
        assertTrue(WorstWords.brief(found().nodes().get("one")).startsWith("≤ $0.0020"));
        assertTrue(WorstWords.brief(found().nodes().get("two")).startsWith("no price"));
        assertTrue(WorstWords.lines(found().run(), found().deepest(), workflow).contains("Cost: price not known"));
    }
}
