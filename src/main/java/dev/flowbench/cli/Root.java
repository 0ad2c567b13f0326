package dev.flowbench.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program itself, above its commands. */
final class Root {
    private Root() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("flowbench");
        spec.usageMessage().width(100).header(Specs.lines("root.header")).customSynopsis(Specs.lines("root.synopsis"))
                .description(Specs.lines("root.description")).descriptionHeading("%n").synopsisHeading("%n")
                .commandListHeading("%n" + Specs.plain("root.commands") + "%n").optionListHeading("%n")
                .footerHeading("%n").footer(Specs.lines("root.footer")).sortOptions(false);
        spec.addOption(Specs.flag("--help", "help", "-h"));
        spec.addOption(OptionSpec.builder("--version", "-V").type(boolean.class)
                .description(Specs.plain("root.version")).build());
        return spec;
    }
}
