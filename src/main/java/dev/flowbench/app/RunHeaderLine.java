package dev.flowbench.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.port.Journal;
import java.util.TreeMap;

/**
 * The first line of an exported run. What is empty is left out; the file's path is never told, for it says nothing
 * elsewhere and much about who exported it.
 */
final class RunHeaderLine {
    /** The field that says what the file is: the version of this line. */
    private static final String MARK = "flowbenchRun";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RunHeaderLine() {}

    static String write(Journal.Header header) {
        ObjectNode line = JsonNodeFactory.instance.objectNode()
                .put(MARK, VERSION)
                .put("run", header.run())
                .put("workflow", header.workflow())
                .put("name", header.name())
                .put("startedAt", header.startedAt())
                .put("simulated", header.simulated())
                .put("seed", header.seed())
                .put("semantics", header.semantics());
        filled(line, "origin", header.origin(), "");
        filled(line, "options", header.options(), Journal.Header.NO_OPTIONS);
        filled(line, "prices", header.prices(), "");
        line.put("document", header.document());
        if (!header.documents().isEmpty()) {
            ObjectNode documents = line.putObject("documents");
            header.documents().forEach(documents::put);
        }
        return line.toString();
    }

    private static void filled(ObjectNode line, String name, String value, String usual) {
        if (!value.equals(usual)) {
            line.put(name, value);
        }
    }

    /** Whether an event's place is taken by the beginning of another run. */
    static boolean isHeader(String line) {
        try {
            return JSON.readTree(line).has(MARK);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** @throws RunImport.Fault in line 1 */
    static Journal.Header read(String line) throws RunImport.Fault {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new RunImport.Fault(1, AppTexts.text("import.noHeader"), e);
        }
        if (!json.path(MARK).isInt()) {
            throw new RunImport.Fault(1, AppTexts.text("import.noHeader"), null);
        }
        if (json.path(MARK).intValue() > VERSION) {
            throw new RunImport.Fault(1, AppTexts.text("import.newer"), null);
        }
        var documents = new TreeMap<String, String>();
        for (var document : json.path("documents").properties()) {
            documents.put(document.getKey(), text(json.path("documents"), document.getKey()));
        }
        return new Journal.Header(text(json, "run"), text(json, "workflow"), text(json, "name"), text(json, "document"),
                documents, whole(json, "startedAt"), json.path("simulated").booleanValue(), whole(json, "seed"),
                (int) whole(json, "semantics"), "", text(json, "origin", ""), text(json, "prices", ""),
                text(json, "options", Journal.Header.NO_OPTIONS), true);
    }

    private static String text(JsonNode json, String name) throws RunImport.Fault {
        if (!json.path(name).isTextual()) {
            throw new RunImport.Fault(1, AppTexts.text("import.field", name), null);
        }
        return json.path(name).textValue();
    }

    private static String text(JsonNode json, String name, String usual) throws RunImport.Fault {
        return json.has(name) ? text(json, name) : usual;
    }

    private static long whole(JsonNode json, String name) throws RunImport.Fault {
        if (!json.path(name).canConvertToLong() || !json.path(name).isIntegralNumber()) {
            throw new RunImport.Fault(1, AppTexts.text("import.field", name), null);
        }
        return json.path(name).longValue();
    }
}
