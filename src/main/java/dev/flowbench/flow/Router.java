package dev.flowbench.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a value down one of several routes: by rules, by a model, or by rules and then a model; by the classifier child
 * where there is one. What fits nowhere, and what is not sure enough, takes {@code default}.
 *
 * @param routes the routes, in the order in which rules are tried
 * @param model alias of the model that classifies
 * @param instructions what the model is told beside the routes; a template
 * @param minConfidence below this confidence the value takes {@code default}
 * @param maxOutputTokens cap on the model's answer
 * @param classifier a graph that gives {@code {route, confidence, reason}}
 */
@Declares(kind = "router", group = Declares.Group.PATTERN, effect = EffectClass.MODEL)
public record Router(
        @Field(required = true) List<Route> routes,
        @Field(editor = Editor.MODEL) @Nullable String model,
        @Nullable TemplateSource instructions,
        @Field(unit = Unit.SCORE, min = 0, max = 1) @Nullable Decimal minConfidence,
        @Field(cap = true, unit = Unit.TOKENS, min = 1, byDefault = "300") @Nullable Integer maxOutputTokens,
        @Child(gives = {
            VALUE, "routes"}, required = false) @Nullable Graph classifier)
        implements
            Kind {

    /** Name of the port for what fits nowhere. */
    public static final String DEFAULT = "default";
    /** Name of the port that carries {@code {route, confidence, reason}}. */
    public static final String CHOICE = "choice";

    public Router {
        routes = List.copyOf(routes);
    }

    /**
     * One way out.
     *
     * @param id its port, an identifier
     * @param description when to take it; a model reads it
     * @param when a rule that takes it without asking a model
     */
    public record Route(
            @Field(required = true) String id,
            @Nullable String description,
            @Nullable ExpressionSource when,
            Extras extras) {}

    @Override
    public List<Port> inputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        var ports = new ArrayList<Port>(routes.size() + 2);
        routes.forEach(route -> ports.add(Port.required(route.id(), Port.Type.ANY)));
        ports.add(Port.required(DEFAULT, Port.Type.ANY));
        ports.add(Port.required(CHOICE, Port.Type.STRUCTURED));
        return List.copyOf(ports);
    }
}
