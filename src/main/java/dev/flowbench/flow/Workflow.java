package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A workflow document (a {@code *.flow.json} file). Immutable: an edit makes a new workflow that shares what did not
 * change, so that undo is a list of these. May hold mistakes; the checks find them.
 *
 * @param flowbench version of the format, {@value #VERSION} for what this program writes
 * @param id name of the document in files and runs, {@code [a-z][a-z0-9-]*}
 * @param name what people read
 * @param note a remark for people, Markdown
 * @param inputs JSON Schema of the inputs, an object schema; null when the workflow takes none
 * @param models model aliases that nodes name
 * @param tools tools that this document declares, by the name that nodes use
 * @param state typed session state that nodes may declare to read and write
 * @param budget caps on the whole run
 * @param graph the nodes and wires
 * @param layout where things stand on the canvas; no part of the meaning
 * @param extras keys that this version does not know, kept as they came
 */
public record Workflow(
        @Field(required = true) int flowbench,
        @Field(required = true) String id,
        @Nullable String name,
        @Nullable String note,
        @Field(editor = Editor.SCHEMA) @Nullable JsonNode inputs,
        Map<String, ModelSpec> models,
        Map<String, ToolDeclaration> tools,
        Map<String, StateField> state,
        @Nullable Budget budget,
        @Inline Graph graph,
        Layout layout,
        Extras extras) {

    /** The version of the format that this program writes. */
    public static final int VERSION = 1;

    public Workflow {
        models = Maps.copy(models);
        tools = Maps.copy(tools);
        state = Maps.copy(state);
    }

    /** One that declares no tools of its own. */
    public Workflow(int flowbench, String id, @Nullable String name, @Nullable String note, @Nullable JsonNode inputs,
            Map<String, ModelSpec> models, Map<String, StateField> state, @Nullable Budget budget, Graph graph,
            Layout layout, Extras extras) {
        this(flowbench, id, name, note, inputs, models, Map.of(), state, budget, graph, layout, extras);
    }

    /** A new, empty workflow. */
    public static Workflow empty(String id, String name) {
        return new Workflow(VERSION, id, name, null, null, Map.of(), Map.of(), null, Graph.EMPTY, Layout.EMPTY,
                Extras.NONE);
    }

    /** The name people read: the name, or the id where there is none. */
    public String displayName() {
        return name == null || name.isBlank() ? id : name;
    }

    /** A tool, and those that are called in its place where it fails, one after the other; each once. */
    public List<String> withFallbacks(String tool) {
        var all = new LinkedHashSet<String>();
        @Nullable String next = tool;
        while (next != null && all.add(next)) {
            @Nullable ToolDeclaration declared = tools.get(next);
            next = declared == null ? null : declared.fallback();
        }
        return List.copyOf(all);
    }

    /** The node of that id, at any depth. */
    public Optional<Node> node(String nodeId) {
        return graph.find(nodeId);
    }

    /** The graph at a place; empty where the frame or its child is not there. */
    public Optional<Graph> graph(Place place) {
        return switch (place) {
            case Place.Root() -> Optional.of(graph);
            case Place.Child(String frame, String child) -> node(frame).map(node -> node.kind().children().get(child));
        };
    }

    /** This workflow with the graph at a place replaced; unchanged where there is no such place. */
    public Workflow withGraph(Place place, UnaryOperator<Graph> edit) {
        return switch (place) {
            case Place.Root() -> with(edit.apply(graph));
            case Place.Child(String frame, String child) -> withNode(frame, node -> {
                Graph now = node.kind().children().get(child);
                return now == null ? node : node.with(node.kind().withChild(child, edit.apply(now)));
            });
        };
    }

    /** This workflow with one node edited, wherever it stands; unchanged where there is no such node. */
    public Workflow withNode(String nodeId, UnaryOperator<Node> edit) {
        Graph changed = graph.withNode(nodeId, edit);
        return changed == graph ? this : with(changed);
    }

    public Workflow with(Graph newGraph) {
        return newGraph == graph
                ? this
                : new Workflow(flowbench, id, name, note, inputs, models, tools, state, budget, newGraph, layout,
                        extras);
    }

    public Workflow with(Layout newLayout) {
        return newLayout == layout
                ? this
                : new Workflow(flowbench, id, name, note, inputs, models, tools, state, budget, graph, newLayout,
                        extras);
    }

    public Workflow with(@Nullable Budget newBudget) {
        return new Workflow(flowbench, id, name, note, inputs, models, tools, state, newBudget, graph, layout, extras);
    }

    public Workflow withModels(Map<String, ModelSpec> newModels) {
        return new Workflow(flowbench, id, name, note, inputs, newModels, tools, state, budget, graph, layout, extras);
    }

    public Workflow withTools(Map<String, ToolDeclaration> newTools) {
        return new Workflow(flowbench, id, name, note, inputs, models, newTools, state, budget, graph, layout, extras);
    }

    public Workflow withInputs(@Nullable JsonNode newInputs) {
        return new Workflow(flowbench, id, name, note, newInputs, models, tools, state, budget, graph, layout, extras);
    }

    /** This workflow under another id, name and remark. */
    public Workflow named(String newId, @Nullable String newName, @Nullable String newNote) {
        return new Workflow(flowbench, newId, newName, newNote, inputs, models, tools, state, budget, graph, layout,
                extras);
    }
}
