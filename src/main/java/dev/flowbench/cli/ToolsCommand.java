package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.ToolBench;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.UnsavedDocument;
import dev.flowbench.tool.LoneCall;
import dev.flowbench.tool.http.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code tools}: the tools there are, one of them tried, and tools made from an OpenAPI file. */
final class ToolsCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;
    private final Interrupts interrupts;
    private final ObjectMapper json = new ObjectMapper();

    ToolsCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.interrupts = interrupts;
    }

    @Override
    public String name() {
        return "tools";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec list = Specs.command("list", "tools.list");
        list.addPositional(Specs.perhaps("FILE", "tools.file"));
        list.addOption(Specs.flag("--json", "json"));
        CommandSpec tryOne = Specs.command("try", "tools.try");
        tryOne.addPositional(Specs.one("NAME", "tools.name"));
        tryOne.addOption(Specs.option("--file", "FILE", "tools.file"));
        tryOne.addOption(Specs.option("--args", "JSON", "tools.args"));
        tryOne.addOption(Specs.option("--config", "JSON", "tools.config"));
        tryOne.addOption(Patience.option("tools.timeout"));
        tryOne.addOption(Specs.flag("--trust", "tools.trust"));
        CommandSpec take = Specs.command("import", "tools.import");
        take.addPositional(Specs.one("OPENAPI", "tools.openapi"));
        take.addOption(Specs.option("--into", "FILE", "tools.into"));
        take.addOption(Specs.option("--only", "ID,...", "tools.only"));
        take.addOption(Specs.option("--server", "ADDRESS", "tools.server"));
        return Specs.family(name(), List.of(list, tryOne, take));
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        ParseResult sub = Specs.chosen(parsed, name());
        return switch (sub.commandSpec().name()) {
            case "list" -> list(sub.matchedPositionalValue(0, null), Specs.has(sub, "--json"));
            case "try" -> tryOne(sub);
            default -> take(sub);
        };
    }

    private int list(@Nullable String file, boolean asJson) throws Failure {
        @Nullable Workflow workflow = file == null ? null : Opened.document(flowbench.documents(), file).workflow();
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Tool.Definition tool : flowbench.tools().tools(workflow, file == null ? null : Specs.path(file))) {
            if (asJson) {
                ObjectNode one = all.addObject().put("name", tool.name()).put("description", tool.description())
                        .put("effect", tool.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                one.set("parameters", tool.parameters());
                if (tool.result() != null) {
                    one.set("result", tool.result());
                }
            } else {
                console.result(CliTexts.text("tools.row", tool.name(),
                        CliTexts.text("tools.effect." + tool.effect().name()), takes(tool), line(tool.description())));
            }
        }
        if (asJson) {
            console.result(all.toPrettyString());
        }
        return ExitCode.DONE;
    }

    /** Its parameters; those that may be left out in brackets. */
    private static String takes(Tool.Definition tool) {
        var names = new LinkedHashSet<String>();
        var required = new LinkedHashSet<String>();
        tool.parameters().path("required").forEach(name -> required.add(name.asText()));
        tool.parameters().path("properties").fieldNames()
                .forEachRemaining(name -> names.add(required.contains(name) ? name : "[" + name + "]"));
        return line(String.join(" ", names));
    }

    private static String line(String text) {
        return text.replaceAll("[\\p{C}\\s]+", " ").strip();
    }

    private int tryOne(ParseResult parsed) throws Failure {
        String name = parsed.matchedPositionalValue(0, "");
        @Nullable String file = parsed.matchedOptionValue("--file", null);
        @Nullable Document document = file == null ? null : Opened.document(flowbench.documents(), file);
        @Nullable Workflow workflow = document == null ? null : document.workflow();
        @Nullable Path path = file == null ? null : Specs.path(file);
        JsonNode arguments = object(parsed.matchedOptionValue("--args", "{}"), "--args");
        @Nullable String config = parsed.matchedOptionValue("--config", null);
        var call = new LoneCall(config == null ? null : object(config, "--config"),
                Patience.of(parsed).or(() -> ToolBench.time(name, workflow)).orElse(Patience.USUAL), Clock.systemUTC(),
                line -> console.say(CliTexts.text("tools.progress", line(flowbench.redaction().withoutKnown(line)))));
        try (var _ = interrupts.watch(call::cancel)) {
            if (workflow != null && Specs.has(parsed, "--trust")) {
                flowbench.runs().allow(workflow, path, null);
            }
            JsonNode result = flowbench.tools().call(name, workflow, path, arguments, call);
            console.result(result.isTextual() ? result.textValue() : result.toPrettyString());
            return ExitCode.DONE;
        } catch (CannotRun e) {
            throw Refused.failure(String.valueOf(file), document, e, CliTexts.text("tools.restricted"));
        } catch (ToolException e) {
            throw McpCommand.failure(e);
        }
    }

    private JsonNode object(String typed, String option) throws Failure {
        try {
            @Nullable JsonNode value = json.readTree(typed);
            if (value != null && value.isObject()) {
                return value;
            }
        } catch (IOException _) {
            // Said below.
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("tools.noJson", option));
    }

    private int take(ParseResult parsed) throws Failure {
        String from = parsed.matchedPositionalValue(0, "");
        @Nullable String into = parsed.matchedOptionValue("--into", null);
        if (into == null) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("tools.noInto"));
        }
        Document document = Opened.document(flowbench.documents(), into);
        if (document.readOnly()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("format.newer", into));
        }
        OpenApi.Imported imported;
        try {
            imported = OpenApi.read(bytes(from), only(parsed.matchedOptionValue("--only", "")),
                    parsed.matchedOptionValue("--server", null));
        } catch (OpenApi.Fault e) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("place", from, String.valueOf(e.getMessage())));
        }
        Map<String, ToolDeclaration> tools = new LinkedHashMap<>(document.workflow().tools());
        tools.putAll(imported.tools());
        try {
            flowbench.documents().save(Specs.path(into), document.workflow().withTools(tools));
        } catch (UnsavedDocument e) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("place", into, Opened.sentence(e.what(), e.wayOut())));
        }
        imported.notes().forEach(note -> console.say(line(note)));
        var secrets = new LinkedHashSet<String>();
        imported.tools().values().forEach(tool -> {
            if (tool.http() != null && tool.http().secret() != null) {
                secrets.add(tool.http().secret());
            }
        });
        console.say(CliTexts.text("tools.imported", imported.tools().size(), into,
                String.join(", ", imported.tools().keySet())));
        secrets.forEach(secret -> console.say(CliTexts.text("tools.secret", secret)));
        return ExitCode.DONE;
    }

    private byte[] bytes(String file) throws Failure {
        try (InputStream in = file.equals("-") ? console.in() : Files.newInputStream(Specs.path(file))) {
            return in.readNBytes(OpenApi.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, Why.failed("read.failed", file, e));
        }
    }

    private static Set<String> only(String typed) {
        var names = new LinkedHashSet<String>();
        for (String name : typed.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }
}
