package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.port.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds what a person puts in the place of what was asked about against it. What comes after reaches for the fields that
 * were asked about, and would fail without them when something has been sent already.
 */
final class Edits {
    /** How many missing fields are named. */
    private static final int NAMED = 10;

    private Edits() {}

    /** Whether there is anything to hold against what was asked. */
    static boolean any(List<ApprovalDecided> decisions) {
        return decisions.stream().anyMatch(decision -> decision.verdict() == Verdict.EDIT);
    }

    /** @throws JournalException if a value lacks what the proposed one has, or is of another kind; the message says what */
    static void check(List<Pending> pending, List<ApprovalDecided> decisions) throws JournalException {
        for (ApprovalDecided decision : decisions) {
            for (Pending one : pending) {
                if (decision.verdict() == Verdict.EDIT && decision.value() != null
                        && one.request().id().equals(decision.id())) {
                    check(one.request(), decision.value());
                }
            }
        }
    }

    private static void check(ApprovalRequested request, JsonNode value) throws JournalException {
        JsonNode asked = request.action();
        switch (request.about()) {
            case VALUE, STEP -> {
                kind(request, asked, value);
                fields(request, missing(asked, value, "", new ArrayList<>()));
            }
            case TOOL -> {
                kind(request, asked, value);
                // Which arguments a tool needs its own schema says, and it is held against that.
                fields(request, value.has("arguments") ? List.of() : List.of("arguments"));
            }
            case FAULT, UNKNOWN -> {
                // The value is a result then, not what was asked about.
            }
        }
    }

    private static void kind(ApprovalRequested request, JsonNode asked, JsonNode value) throws JournalException {
        if (!asked.isNull() && asked.getNodeType() != value.getNodeType()) {
            throw new JournalException(AppTexts.text("edit.kind", request.id(), word(asked.getNodeType()),
                    word(value.getNodeType())), null);
        }
    }

    private static void fields(ApprovalRequested request, List<String> missing) throws JournalException {
        if (!missing.isEmpty()) {
            String named = missing.stream().limit(NAMED).collect(Collectors.joining(", "));
            throw new JournalException(AppTexts.text("edit.fields", request.id(),
                    missing.size() > NAMED ? named + ", …" : named), null);
        }
    }

    private static List<String> missing(JsonNode asked, JsonNode value, String path, List<String> found) {
        if (asked.isObject()) {
            asked.properties().forEach(field -> {
                // A name may come from a model: it keeps to its line.
                String here = path + field.getKey().replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
                if (value.has(field.getKey())) {
                    missing(field.getValue(), value.get(field.getKey()), here + '.', found);
                } else {
                    found.add(here);
                }
            });
        }
        return found;
    }

    private static String word(JsonNodeType type) {
        return AppTexts.text("edit.kind." + type.name());
    }
}
