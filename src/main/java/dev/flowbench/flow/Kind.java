package dev.flowbench.flow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node does: one record per kind, with the fields, children and caps of that kind. To add one, write its record
 * and its texts; the compiler lists every place that must know it.
 */
public sealed interface Kind
        permits Llm,
        Transform,
        Gate,
        Router,
        Chain,
        Parallel,
        MapItems,
        EvaluatorOptimizer,
        Orchestrator,
        Handoff,
        Agent,
        ToolCall,
        Approval,
        Checkpoint,
        Recall,
        Remember,
        Subflow,
        NoteCard,
        UnknownKind {

    /** Name of the port that carries a node's result. */
    String RESULT = "result";
    /** Name of the value that gates, routers and persons pass through. */
    String VALUE = "value";

    /** The kind's name in the file. */
    default String kindName() {
        return Shape.of(this).kind();
    }

    /** Input ports that the kind itself has, beside those its templates and expressions name. */
    List<Port> inputs();

    /** Output ports, the main one first. */
    List<Port> outputs();

    /** The graphs inside, by slot name or branch id, in order. An optional slot that is not filled is not there. */
    default Map<String, Graph> children() {
        return Shape.of(this).children(this);
    }

    /** This kind with one child replaced; null takes an optional slot out. */
    default Kind withChild(String name, @Nullable Graph graph) {
        return Shape.of(this).withChild(this, name, graph);
    }

    /** Whether this kind holds graphs of its own: a frame on the canvas, a scope of a budget, a span in the trace. */
    default boolean isFrame() {
        return Shape.of(this).isFrame();
    }
}
