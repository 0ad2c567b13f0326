package dev.flowbench.app;

import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import dev.flowbench.secret.Keychain;
import dev.flowbench.secret.SystemKeychain;
import java.time.Clock;

/**
 * What of this machine the program uses, so that a test can give it another.
 *
 * @param home where runs, settings and bench data are kept
 * @param samples the sample workflows
 * @param secrets the environment, where keys are found first
 * @param limits how long the network may take
 * @param clock the time of day, for ids of runs
 * @param keychain that of the system
 */
public record Machine(FlowbenchHome home, Samples samples, Environment secrets, Limits limits, Clock clock,
        Keychain keychain) {
    /** One without a keychain. */
    public Machine(FlowbenchHome home, Samples samples, Environment secrets, Limits limits, Clock clock) {
        this(home, samples, secrets, limits, clock, Keychain.NONE);
    }

    /** This machine, with the environment of this process. */
    public static Machine here() {
        return new Machine(FlowbenchHome.of(System.getenv()), Samples.installed(), Environment.ofProcess(),
                Limits.USUAL, Clock.systemUTC(), new SystemKeychain());
    }
}
