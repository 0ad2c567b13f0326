package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ToolException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node has seen in earlier runs, and how often it was sampled today: kept in the memory under scopes of its own,
 * {@code familiar:<workflow>/<node>} and {@code sample:<workflow>/<node>/<day>}. Where there is no memory everything is
 * new. Two runs that sample in the same moment may take one more than was asked for.
 */
final class Familiar {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int SHORT = 24;

    private final Memory memory;
    private final String workflow;

    Familiar(Memory memory, String workflow) {
        this.memory = memory;
        this.workflow = workflow;
    }

    /** Whether the node has seen an input of this form before. */
    boolean knows(String node, String form) {
        try {
            return memory.recall(seen(node), form, 1).stream().anyMatch(entry -> entry.id().equals(form));
        } catch (ToolException _) {
            return false; // What cannot be looked up is not known.
        }
    }

    /** A person has seen an input of this form pass. */
    void remember(String node, String form, long epochMicros) {
        try {
            memory.remember(seen(node), form, form, epochMicros);
        } catch (ToolException _) {
            // It stays unknown, and a person is asked again.
        }
    }

    /** Takes one for today's sample, while there are fewer than so many. */
    boolean sample(String node, int perDay, long epochMicros) {
        String scope = "sample:" + workflow + '/' + node + '/' + Math.floorDiv(epochMicros, DAY_MICROS);
        try {
            int taken = memory.recall(scope, "sample", perDay).size();
            if (taken >= perDay) {
                return false;
            }
            memory.remember(scope, "sample-" + (taken + 1), "sample " + (taken + 1), epochMicros);
            return true;
        } catch (ToolException _) {
            return true;
        }
    }

    private String seen(String node) {
        return "familiar:" + workflow + '/' + node;
    }

    /**
     * The form of an input as a short hash. Inputs are alike when they have the same fields of the same types; short words
     * count as themselves, for they are mostly one of a few, other texts and numbers by their order of magnitude.
     */
    static String form(Map<String, JsonNode> inputs) {
        var form = new StringBuilder();
        new TreeMap<>(inputs).forEach((name, value) -> {
            form.append(name).append('=');
            form(value, form);
            form.append(';');
        });
        return Canonical.sha256(TextNode.valueOf(form.toString())).substring(0, 16);
    }

    private static void form(JsonNode value, StringBuilder out) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                out.append('{');
                var fields = new TreeMap<String, JsonNode>();
                value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
                fields.forEach((name, inside) -> {
                    out.append(name).append(':');
                    form(inside, out);
                    out.append(',');
                });
                out.append('}');
            }
            case ARRAY -> {
                var kinds = new TreeSet<String>();
                value.forEach(element -> {
                    var kind = new StringBuilder();
                    form(element, kind);
                    kinds.add(kind.toString());
                });
                out.append(kinds);
            }
            case STRING -> {
                String text = value.textValue();
                boolean word = text.length() <= SHORT
                        && text.chars().allMatch(c -> Character.isLetter(c) || c == '-' || c == '_');
                out.append(word ? '"' + text + '"' : "text" + magnitude(text.length()));
            }
            case NUMBER -> out.append(value.asDouble() < 0 ? "-" : "+").append(magnitude(Math.abs(value.asDouble())));
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL, MISSING, BINARY, POJO -> out.append("null");
        }
    }

    private static int magnitude(double size) {
        return size < 1 ? 0 : 1 + (int) Math.log10(size);
    }
}
