package dev.flowbench.engine;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When what failed on the way is tried again, and after how long: the same for models and tools. */
final class Retries {
    private static final int DEFAULT_ATTEMPTS = 3;
    private static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(1);
    private static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(30);
    /** Who asks for longer than this is not waited for. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

    private final RunState run;

    Retries(RunState run) {
        this.run = run;
    }

    /**
     * Waits for another try, if there is to be one.
     *
     * @param retry what the node says of it; null for the usual
     * @param tries how often it was tried, from 1
     * @return whether to try again
     * @throws Stop if the scope is cancelled meanwhile
     */
    boolean again(Settings.@Nullable Retry retry, int tries, Where where, Scope scope, RunError error) {
        if (error.code() == ErrorCode.INTERRUPTED) {
            // It was our process that ended: this is no try that failed.
            run.tell(where, new What.Decided(What.Choice.RETRY, Details.of("attempt", where.attempt() + 1, "waitMillis",
                    0, "error", error.code().name())));
            return true;
        }
        int attempts = retry == null || retry.attempts() == null ? DEFAULT_ATTEMPTS : retry.attempts();
        boolean mayHelp = switch (error.code().again()) {
            case YES -> true;
            case IF_ASKED -> retry != null;
            case NO -> false;
        };
        boolean again = mayHelp && tries < attempts
                && error.retryAfterMillis() <= LONGEST_RETRY_AFTER.toMillis();
        if (again) {
            Duration wait = backoff(retry, tries, where, error);
            run.tell(where, new What.Decided(What.Choice.RETRY, Details.of("attempt", where.attempt() + 1, "waitMillis",
                    wait.toMillis(), "error", error.code().name())));
            run.sleep(where, scope, wait);
        }
        return again;
    }

    /** Doubles each time, with up to a half more by chance that the run's seed fixes; never less than was asked for. */
    private Duration backoff(Settings.@Nullable Retry retry, int tries, Where where, RunError error) {
        Duration base = retry == null || retry.backoff() == null ? DEFAULT_BACKOFF : retry.backoff();
        Duration most = retry == null || retry.maxBackoff() == null ? DEFAULT_MAX_BACKOFF : retry.maxBackoff();
        int doublings = Math.min(tries - 1, 16);
        long millis = base.toMillis() > most.toMillis() >> doublings ? most.toMillis() : base.toMillis() << doublings;
        long draw = Math.floorMod((run.seed * 31 + where.stepKey().hashCode()) * 31 + tries, 1000L);
        long drawn = Math.min(most.toMillis(), millis + (long) (millis * (draw / 2000.0)));
        return Duration.ofMillis(Math.max(drawn, error.retryAfterMillis()));
    }
}
