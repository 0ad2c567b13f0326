package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.Flowbench;
import dev.flowbench.engine.Redacted;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.schema.Violation;
import dev.flowbench.tool.LoneCall;
import dev.flowbench.tool.mcp.ListedTool;
import dev.flowbench.tool.mcp.McpServers;
import dev.flowbench.tool.mcp.McpServers.Listing;
import dev.flowbench.tool.mcp.McpServers.Shown;
import dev.flowbench.tool.mcp.McpServers.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code mcp}: the MCP servers of this machine, what they may, and their tools. */
final class McpCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;
    private final Interrupts interrupts;
    private final ObjectMapper json = new ObjectMapper();

    McpCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.interrupts = interrupts;
    }

    @Override
    public String name() {
        return "mcp";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec list = Specs.command("list", "mcp.list");
        list.addOption(Specs.flag("--json", "json"));
        CommandSpec add = Specs.command("add", "mcp.add");
        add.addPositional(Specs.one("FILE", "mcp.file"));
        CommandSpec remove = Specs.command("remove", "mcp.remove");
        CommandSpec allow = Specs.command("allow", "mcp.allow");
        allow.addOption(Specs.flag("--yes", "mcp.yes"));
        CommandSpec tools = Specs.command("tools", "mcp.tools");
        tools.addOption(Specs.flag("--json", "json"));
        CommandSpec call = Specs.command("call", "mcp.call");
        for (CommandSpec sub : List.of(remove, allow, tools, call)) {
            sub.addPositional(Specs.one("SERVER", "mcp.server"));
        }
        call.addPositional(Specs.at(1, "TOOL", "mcp.tool"));
        call.addOption(Specs.option("--args", "JSON", "mcp.args"));
        call.addOption(Patience.option("mcp.timeout"));
        return Specs.family(name(), List.of(list, add, remove, allow, tools, call));
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        ParseResult sub = Specs.chosen(parsed, name());
        String named = sub.matchedPositionalValue(0, "");
        try {
            return switch (sub.commandSpec().name()) {
                case "list" -> list(Specs.has(sub, "--json"));
                case "add" -> add(named);
                case "remove" -> remove(named);
                case "allow" -> allow(named, Specs.has(sub, "--yes"));
                case "tools" -> tools(named, Specs.has(sub, "--json"));
                default -> call(named, sub.matchedPositionalValue(1, ""), sub.matchedOptionValue("--args", "{}"),
                        Patience.of(sub).orElse(Patience.USUAL));
            };
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        } catch (ToolException e) {
            throw failure(new ToolException(e.code(), redacted(String.valueOf(e.getMessage())), redacted(e.wayOut())));
        }
    }

    static Failure failure(ToolException e) {
        int code = switch (e.code()) {
            case NOT_GRANTED -> ExitCode.NEEDS_PERSON;
            case NO_TOOL, NO_KEY, BAD_ARGUMENTS -> ExitCode.BAD_USAGE;
            case CANCELLED -> ExitCode.CANCELLED;
            default -> ExitCode.RUN_FAILED;
        };
        return new Failure(code, e.getMessage() + "\n" + e.wayOut());
    }

    private McpServers servers() {
        return flowbench.mcp();
    }

    private Shown shown(String name) throws Failure, IOException {
        if (!servers().entries().containsKey(name)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("mcp.none", name, flowbench.home().mcp()));
        }
        return servers().shown(name).orElseThrow();
    }

    private int list(boolean asJson) throws IOException, Failure {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (String name : servers().entries().keySet()) {
            Shown shown = shown(name);
            if (asJson) {
                ObjectNode one = all.addObject().put("name", name).put("standing", word(shown.standing()))
                        .put("command", shown.text());
                shown.warnings().forEach(one.putArray("warnings")::add);
            } else {
                console.result(
                        CliTexts.text("mcp.row", clean(name), CliTexts.text("mcp.standing." + word(shown.standing()))));
                command(shown).forEach(line -> console.result("  " + line));
            }
        }
        if (asJson) {
            console.result(all.toPrettyString());
        } else if (servers().entries().isEmpty()) {
            console.say(CliTexts.text("mcp.empty", flowbench.home().mcp()));
        }
        return ExitCode.DONE;
    }

    private static String word(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> command(Shown shown) {
        var lines = new ArrayList<>(shown.text().lines().toList());
        shown.warnings().forEach(warning -> lines.add(CliTexts.text("mcp.warning", warning)));
        return lines;
    }

    private int add(String file) throws IOException, Failure {
        String text;
        try {
            text = file.equals("-")
                    ? new String(console.in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Specs.path(file));
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, Why.failed("read.failed", file, e));
        }
        flowbench.home().prepare();
        Set<String> before = servers().entries().keySet();
        for (String name : servers().add(text)) {
            Shown shown = shown(name);
            console.say(CliTexts.text(before.contains(name) ? "mcp.replaced" : "mcp.added", clean(name)));
            command(shown).forEach(line -> console.say("  " + line));
            if (shown.standing() == Standing.NOT_ALLOWED) {
                console.say(CliTexts.text("mcp.allowNext", clean(name)));
            }
        }
        return ExitCode.DONE;
    }

    private int remove(String name) throws IOException, Failure {
        if (!servers().remove(name)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("mcp.none", name, flowbench.home().mcp()));
        }
        console.say(CliTexts.text("mcp.removed", name));
        return ExitCode.DONE;
    }

    private int allow(String name, boolean yes) throws IOException, Failure, ToolException {
        Shown shown = shown(name);
        if (shown.standing() == Standing.UNUSABLE) {
            throw new Failure(ExitCode.BAD_USAGE, shown.text());
        }
        command(shown).forEach(console::say);
        flowbench.home().prepare();
        if (shown.standing() == Standing.NOT_ALLOWED) {
            if (!agreed("mcp.askCommand", yes)) {
                return ExitCode.NEEDS_PERSON;
            }
            if (!servers().allow(name, shown.consent())) {
                throw new Failure(ExitCode.NEEDS_PERSON, CliTexts.text("mcp.changedMeanwhile"));
            }
        }
        Listing listing = servers().list(name);
        if (listing.seen()) {
            console.say(CliTexts.text(shown.forNow() ? "mcp.allowedForNow" : "mcp.nothingNew", name));
            return ExitCode.DONE;
        }
        console.say("");
        describe(listing).forEach(console::say);
        if (!listing.changes().isEmpty()) {
            console.say(CliTexts.text("mcp.changes", String.join(", ", listing.changes())));
        }
        if (!agreed("mcp.askTools", yes)) {
            return ExitCode.NEEDS_PERSON;
        }
        if (!servers().seen(name, listing.hash())) {
            throw new Failure(ExitCode.NEEDS_PERSON, CliTexts.text("mcp.changedMeanwhile"));
        }
        console.say(CliTexts.text(shown.forNow() ? "mcp.allowedForNow" : "mcp.allowed", name));
        return ExitCode.DONE;
    }

    private boolean agreed(String question, boolean yes) throws IOException {
        if (yes) {
            return true;
        }
        console.ask(CliTexts.text(question));
        var answer = new StringBuilder();
        int sign = console.in().read();
        for (; sign >= 0 && sign != '\n'; sign = console.in().read()) {
            answer.append((char) sign);
        }
        if (sign < 0 || !console.echoes()) {
            console.say("");
        }
        String word = answer.toString().strip().toLowerCase(Locale.ROOT);
        if (word.equals("y") || word.equals("yes")) {
            return true;
        }
        console.say(CliTexts.text("mcp.notAllowed"));
        return false;
    }

    /** All that a server says, whole: somebody decides by it. */
    private static List<String> describe(Listing listing) {
        var lines = new ArrayList<String>();
        if (!listing.instructions().isBlank()) {
            lines.add(CliTexts.text("mcp.instructions"));
            text(listing.instructions()).forEach(line -> lines.add("  " + line));
        }
        for (ListedTool tool : listing.tools()) {
            lines.add(clean(tool.name()) + clean(tool.parameters().path("properties").properties().stream()
                    .map(Map.Entry::getKey).toList().toString()).replaceFirst("^\\[", " (")
                    .replaceFirst("]$", ")"));
            text(tool.description()).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private static List<String> text(String said) {
        return said.lines().map(McpCommand::clean).toList();
    }

    /** What does not print, or turns a line round, is made visible. */
    private static String clean(String line) {
        return line.replace("\t", "    ").replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "\u00b7");
    }

    private int tools(String name, boolean asJson) throws IOException, Failure, ToolException {
        shown(name);
        Listing listing = servers().list(name);
        if (asJson) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (ListedTool tool : listing.tools()) {
                ObjectNode one = all.addObject().put("name", tool.name()).put("description", tool.description());
                one.set("parameters", tool.parameters());
                one.set("hints", tool.hints());
            }
            console.result(all.toPrettyString());
        } else {
            describe(listing).forEach(console::result);
        }
        if (!listing.seen()) {
            console.say(CliTexts.text("mcp.unseen", name));
        }
        return ExitCode.DONE;
    }

    private int call(String name, String tool, String typed, Duration patience)
            throws IOException, Failure, ToolException {
        Shown shown = shown(name);
        if (shown.standing() == Standing.UNUSABLE) {
            throw new Failure(ExitCode.BAD_USAGE, shown.text());
        }
        if (servers().seenTools(name).isEmpty()) {
            throw new Failure(ExitCode.NEEDS_PERSON, CliTexts.text("mcp.unseen", name));
        }
        Tool called = servers().tool(name, tool).orElseThrow(
                () -> new Failure(ExitCode.BAD_USAGE, CliTexts.text("mcp.noTool", name, tool)));
        JsonNode arguments;
        try {
            arguments = json.readTree(typed);
        } catch (IOException _) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("mcp.noJson"));
        }
        if (arguments == null || !arguments.isObject()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("mcp.noJson"));
        }
        check(called, arguments);
        var call = new LoneCall(null, patience, Clock.systemUTC(),
                line -> console.say(CliTexts.text("tools.progress", clean(redacted(line)))));
        try (var _ = interrupts.watch(call::cancel)) {
            // What a server was given it may say.
            JsonNode result = new Redacted(this::redacted).json(called.call(arguments, call));
            console.result(result.isTextual() ? result.textValue() : result.toPrettyString());
            return ExitCode.DONE;
        }
    }

    private String redacted(String text) {
        return flowbench.redaction().withoutKnown(text);
    }

    private static void check(Tool tool, JsonNode arguments) throws ToolException {
        try {
            List<String> wrong = JsonSchema.of(tool.definition().parameters()).validate(arguments).stream()
                    .map(Violation::message).toList();
            if (!wrong.isEmpty()) {
                throw new ToolException(ErrorCode.BAD_ARGUMENTS, String.join("\n", wrong), CliTexts.text("mcp.noJson"));
            }
        } catch (SchemaException _) {
            // The server is the judge of what its own broken schema means.
        }
    }
}
