package dev.flowbench.flow.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
    private static final String CANONICAL = """
            {
              "flowbench": 1,
              "id": "release-notes",
              "name": "Release notes",
              "inputs": {
                "type": "object",
                "required": ["commits"],
                "properties": {
                  "commits": {
                    "type": "string",
                    "maxLength": 20000
                  }
                }
              },
              "models": {
                "writer": {
                  "provider": "openai",
                  "model": "gpt-4.1-mini",
                  "temperature": 0.70,
                  "fallback": ["local", "far"]
                }
              },
              "budget": {
                "tokens": 40000,
                "costUsd": 0.50,
                "wallClock": "PT2M"
              },
              "nodes": [
                {
                  "id": "polish",
                  "kind": "evaluator-optimizer",
                  "title": "Polish",
                  "maxIterations": 3,
                  "passScore": 0.8,
                  "budget": {
                    "tokens": 20000,
                    "atCap": "wrap-up"
                  },
                  "slots": {
                    "generator": {
                      "nodes": [
                        {
                          "id": "draft",
                          "kind": "llm",
                          "model": "writer",
                          "messages": [
                            {
                              "role": "user",
                              "text": "Write:\\n{{task}}",
                              "cache": true
                            }
                          ],
                          "maxOutputTokens": 800,
                          "colour": "red"
                        }
                      ],
                      "wires": [
                        "draft.result -> out.result"
                      ],
                      "wide": 1e3
                    }
                  }
                },
                {
                  "id": "far",
                  "kind": "teleport",
                  "to": {
                    "nodes": ["a -> b", "c -> d"],
                    "x": 1E400
                  },
                  "title": 0
                },
                {
                  "id": "vote",
                  "kind": "parallel",
                  "votes": 3,
                  "branches": [
                    {
                      "id": "one",
                      "title": "One",
                      "nodes": [
                        {
                          "id": "judge",
                          "kind": "llm"
                        }
                      ],
                      "x": null
                    }
                  ]
                }
              ],
              "wires": [
                "in.commits -> polish.task",
                "polish.result.a.b -> out.notes"
              ],
              "layout": {
                "in": [40, 200],
                "polish": [220, 120, 560, 300]
              },
              "future": {
                "deep": [
                  [],
                  {}
                ]
              }
            }
            """;

    private final DocumentReader reader = new DocumentReader();
    private final DocumentWriter writer = new DocumentWriter();

    @Test
    void aCanonicalFileSavesByteForByte() throws UnreadableDocument {
        Document document = reader.read(CANONICAL);
        assertEquals(List.of(), document.problems());
        assertEquals(CANONICAL, writer.write(document.workflow()));
        assertTrue(document.canonical());
        assertFalse(document.readOnly());
    }

    @Test
    void everyPartStandsInItsRecord() throws UnreadableDocument {
        Workflow workflow = reader.read(CANONICAL).workflow();
        Node polish = workflow.node("polish").orElseThrow();
        assertEquals("0.8", ((EvaluatorOptimizer) polish.kind()).passScore().text());
        assertEquals(Budget.AtCap.WRAP_UP, polish.settings().budget().atCap());
        assertEquals("Polish", polish.displayTitle());
        Graph generator = polish.kind().children().get("generator");
        assertEquals(List.of(new Wire("draft", "result", "out", "result")), generator.wires());
        assertTrue(generator.extras().values().containsKey("wide"));
        Llm draft = (Llm) workflow.node("draft").orElseThrow().kind();
        assertTrue(draft.messages().getFirst().extras().values().containsKey("cache"));
        assertEquals(new UnknownKind("teleport"), workflow.node("far").orElseThrow().kind());
        assertEquals("One", ((Parallel) workflow.node("vote").orElseThrow().kind()).branches().getFirst().title());
        assertEquals(560, workflow.layout().box("polish").orElseThrow().width());
        assertTrue(workflow.extras().values().containsKey("future"));
    }

    @Test
    void anyOtherFileIsRewrittenOnce() throws UnreadableDocument {
        Document document = reader.read("""
                {"nodes":[{"kind":"note","id":"a","text":"\\u00e9\\/"}],"wires":[],"flowbench":1,"id":"w"}""");
        assertFalse(document.canonical());
        String once = writer.write(document.workflow());
        assertTrue(once.contains("\"text\": \"é/\""), once);
        assertTrue(reader.read(once).canonical());
        assertEquals(document.workflow(), reader.read(once).workflow());
    }

    @Test
    void whatCannotBeReadIsKeptAsItCame() throws UnreadableDocument {
        String text = """
                {
                  "flowbench": 1,
                  "id": "w",
                  "nodes": [
                    {
                      "id": "a",
                      "kind": "llm",
                      "maxOutputTokens": "many",
                      "budget": null,
                      "messages": [
                        {
                          "role": "nobody",
                          "text": "x"
                        }
                      ]
                    },
                    {
                      "id": "c",
                      "kind": "chain",
                      "slots": {
                        "body": 5,
                        "cellar": {
                          "nodes": []
                        }
                      }
                    },
                    5,
                    {
                      "kind": "llm"
                    }
                  ],
                  "models": {
                    "a": {
                      "provider": "openai"
                    }
                  },
                  "layout": {
                    "a": [1.5, 2]
                  },
                  "wires": [
                    "nonsense",
                    7
                  ],
                  "budget": 3
                }
                """;
        Document document = reader.read(text);
        assertEquals(text, writer.write(document.workflow()));
        assertEquals(
                List.of("/models/a", "/budget", "/nodes/0/budget", "/nodes/0/messages/0/role",
                        "/nodes/0/maxOutputTokens",
                        "/nodes/1/slots/body", "/nodes/2", "/nodes/3", "/wires/0", "/wires/1", "/layout/a").stream()
                        .sorted().toList(),
                document.problems().stream().map(problem -> problem.pointer()).sorted().toList());
        assertEquals(document.problems(), reader.unread(document.workflow()));
        assertEquals(new Position(8, 26),
                document.positions().locate("/nodes/0/maxOutputTokens"));
    }

    @Test
    void whatIsSetAnewTakesThePlaceOfWhatWasUnread() throws UnreadableDocument {
        Workflow workflow = reader.read("""
                {"flowbench": 1, "id": "w", "nodes": [{"id": "a", "kind": "note", "text": 5}], "wires": ["bad"]}""")
                .workflow();
        Workflow mended = workflow
                .withNode("a", node -> node.with(new dev.flowbench.flow.NoteCard("x")))
                .withGraph(dev.flowbench.flow.Place.ROOT, graph -> graph.plus(new Wire("in", "x", "out", "y")));
        Document again = reader.read(writer.write(mended));
        assertEquals("x", ((dev.flowbench.flow.NoteCard) again.workflow().node("a").orElseThrow().kind()).text());
        assertEquals(List.of(new Wire("in", "x", "out", "y")), again.workflow().graph().wires());
        assertEquals(List.of("BAD_WIRE"), again.problems().stream().map(problem -> problem.code()).toList());
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyWorkflowComesBack(long seed) throws UnreadableDocument {
        Workflow workflow = new RandomWorkflows(seed).workflow();
        String text = writer.write(workflow);
        Document back = reader.read(text);
        assertEquals(List.of(), back.problems());
        assertEquals(workflow, back.workflow());
        assertTrue(back.canonical());
    }

    static List<Shape> kinds() {
        return Shape.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindComesBack(Shape kind) throws UnreadableDocument {
        var random = new RandomWorkflows(7);
        for (int i = 0; i < 30; i++) {
            Workflow workflow = Workflow.empty("w", "W").with(new Graph(List.of(random.node(kind, 3)), List.of()));
            assertEquals(workflow, reader.read(writer.write(workflow)).workflow());
        }
    }

    @Test
    void hundredFramesInEachOther() throws UnreadableDocument {
        Graph graph = new Graph(List.of(), List.of(new Wire("in", "x", "out", "y")));
        for (int i = 0; i < 240; i++) {
            graph = new Graph(List.of(new Node("f" + i, new dev.flowbench.flow.Chain(5, graph))), List.of());
        }
        Workflow workflow = Workflow.empty("w", "W").with(graph);
        assertEquals(workflow, reader.read(writer.write(workflow)).workflow());
    }
}
