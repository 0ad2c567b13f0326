package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Editor;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every field declares: that it is there, in its range, a schema where it is one, a model that is there. */
final class RecordCheck {
    private static final List<String> GRAPH_KEYS = List.of("nodes", "wires");

    private final Workflow workflow;
    private final Findings findings;
    private boolean hasUnread;

    RecordCheck(Workflow workflow, Findings findings) {
        this.workflow = workflow;
        this.findings = findings;
    }

    boolean hasUnread() {
        return hasUnread || workflow.flowbench() != Workflow.VERSION;
    }

    void node(Node node, Spot at) {
        Shape kind = Shape.of(node.kind());
        fields(kind, (Record) node.kind(), at);
        fields(Shape.of(Settings.class), node.settings(), at);
        if (!node.extras().isEmpty()) {
            extras(node.extras(), keys(kind), at);
        }
        references(node, at);
    }

    private static List<String> keys(Shape kind) {
        var keys = new ArrayList<>(List.of("id", "kind"));
        if (kind.isFrame()) {
            keys.add("slots");
        }
        kind.fields().forEach(field -> keys.add(field.name()));
        Shape.of(Settings.class).fields().forEach(field -> keys.add(field.name()));
        return keys;
    }

    /** Notes what could not be read of a graph. */
    void unread(Graph graph, Spot at) {
        hasUnread |= !graph.unread().isEmpty();
        extras(graph.extras(), GRAPH_KEYS, at);
    }

    void extras(Extras extras, Collection<String> known, Spot at) {
        for (String key : extras.values().keySet()) {
            if (known.contains(key)) {
                hasUnread = true;
            } else if (Nearest.to(key, known).isPresent()) {
                findings.warning(at.child(key), "UNKNOWN_KEY", key, Nearest.question(key, known));
            } else {
                findings.info(at.child(key), "UNKNOWN_KEY", key, "");
            }
        }
    }

    void record(Record owner, Spot at) {
        Shape shape = Shape.of(owner.getClass());
        fields(shape, owner, at);
        for (FieldShape field : shape.fields()) {
            if (field.get(owner) instanceof Extras extras && !extras.isEmpty()) {
                var keys = new ArrayList<>(shape.fields().stream().map(FieldShape::name).toList());
                if (shape.fields().stream().anyMatch(FieldShape::inline)) {
                    keys.addAll(GRAPH_KEYS);
                }
                extras(extras, keys, at);
            }
        }
    }

    private void fields(Shape shape, Record owner, Spot at) {
        for (FieldShape field : shape.fields()) {
            @Nullable Object value = field.get(owner);
            Spot here = at.child(field.name());
            if (field.declared().required() && isMissing(value)) {
                findings.error(here, "MISSING_FIELD", field.name(), field.declared().byDefault().isEmpty()
                        ? ""
                        : CheckTexts.text("usual-value", field.declared().byDefault()) + " ");
            } else if (value != null && !(value instanceof Extras) && !field.inline()) {
                value(field, value, here);
            }
        }
    }

