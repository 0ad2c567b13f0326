package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Validation;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends a value down one route: by rules, then by the classifier child or a model; {@code default} for the rest. */
final class RouterStep {
    private static final int DEFAULT_ANSWER_TOKENS = 300;

    private final Interpreter interpreter;
    private final ModelCalls calls;

    RouterStep(Interpreter interpreter, ModelCalls calls) {
        this.interpreter = interpreter;
        this.calls = calls;
    }

    /**
     * What was chosen, and by what.
     *
     * @param asked the route that was named; it may be none of the routes
     * @param source {@code rule}, {@code classifier}, {@code model} or {@code none}: where the confidence comes from
     */
    private record Choice(String asked, double confidence, String source, String reason) {}

    private static final String RULE = "rule";
    private static final String NONE = "none";

    /**
     * Whether a route was taken without asking anybody: then the router itself counts as a step. What is asked counts else.
     *
     * @param detail of a {@link What.Choice#ROUTE}
     */
    static boolean counts(JsonNode detail) {
        String source = detail.path("source").asText();
        return source.equals(RULE) || source.equals(NONE);
    }

    StepResult run(Work.RouterWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        JsonNode value = inputs.getOrDefault(Kind.VALUE, NullNode.getInstance());
        var writes = new ArrayList<What.StateWritten>();
        Choice choice = choose(work, plan, where, context, inputs, writes);
        boolean known = work.kind().routes().stream().anyMatch(route -> route.id().equals(choice.asked()));
        boolean sure = work.kind().minConfidence() == null
                || choice.confidence() >= work.kind().minConfidence().asDouble();
        String taken = known && sure ? choice.asked() : Router.DEFAULT;
        ObjectNode detail = Details.of("route", taken, "asked", choice.asked(), "confidence", choice.confidence(),
                "source", choice.source(), "reason", choice.reason());
        tell(where, context.scope(), detail);
        return new StepResult(Details.ports(taken, value, Router.CHOICE, detail), null, List.copyOf(writes));
    }

    private void tell(Where where, Scope scope, ObjectNode detail) {
        RunState run = interpreter.run;
        run.enter();
        try {
            @Nullable Stop uncounted = counts(detail) ? run.countStep(where, scope) : null;
            if (uncounted != null) {
                throw uncounted;
            }
            run.emit(where, new What.Decided(What.Choice.ROUTE, detail));
        } finally {
            run.leave();
        }
    }

    /** The rule as people wrote it. */
    private static String when(Router.Route route) {
        return route.when() == null ? "" : route.when().text();
    }

    private Choice choose(Work.RouterWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs, List<What.StateWritten> writes) {
        List<Router.Route> routes = work.kind().routes();
        for (int i = 0; i < routes.size(); i++) {
            @Nullable Expression rule = work.rules().get(i);
            try {
                if (rule != null && rule.test(inputs::get)) {
                    return new Choice(routes.get(i).id(), 1, RULE, when(routes.get(i)));
                }
            } catch (TextException e) {
                throw TransformStep.textError(plan, where, e, routes.get(i).id());
            }
        }
        if (work.classifier() != null) {
            var in = new LinkedHashMap<>(inputs);
            in.put("routes", routes(work.kind()));
            GraphResult result = interpreter.part(work.classifier(),
                    interpreter.child(context, where, "classifier", in));
            writes.addAll(result.writes());
            return read(result.value(), "classifier");
        }
        if (work.model() != null) {
            return read(askModel(work, plan, where, context, inputs), "model");
        }
        return new Choice(Router.DEFAULT, 1, NONE, Texts.text("route.none"));
    }

    private static Choice read(@Nullable JsonNode answer, String source) {
        if (answer == null) {
            return new Choice("", 0, source, Texts.text("route.noAnswer"));
        }
        if (answer.isTextual()) {
            return new Choice(answer.textValue().strip(), 1, source, "");
        }
        return new Choice(answer.path("route").asText(""), answer.path("confidence").asDouble(1), source,
                answer.path("reason").asText(""));
    }

    private JsonNode askModel(Work.RouterWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        var system = new StringBuilder(Texts.text("prompt.route"));
        for (Router.Route route : work.kind().routes()) {
            system.append("\n- ").append(route.id());
            if (route.description() != null) {
                system.append(": ").append(route.description());
            }
        }
        system.append("\n- ").append(Texts.text("prompt.routeDefault"));
        try {
            if (work.instructions() != null) {
                system.append("\n\n").append(work.instructions().render(inputs::get));
            }
        } catch (TextException e) {
            throw TransformStep.textError(plan, where, e, "instructions");
        }
        JsonNode value = inputs.getOrDefault(Kind.VALUE, NullNode.getInstance());
        var messages = List.of(new ModelRequest.Turn(Message.Role.SYSTEM, system.toString()),
                new ModelRequest.Turn(Message.Role.USER, value.isTextual() ? value.textValue() : value.toString()));
        int maxTokens = work.kind().maxOutputTokens() == null ? DEFAULT_ANSWER_TOKENS : work.kind().maxOutputTokens();
        if (work.model() == null) {
            throw new IllegalStateException("no model");
        }
        return calls.ask(plan, where, context.scope(), new ModelCalls.Question(work.model(), messages, work.answer(),
                work.answerSchema(), Validation.NONE, maxTokens, null, inputs)).value();
    }

    private static ArrayNode routes(Router router) {
        ArrayNode routes = JsonNodeFactory.instance.arrayNode();
        router.routes().forEach(route -> routes.add(Details.of("id", route.id(), "description", route.description())));
        return routes;
    }
}
