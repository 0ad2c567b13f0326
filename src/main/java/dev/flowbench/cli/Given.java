package dev.flowbench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flowbench.app.Companions;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.Coercion;
import dev.flowbench.flow.schema.SchemaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inputs as they were given: a JSON file, single values on the command line, both. */
final class Given {
    private static final int MAX_BYTES = 50 * 1024 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static {
        JSON.getFactory().setStreamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(500).maxStringLength(MAX_BYTES).build());
    }

    private final Console console;
    private final boolean quiet;

    /** @param quiet whether nothing is said of where they come from */
    Given(Console console, boolean quiet) {
        this.console = console;
        this.quiet = quiet;
    }

    /**
     * The inputs by name.
     *
     * @param file what {@code --inputs} names; null for nothing
     * @param single what {@code --input} gave, as {@code name=value}
     */
    Map<String, JsonNode> inputs(Workflow workflow, Companions beside, @Nullable String file, String[] single)
            throws Failure {
        var inputs = new LinkedHashMap<String, JsonNode>();
        if (file != null) {
            inputs.putAll(file.equals("-") ? read(CliTexts.text("stdin"), console.in()) : read(file));
        } else {
            Optional<Path> found = beside.inputs();
            if (found.isPresent()) {
                inputs.putAll(read(found.get().toString()));
                if (!quiet) {
                    console.say(CliTexts.text("inputs.beside", found.get()));
                }
            }
        }
        for (String each : single) {
            int at = each.indexOf('=');
            if (at < 1) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("input.form", each));
            }
            String name = each.substring(0, at);
            inputs.put(name, value(workflow, name, each.substring(at + 1)));
        }
        return inputs;
    }

    /** A value as it is typed; empty where it is no JSON. */
    static Optional<JsonNode> json(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isMissingNode() ? Optional.empty() : Optional.of(json);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static JsonNode value(Workflow workflow, String name, String text) throws Failure {
        JsonNode schema = workflow.inputs() == null
                ? JSON.createObjectNode()
                : workflow.inputs().path("properties").path(name);
        try {
            return Coercion.parseInput(name, text, schema);
        } catch (SchemaException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, JsonNode> read(String file) throws Failure {
        Path path = Specs.path(file);
        try {
            if (Files.isDirectory(path)) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("inputs.folder", file));
            }
            try (InputStream in = Files.newInputStream(path)) {
                return read(file, in);
            }
        } catch (NoSuchFileException _) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("inputs.noFile", file));
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, Why.failed("read.failed", file, e));
        }
    }

    private static Map<String, JsonNode> read(String name, InputStream in) throws Failure {
        try {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("inputs.tooLarge", name));
            }
            JsonNode json = JSON.readTree(bytes);
            if (!json.isObject()) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("inputs.noObject", name));
            }
            var inputs = new LinkedHashMap<String, JsonNode>();
            json.properties().forEach(entry -> inputs.put(entry.getKey(), entry.getValue()));
            return inputs;
        } catch (JsonProcessingException e) {
            throw new Failure(ExitCode.BAD_USAGE,
                    e instanceof StreamConstraintsException
                            ? CliTexts.text("inputs.bounds", name + place(e))
                            : CliTexts.text("inputs.noJson", name + place(e), e.getOriginalMessage()));
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, Why.failed("read.failed", name, e));
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
    }
}
