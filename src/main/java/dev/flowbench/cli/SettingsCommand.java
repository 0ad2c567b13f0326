package dev.flowbench.cli;

import dev.flowbench.app.EmbeddingSettings;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Settings;
import dev.flowbench.model.Provider;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.net.LocalServer;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code settings}: what the user decided for the whole program, and the local servers that workflows may reach. */
final class SettingsCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    private static final String LIMIT = "limit";
    private static final String EMBEDDINGS = "embeddings";
    private static final String USUAL = "default";

    SettingsCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        for (String one : new String[]{"allow", "forbid"}) {
            CommandSpec sub = Specs.command(one, "settings." + one);
            sub.addPositional(Specs.one("HOST:PORT", "settings.server"));
            sub.addOption(Specs.flag("--help", "help", "-h"));
            spec.addSubcommand(one, sub);
        }
        CommandSpec limit = Specs.command(LIMIT, "settings.limit");
        limit.addPositional(Specs.one("PROVIDER", "settings.provider"));
        limit.addOption(Specs.option("--concurrent", "N", "settings.concurrent"));
        limit.addOption(Specs.option("--per-minute", "N", "settings.perMinute"));
        limit.addOption(Specs.flag("--help", "help", "-h"));
        spec.addSubcommand(LIMIT, limit);
        CommandSpec embeddings = Specs.command(EMBEDDINGS, "settings.embeddings");
        embeddings.addPositional(Specs.perhaps("PROVIDER", "settings.embeddings.provider"));
        embeddings.addOption(Specs.option("--model", "NAME", "settings.embeddings.model"));
        embeddings.addOption(Specs.option("--base-url", "URL", "settings.embeddings.baseUrl"));
        embeddings.addOption(Specs.option("--secret", "NAME", "settings.embeddings.secret"));
        embeddings.addOption(Specs.flag("--help", "help", "-h"));
        spec.addSubcommand(EMBEDDINGS, embeddings);
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        Settings settings = flowbench.settings();
        ParseResult sub = parsed.subcommand();
        if (sub == null) {
            settings.fault().ifPresent(console::say);
            console.result(CliTexts.text("settings.theme.is", settings.theme().name().toLowerCase(Locale.ROOT)));
            settings.localServers().forEach(server -> console.result(CliTexts.text("settings.server.is", server)));
            settings.folders()
                    .forEach((name, folder) -> console.result(CliTexts.text("settings.folder.is", name, folder)));
            settings.limits().forEach((provider, limit) -> console.result(CliTexts.text("settings.limit.is", provider,
                    count(limit.concurrent()), count(limit.perMinute()))));
            settings.embeddings().ifPresent(set -> console.result(embeddings(set)));
            console.say(CliTexts.text("settings.file", flowbench.home().settings()));
            return ExitCode.DONE;
        }
        String typed = sub.matchedPositionalValue(0, "");
        if (sub.commandSpec().name().equals(LIMIT)) {
            return limit(settings, typed, sub);
        }
        if (sub.commandSpec().name().equals(EMBEDDINGS)) {
            return embeddings(settings, typed, sub);
        }
        LocalServer server = LocalServer.of(typed)
                .orElseThrow(() -> new Failure(ExitCode.BAD_USAGE, CliTexts.text("settings.noServer", typed)));
        boolean allow = sub.commandSpec().name().equals("allow");
        try {
            flowbench.home().prepare();
            boolean changed = allow ? settings.allow(server) : settings.forbid(server);
            console.say(CliTexts.text((allow ? "settings.allow" : "settings.forbid") + (changed ? ".done" : ".already"),
                    server));
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE,
                    Why.failed("write.failed", flowbench.home().settings(), e));
        }
    }

    private int embeddings(Settings settings, String provider, ParseResult parsed) throws Failure {
        if (provider.isEmpty() && parsed.matchedOptions().isEmpty()) {
            settings.fault().ifPresent(console::say);
            console.result(settings.embeddings().map(SettingsCommand::embeddings)
                    .orElseGet(() -> CliTexts.text("settings.embeddings.usual")));
            return ExitCode.DONE;
        }
        boolean usual = provider.equals(USUAL) && parsed.matchedOptions().isEmpty();
        var wanted = new EmbeddingSettings(provider, parsed.matchedOptionValue("--model", ""),
                parsed.matchedOptionValue("--base-url", null), parsed.matchedOptionValue("--secret", null));
        if (!usual && !EmbeddingSettings.PROVIDERS.contains(provider)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("settings.embeddings.noProvider", provider,
                    String.join(", ", EmbeddingSettings.PROVIDERS) + ", " + USUAL));
        }
        if (wanted.isRemote() && wanted.address().isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("settings.embeddings.noAddress"));
        }
        try {
            flowbench.home().prepare();
            settings.embeddings(Optional.of(wanted).filter(_ -> !usual));
            console.say(usual ? CliTexts.text("settings.embeddings.usual") : embeddings(wanted));
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE,
                    Why.failed("write.failed", flowbench.home().settings(), e));
        }
    }

    private static String embeddings(EmbeddingSettings set) {
        return set.address().map(address -> CliTexts.text(
                set.key().isEmpty() ? "settings.embeddings.open" : "settings.embeddings.with", set.model(), address,
                set.key().orElse(""))).orElseGet(() -> CliTexts.text("settings.embeddings." + set.provider()));
    }

    private int limit(Settings settings, String provider, ParseResult parsed) throws Failure {
        if (Provider.of(provider).isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE,
                    CliTexts.text("settings.noProvider", provider, String.join(", ", Provider.ids())));
        }
        Limit now = settings.limit(provider);
        var limit = new Limit(number(parsed, "--concurrent", now.concurrent()),
                number(parsed, "--per-minute", now.perMinute()));
        try {
            if (!limit.equals(now)) {
                flowbench.home().prepare();
                settings.limit(provider, limit);
            }
            console.say(CliTexts.text("settings.limit.is", provider, count(limit.concurrent()),
                    count(limit.perMinute())));
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE,
                    Why.failed("write.failed", flowbench.home().settings(), e));
        }
    }

    private static int number(ParseResult parsed, String option, int now) throws Failure {
        String text = parsed.matchedOptionValue(option, Integer.toString(now));
        if (text.equals("any")) {
            return Integer.MAX_VALUE;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("settings.noNumber", option, text));
    }

    private static String count(int most) {
        return most == Integer.MAX_VALUE ? CliTexts.text("settings.any") : Integer.toString(most);
    }
}
