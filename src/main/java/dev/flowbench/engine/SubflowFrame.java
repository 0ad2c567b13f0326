package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Another workflow as one step: its inputs are held against its schema, and its state is its own. */
final class SubflowFrame {
    private static final String FLOW = "flow";

    private final Interpreter interpreter;

    SubflowFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.SubflowWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        Map<String, JsonNode> in = checked(work, plan, where, inputs);
        GraphResult result = interpreter.part(work.graph(), interpreter.child(context, where, FLOW, in)
                .with(State.initial(work.graph().state())));
        Map<String, JsonNode> outputs = outputs(work.kind(), result);
        int most = work.kind().maxChars() == null ? Integer.MAX_VALUE : work.kind().maxChars();
        int size = 0;
        for (JsonNode value : outputs.values()) {
            size += value.isTextual() ? value.textValue().length() : value.toString().length();
        }
        if (size > most) {
            throw Stop.failed(new RunError(ErrorCode.TOO_LARGE,
                    Texts.text("error.tooLarge", plan.node().displayTitle(), size, most),
                    Texts.text("wayOut.tooLarge"), where.node(), 1, null, -1));
        }
        return new StepResult(outputs, result.partial());
    }

    /** The inputs as the other document wants them; what has a default there may be left out. */
    private static Map<String, JsonNode> checked(Work.SubflowWork work, NodePlan plan, Where where,
            Map<String, JsonNode> inputs) {
        var in = new LinkedHashMap<String, JsonNode>();
        inputs.forEach((name, value) -> {
            if (!name.startsWith(Names.STATE + ".")) {
                in.put(name, value);
            }
        });
        if (work.inputs() == null || work.workflow().inputs() == null) {
            return in;
        }
        work.workflow().inputs().path("properties").properties().forEach(property -> {
            if (property.getValue().has("default")) {
                in.putIfAbsent(property.getKey(), property.getValue().get("default"));
            }
        });
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        in.forEach(object::set);
        List<String> wrong = Validations.violations(work.inputs(), object);
        if (!wrong.isEmpty()) {
            throw Stop.failed(new RunError(ErrorCode.OUTPUT_INVALID,
                    Texts.text("error.subflowInputs", plan.node().displayTitle(), work.workflow().displayName(),
                            String.join("; ", wrong)),
                    Texts.text("wayOut.subflowInputs"), where.node(), 1, null, -1));
        }
        return in;
    }

    private static Map<String, JsonNode> outputs(Subflow kind, GraphResult result) {
        @Nullable JsonNode value = result.value();
        if (value == null) {
            return Map.of();
        }
        if (kind.results().isEmpty()) {
            return Map.of(Kind.RESULT, value);
        }
        var outputs = new LinkedHashMap<String, JsonNode>();
        for (String name : kind.results()) {
            @Nullable JsonNode one = result.outputs().get(name);
            if (one == null) {
                one = value.get(name);
            }
            if (one != null) {
                outputs.put(name, one);
            }
        }
        return outputs;
    }
}
