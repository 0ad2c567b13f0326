package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.Flowbench;
import dev.flowbench.net.Secret;
import dev.flowbench.secret.Keep;
import dev.flowbench.secret.Vault;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code secrets}: which keys there are, where they are kept and where they may go. Never what they are. */
final class SecretsCommand implements Command {
    private static final String KEYCHAIN = "keychain";
    private static final String FILE = "file";

    private final Console console;
    private final Flowbench flowbench;

    SecretsCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec list = Specs.command("list", "secrets.list");
        list.addOption(Specs.flag("--json", "json"));
        CommandSpec set = Specs.command("set", "secrets.set");
        set.addOption(Specs.option("--in", "PLACE", "secrets.in"));
        set.addPositional(Specs.one("NAME", "secrets.name"));
        CommandSpec delete = Specs.command("delete", "secrets.delete");
        delete.addPositional(Specs.one("NAME", "secrets.name"));
        CommandSpec bind = Specs.command("bind", "secrets.bind");
        bind.addPositional(Specs.one("NAME", "secrets.name"));
        bind.addPositional(Specs.at(1, "HOST", "secrets.host"));
        CommandSpec unbind = Specs.command("unbind", "secrets.unbind");
        unbind.addPositional(Specs.one("NAME", "secrets.name"));
        unbind.addPositional(Specs.at(1, "HOST", "secrets.host"));
        return Specs.family(name(), List.of(list, set, delete, bind, unbind));
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        ParseResult sub = Specs.chosen(parsed, name());
        Vault vault = flowbench.secrets();
        try {
            switch (sub.commandSpec().name()) {
                case "list" -> list(vault, Specs.has(sub, "--json"));
                case "set" -> set(vault, named(sub), Specs.choice(sub, "--in", "", "", KEYCHAIN, FILE));
                case "delete" -> delete(vault, named(sub));
                case "unbind" -> unbind(vault, named(sub), sub.matchedPositionalValue(1, ""));
                default -> bind(vault, named(sub), sub.matchedPositionalValue(1, ""));
            }
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static String named(ParseResult sub) throws Failure {
        String name = sub.matchedPositionalValue(0, "");
        if (!Vault.isName(name)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("secrets.noName"));
        }
        return name;
    }

    private void list(Vault vault, boolean json) throws IOException {
        List<Vault.Row> rows = vault.rows();
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (Vault.Row row : rows) {
                ObjectNode one = all.addObject().put("name", row.name())
                        .put("kept", row.kept() == null ? null : row.kept().name().toLowerCase(Locale.ROOT));
                ArrayNode hosts = one.putArray("hosts");
                new TreeSet<>(row.places()).forEach(hosts::add);
            }
            console.result(all.toPrettyString());
            return;
        }
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        for (Vault.Row row : rows) {
            String hosts = row.places().isEmpty()
                    ? CliTexts.text("secrets.anywhere")
                    : String.join(", ", new TreeSet<>(row.places()));
            console.result(("%-" + Math.max(4, width) + "s  %-11s  %s").formatted(row.name(), kept(row.kept()), hosts));
        }
        if (rows.isEmpty()) {
            console.say(CliTexts.text("secrets.none"));
        }
        vault.noKeychain().ifPresent(console::say);
    }

    private static String kept(@Nullable Keep keep) {
        return CliTexts.text("secrets.kept." + (keep == null ? "nowhere" : keep.name().toLowerCase(Locale.ROOT)));
    }

    private void set(Vault vault, String name, String place) throws IOException, Failure {
        @Nullable Keep where = switch (place) {
            case KEYCHAIN -> Keep.KEYCHAIN;
            case FILE -> Keep.FILE;
            default -> null;
        };
        if (where == Keep.KEYCHAIN && vault.noKeychain().isPresent()) {
            throw new Failure(ExitCode.BAD_USAGE,
                    vault.noKeychain().get() + " " + CliTexts.text("secrets.noKeychain.out", name));
        }
        if (where == null && vault.noKeychain().isPresent()) {
            console.say(vault.noKeychain().get() + " " + CliTexts.text("secrets.fileInstead"));
        }
        String value = console.hidden(CliTexts.text("secrets.ask", name));
        if (value.isBlank()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("secrets.empty", name));
        }
        Keep keep = vault.set(name, value, where);
        console.say(CliTexts.text("secrets.set.done." + keep.name().toLowerCase(Locale.ROOT), name));
        for (Vault.Row row : vault.rows()) {
            if (row.name().equals(name)) {
                console.say(row.places().isEmpty()
                        ? CliTexts.text("secrets.unbound", name)
                        : CliTexts.text("secrets.bound", name, String.join(", ", new TreeSet<>(row.places()))));
                if (row.kept() == Keep.ENVIRONMENT) {
                    console.say(CliTexts.text("secrets.shadowed", name));
                }
            }
        }
    }

    private void delete(Vault vault, String name) throws IOException, Failure {
        if (!vault.delete(name)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("secrets.unknown", name));
        }
        console.say(CliTexts.text("secrets.deleted", name));
        if (vault.has(name)) {
            console.say(CliTexts.text("secrets.stillThere", name));
        }
    }

    private static String place(String host) throws Failure {
        return Secret.place(host)
                .orElseThrow(() -> new Failure(ExitCode.BAD_USAGE, CliTexts.text("secrets.noHost", host)));
    }

    private void unbind(Vault vault, String name, String host) throws IOException, Failure {
        String place = place(host);
        boolean bound = vault.unbind(name, place);
        if (Vault.isUsual(name, place)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("secrets.unbind.usual", name, place));
        }
        if (!bound) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("secrets.unbind.notBound", name, place));
        }
        console.say(CliTexts.text("secrets.unbind.done", name, place));
        vault.rows().stream().filter(row -> row.name().equals(name)).filter(row -> !row.places().isEmpty()).findFirst()
                .ifPresentOrElse(row -> console.say(CliTexts.text("secrets.bound", name,
                        String.join(", ", new TreeSet<>(row.places())))),
                        () -> console.say(CliTexts.text("secrets.unbound", name)));
    }

    private void bind(Vault vault, String name, String host) throws IOException, Failure {
        String place = place(host);
        vault.bind(name, place);
        console.say(CliTexts.text("secrets.bind.done", name, place));
        if (!vault.has(name)) {
            console.say(CliTexts.text("secrets.bind.noValue", name));
        }
    }
}
