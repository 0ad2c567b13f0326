package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what the reader could not make sense of. */
final class Report {
    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    void error(At at, String code, Object... arguments) {
        problems.add(new Problem(Problem.Severity.ERROR, code, FileTexts.text(code, arguments),
                FileTexts.text(code + ".wayOut", arguments), at.node(), at.field(), at.pointer()));
    }

    /** The value is not what its key takes; it is kept as it came. */
    void wrongType(At at, String expected, JsonNode met) {
        String name = at.parent() == null ? FileTexts.text("document") : at.key();
        error(at, "WRONG_TYPE", name, FileTexts.text("type." + expected), described(met));
    }

    static String described(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> FileTexts.text("type.object");
            case ARRAY -> FileTexts.text("type.list");
            case STRING -> FileTexts.text("met.text", shortened(value.textValue()));
            case NULL, MISSING -> FileTexts.text("met.null");
            default -> shortened(value.asText());
        };
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 39) + "…";
    }
}
