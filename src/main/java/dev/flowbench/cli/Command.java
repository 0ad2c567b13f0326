package dev.flowbench.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command: what it takes, and what it does. */
interface Command {
    /** Its name on the command line. */
    String name();

    /** Its options and parameters. */
    CommandSpec spec();

    /**
     * Does it.
     *
     * @param parsed what was typed
     * @return one of {@link ExitCode}
     * @throws Failure with the words for why it cannot be done
     */
    int run(ParseResult parsed) throws Failure;
}
