package dev.flowbench.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** How long a call that somebody tries may take: what {@code --timeout} says. */
final class Patience {
    /** What every help and manual names, where nothing else is said. */
    static final Duration USUAL = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final String NAME = "--timeout";

    private Patience() {}

    static OptionSpec option(String key) {
        return Specs.option(NAME, "TIME", key);
    }

    /**
     * What was typed; empty where nothing was.
     *
     * @throws Failure if it is no time above zero, or more than a day
     */
    static Optional<Duration> of(ParseResult parsed) throws Failure {
        @Nullable String typed = parsed.matchedOptionValue(NAME, null);
        if (typed == null) {
            return Optional.empty();
        }
        Optional<Duration> time = RunFlags.time(typed)
                .filter(one -> one.isPositive() && one.compareTo(LONGEST) <= 0);
        if (time.isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("timeout.none", typed));
        }
        return time;
    }
}
