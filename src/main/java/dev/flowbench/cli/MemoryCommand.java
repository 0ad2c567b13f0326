package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.Flowbench;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.memory.LocalMemory;
import dev.flowbench.memory.MemoryPage;
import dev.flowbench.memory.MemoryScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code memory}: what workflows remember, to be read and deleted. */
final class MemoryCommand implements Command {
    private static final int USUAL_COUNT = 50;
    private static final int MOST_SHOWN = 100;

    private final Console console;
    private final Flowbench flowbench;

    MemoryCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec list = Specs.command("list", "memory.list");
        list.addPositional(Specs.perhaps("SCOPE", "memory.scope"));
        list.addOption(Specs.option("--find", "WORDS", "memory.find"));
        list.addOption(Specs.option("--from", "N", "memory.from"));
        list.addOption(Specs.option("--count", "N", "memory.count"));
        list.addOption(Specs.flag("--json", "json"));
        CommandSpec show = Specs.command("show", "memory.show");
        CommandSpec delete = Specs.command("delete", "memory.delete");
        CommandSpec clear = Specs.command("clear", "memory.clear");
        clear.addOption(Specs.flag("--yes", "memory.yes", "-y"));
        for (CommandSpec sub : List.of(show, delete, clear)) {
            sub.addPositional(Specs.one("SCOPE", "memory.scope"));
        }
        for (CommandSpec sub : List.of(show, delete)) {
            sub.addPositional(Specs.at(1, "ID", "memory.id"));
        }
        return Specs.family(name(), List.of(list, show, delete, clear));
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        ParseResult sub = Specs.chosen(parsed, name());
        LocalMemory memory = flowbench.memory();
        String scope = sub.matchedPositionalValue(0, "");
        String id = sub.matchedPositionalValue(1, "");
        try {
            switch (sub.commandSpec().name()) {
                case "list" -> {
                    if (sub.hasMatchedPositional(0)) {
                        entries(memory, scope, sub);
                    } else {
                        scopes(memory, Specs.has(sub, "--json"));
                    }
                }
                case "show" -> console.result(memory.entry(scope, id).orElseThrow(() -> none(scope, id)).text());
                case "delete" -> {
                    if (!memory.delete(scope, id)) {
                        throw none(scope, id);
                    }
                    console.say(CliTexts.text("memory.deleted", id, scope));
                }
                default -> {
                    return clear(memory, scope, Specs.has(sub, "--yes"));
                }
            }
            return ExitCode.DONE;
        } catch (ToolException e) {
            throw new Failure(ExitCode.BAD_USAGE, e.getMessage() + " " + e.wayOut());
        }
    }

    private int clear(LocalMemory memory, String scope, boolean yes) throws ToolException, Failure {
        if (!yes) {
            if (!console.watched()) {
                throw new Failure(ExitCode.NEEDS_PERSON, CliTexts.text("memory.notCleared", scope));
            }
            if (!console.agreed(CliTexts.text("memory.ask", scope))) {
                console.say(CliTexts.text("memory.kept"));
                return ExitCode.DONE;
            }
        }
        console.say(CliTexts.text("memory.cleared", scope, memory.clear(scope)));
        return ExitCode.DONE;
    }

    private static Failure none(String scope, String id) {
        return new Failure(ExitCode.BAD_USAGE, CliTexts.text("memory.none", id, scope));
    }

    private void scopes(LocalMemory memory, boolean json) throws ToolException {
        List<MemoryScope> scopes = memory.scopes();
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            scopes.forEach(scope -> all.addObject().put("scope", scope.name()).put("entries", scope.entries())
                    .put("latest", time(scope.latest())));
            console.result(all.toPrettyString());
            return;
        }
        int width = Math.max(4, scopes.stream().mapToInt(scope -> scope.name().length()).max().orElse(0));
        scopes.forEach(scope -> console.result(
                ("%-" + width + "s  %6d  %s").formatted(scope.name(), scope.entries(), time(scope.latest()))));
        if (scopes.isEmpty()) {
            console.say(CliTexts.text("memory.nothing"));
        }
    }

    private void entries(LocalMemory memory, String scope, ParseResult parsed) throws ToolException, Failure {
        int from = number(parsed, "--from", 0);
        MemoryPage page = memory.page(scope, parsed.matchedOptionValue("--find", ""), from,
                number(parsed, "--count", USUAL_COUNT));
        if (Specs.has(parsed, "--json")) {
            ObjectNode all = JsonNodeFactory.instance.objectNode().put("scope", scope).put("all", page.all());
            ArrayNode list = all.putArray("entries");
            page.entries().forEach(item -> list.addObject().put("id", item.id()).put("at", time(item.at()))
                    .put("text", item.text()));
            console.result(all.toPrettyString());
            return;
        }
        page.entries().forEach(item -> console.result(time(item.at()) + "  " + item.id() + "  " + line(item.text())));
        if (page.entries().isEmpty()) {
            console.say(CliTexts.text("memory.noEntry", scope));
        } else if (page.all() > page.entries().size()) {
            console.say(CliTexts.text("memory.more", from + 1, from + page.entries().size(), page.all()));
        }
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String line(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
    }

    private static int number(ParseResult parsed, String option, int usual) throws Failure {
        String text = parsed.matchedOptionValue(option, Integer.toString(usual));
        try {
            int number = Integer.parseInt(text);
            if (number >= Math.min(usual, 1)) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("memory.noNumber", option, text));
    }
}
