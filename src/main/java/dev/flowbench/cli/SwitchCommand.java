package dev.flowbench.cli;

import dev.flowbench.app.Flowbench;
import dev.flowbench.model.Provider;
import dev.flowbench.model.gateway.Switches;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code switch}: the kill switch of models, for runs under way as well. */
final class SwitchCommand implements Command {
    private static final String OFF = "off";

    private final Console console;
    private final Flowbench flowbench;

    SwitchCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "switch";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        for (String one : new String[]{OFF, "on"}) {
            CommandSpec sub = Specs.command(one, "switch." + one);
            sub.addPositional(Specs.one("PROVIDER/MODEL", "switch.model"));
            sub.addOption(Specs.flag("--help", "help", "-h"));
            spec.addSubcommand(one, sub);
        }
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        Switches switches = flowbench.switches();
        ParseResult sub = parsed.subcommand();
        if (sub == null) {
            String fault = switches.fault().orElse("");
            if (!fault.isEmpty()) {
                throw new Failure(ExitCode.BAD_USAGE, fault);
            }
            new TreeSet<>(switches.off()).forEach(model -> console.result(CliTexts.text("switch.isOff", model)));
            if (switches.off().isEmpty()) {
                console.say(CliTexts.text("switch.none"));
            }
            return ExitCode.DONE;
        }
        String model = sub.matchedPositionalValue(0, "");
        String way = sub.commandSpec().name();
        try {
            flowbench.home().prepare();
            boolean changed = switches.flip(model, way.equals(OFF));
            console.say(CliTexts.text("switch." + way + (changed ? ".done" : ".already"), model));
            if (!way.equals(OFF) && switches.isOff(provider(model), model.substring(provider(model).length() + 1))) {
                console.say(CliTexts.text("switch.stillOff", model, provider(model)));
            }
            unknown(model).ifPresent(console::say);
            return ExitCode.DONE;
        } catch (IllegalArgumentException | IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static String provider(String name) {
        return name.substring(0, name.indexOf('/'));
    }

    /** What makes a name look like a slip; it is switched all the same, since nobody knows all models. */
    private Optional<String> unknown(String name) {
        String provider = provider(name);
        String model = name.substring(provider.length() + 1);
        Optional<Provider> known = Provider.of(provider);
        if (known.isEmpty()) {
            return Optional.of(CliTexts.text("switch.noProvider", provider,
                    String.join(", ", Provider.ids())));
        }
        boolean listed = known.get().address().isEmpty() || model.equals("*")
                || flowbench.prices().price(provider, model).isPresent();
        return listed ? Optional.empty() : Optional.of(CliTexts.text("switch.noModel", model, provider));
    }
}