    private static boolean isMissing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isBlank();
            case TemplateSource(String text) -> text.isBlank();
            case ExpressionSource(String text) -> text.isBlank();
            case Collection<?> list -> list.isEmpty();
            default -> false;
        };
    }

    private void value(FieldShape field, Object value, Spot at) {
        switch (value) {
            case Number number -> range(field, new BigDecimal(number.toString()), at);
            case Decimal decimal -> range(field, decimal.value(), at);
            case Duration duration -> {
                if (!duration.isPositive()) {
                    findings.error(at, "NO_TIME", field.name(), duration);
                }
            }
            case JsonNode json when field.declared().editor() == Editor.SCHEMA -> schema(json, at);
            case String alias when field.declared().editor() == Editor.MODEL -> model(alias, at);
            case List<?> list when field.child() != null -> {
                for (int i = 0; i < list.size(); i++) {
                    record((Record) list.get(i), at.child(i));
                }
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    nested(list.get(i), at.child(i));
                }
            }
            case Map<?, ?> map -> map.forEach((key, each) -> nested(each, at.child((String) key)));
            default -> nested(value, at);
        }
    }

    private void nested(Object value, Spot at) {
        if (value instanceof Record owner && !(value instanceof Graph) && !(value instanceof TemplateSource)
                && !(value instanceof ExpressionSource) && !(value instanceof Layout)) {
            record(owner, at);
        }
    }

    private void range(FieldShape field, BigDecimal value, Spot at) {
        double min = field.declared().min();
        double max = field.declared().max();
        boolean low = Double.isFinite(min) && value.compareTo(BigDecimal.valueOf(min)) < 0;
        boolean high = Double.isFinite(max) && value.compareTo(BigDecimal.valueOf(max)) > 0;
        if (low || high) {
            String range = Double.isFinite(min) && Double.isFinite(max)
                    ? CheckTexts.text("range.both", plain(min), plain(max))
                    : low ? CheckTexts.text("range.min", plain(min)) : CheckTexts.text("range.max", plain(max));
            findings.error(at, "OUT_OF_RANGE", field.name(), value.toString(), range);
        }
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    void schema(JsonNode schema, Spot at) {
        try {
            JsonSchema.of(schema);
        } catch (SchemaException e) {
            findings.said(at, "BAD_SCHEMA", CheckTexts.text("in-schema"), e.getMessage());
        }
    }

    void model(String alias, Spot at) {
        if (!workflow.models().containsKey(alias)) {
            findings.error(at, "UNKNOWN_MODEL", alias, Nearest.question(alias, workflow.models().keySet()),
                    workflow.models().isEmpty()
                            ? CheckTexts.text("none")
                            : String.join(", ", workflow.models().keySet()));
        }
    }

    private void references(Node node, Spot at) {
        Settings settings = node.settings();
        for (int i = 0; i < settings.reads().size(); i++) {
            state(settings.reads().get(i), at.child("reads").child(i));
        }
        settings.writes().keySet().forEach(field -> state(field, at.child("writes").child(field)));
        for (int i = 0; i < settings.onFailure().size(); i++) {
            recovery(settings.onFailure().get(i), at.child("onFailure").child(i));
        }
        ladder(settings.onFailure(), at.child("onFailure"));
    }

    /** A model is asked again only before anything else is tried: what stands after that would never come. */
    private void ladder(List<Settings.Recovery> ladder, Spot at) {
        Settings.@Nullable Recovery before = null;
        for (int i = 0; i < ladder.size(); i++) {
            Settings.Recovery recovery = ladder.get(i);
            switch (recovery.action()) {
                case REPAIR, COOLER_RETRY, SIMPLIFIED_PROMPT, FALLBACK_MODEL -> {
                    if (before != null) {
                        findings.warning(at.child(i).child("action"), "NEVER_TRIED", word(recovery.action()),
                                word(before.action()));
                    }
                }
                case FALLBACK_NODE, FALLBACK_VALUE, PERSON, FAIL -> before = before == null ? recovery : before;
            }
        }
    }

    private static String word(Settings.Recovery.Action action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void state(String field, Spot at) {
        if (!workflow.state().containsKey(field)) {
            findings.error(at, "UNKNOWN_STATE", field, Nearest.question(field, workflow.state().keySet()));
        }
    }

    private void recovery(Settings.Recovery recovery, Spot at) {
        @Nullable String needed = switch (recovery.action()) {
            case SIMPLIFIED_PROMPT -> recovery.prompt() == null ? "prompt" : null;
            case FALLBACK_MODEL -> recovery.model() == null ? "model" : null;
            case FALLBACK_NODE -> recovery.node() == null ? "node" : null;
            case FALLBACK_VALUE -> recovery.value() == null ? "value" : null;
            case REPAIR, COOLER_RETRY, PERSON, FAIL -> null;
        };
        if (needed != null) {
            findings.error(at.child(needed), "MISSING_FIELD", needed, "");
        }
        if (recovery.node() != null && workflow.node(recovery.node()).isEmpty()) {
            findings.error(at.child("node"), "NO_SUCH_NODE", recovery.node());
        }
    }
}
