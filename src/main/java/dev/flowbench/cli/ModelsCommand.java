package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.app.Flowbench;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.model.ConnectionTest;
import dev.flowbench.model.ModelCatalog;
import dev.flowbench.model.Provider;
import dev.flowbench.model.wire.ModelPage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code models}: what a provider has, and whether it can be reached. Both cost nothing. */
final class ModelsCommand implements Command {
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final String SERVER = "--base-url";
    private static final String SECRET = "--secret";

    private final Console console;
    private final Flowbench flowbench;

    ModelsCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "models";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec list = Specs.command("list", "models.list");
        list.addPositional(Specs.one("PROVIDER", "models.provider"));
        list.addOption(Specs.flag("--json", "json"));
        CommandSpec test = Specs.command("test", "models.test");
        test.addPositional(Specs.one("NAME", "models.name"));
        test.addOption(Specs.option("--in", "FILE", "models.in"));
        test.addOption(Specs.option("--model", "MODEL", "models.model"));
        for (CommandSpec sub : List.of(list, test)) {
            sub.addOption(Specs.option(SERVER, "URL", "models.baseUrl"));
            sub.addOption(Specs.option(SECRET, "NAME", "models.secret"));
        }
        return Specs.family(name(), List.of(list, test));
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        ParseResult sub = Specs.chosen(parsed, name());
        String name = sub.matchedPositionalValue(0, "");
        @Nullable String server = sub.matchedOptionValue(SERVER, null);
        @Nullable String secret = sub.matchedOptionValue(SECRET, null);
        boolean list = sub.commandSpec().name().equals("list");
        if (list && Provider.of(name).isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE,
                    CliTexts.text("settings.noProvider", name, String.join(", ", Provider.ids())));
        }
        return list
                ? list(typed(name, server, secret), Specs.has(sub, "--json"))
                : test(name, sub, server, secret);
    }

    /** What was typed, if it can be asked at all. */
    private static ModelCatalog.Account typed(String provider, @Nullable String server, @Nullable String secret)
            throws Failure {
        var account = new ModelCatalog.Account(provider, server, secret);
        try {
            ModelCatalog.usable(account);
            return account;
        } catch (ModelException e) {
            throw new Failure(ExitCode.BAD_USAGE, Opened.sentence(String.valueOf(e.getMessage()), e.wayOut()));
        }
    }

    private int list(ModelCatalog.Account account, boolean json) throws Failure {
        try {
            List<ModelPage.Entry> models = flowbench.modelCatalog().list(account, MOST);
            if (json) {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                models.forEach(model -> all.addObject().put("id", model.id()).put("name", model.name())
                        .put("contextTokens", model.contextTokens()).put("maxOutputTokens", model.maxOutputTokens()));
                console.result(all.toPrettyString());
                return ExitCode.DONE;
            }
            models.forEach(model -> console.result(model.contextTokens() == 0
                    ? model.id()
                    : CliTexts.text("models.line", model.id(), model.contextTokens())));
            if (models.isEmpty()) {
                console.say(CliTexts.text("models.none"));
            }
            return ExitCode.DONE;
        } catch (ModelException e) {
            throw new Failure(ExitCode.GATE, Opened.sentence(String.valueOf(e.getMessage()), e.wayOut()));
        }
    }

    private int test(String name, ParseResult sub, @Nullable String server, @Nullable String secret) throws Failure {
        @Nullable String file = sub.matchedOptionValue("--in", null);
        @Nullable ModelSpec spec = file == null
                ? null
                : Opened.document(flowbench.documents(), file).workflow().models().get(name);
        if (file != null && spec == null) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("models.noAlias", name, file));
        }
        if (spec == null && Provider.of(name).isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE,
                    CliTexts.text("models.noName", name, String.join(", ", Provider.ids())));
        }
        var account = spec == null
                ? typed(name, server, secret)
                : new ModelCatalog.Account(spec.provider(), server == null ? spec.baseUrl() : server,
                        secret == null ? spec.secret() : secret);
        String model = sub.matchedOptionValue("--model", spec == null ? "" : spec.model());
        ConnectionTest.Result result = flowbench.connectionTest().of(account, model, MOST);
        if (result.verdict() == ConnectionTest.Verdict.WORKS) {
            console.result(result.message());
            return ExitCode.DONE;
        }
        throw new Failure(ExitCode.GATE, Opened.sentence(result.message(), result.wayOut()));
    }
}
