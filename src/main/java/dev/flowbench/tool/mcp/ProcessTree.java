package dev.flowbench.tool.mcp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process and all that it has started, and those have. Who loses its parent is found no more: so the tree is looked at now
 * and then while it lives. For many threads.
 */
final class ProcessTree {
    private static final long OFTEN = Duration.ofSeconds(1).toNanos();

    private final Process process;
    private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();
    private volatile long looked = System.nanoTime() - OFTEN;

    ProcessTree(Process process) {
        this.process = process;
        seen.add(process.toHandle());
    }

    /** Looks who is there, at most once a second. */
    void lookNowAndThen() {
        if (System.nanoTime() - looked >= OFTEN) {
            look();
        }
    }

    private void look() {
        looked = System.nanoTime();
        seen.removeIf(one -> !one.isAlive());
        for (ProcessHandle one : Set.copyOf(seen)) {
            one.descendants().forEach(seen::add);
        }
    }

    /** Asks all to end, and ends who does not within that time. Returns when all have ended. */
    void end(Duration patience) {
        look();
        seen.forEach(ProcessHandle::destroy);
        long until = System.nanoTime() + patience.toNanos();
        for (ProcessHandle one : seen) {
            await(one, until - System.nanoTime());
        }
        endNow();
    }

    /** Ends all without asking. */
    void endNow() {
        look();
        seen.forEach(ProcessHandle::destroyForcibly);
        long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        for (ProcessHandle one : seen) {
            await(one, until - System.nanoTime());
        }
    }

    /** Whether it has ended by itself within that time. */
    boolean endsWithin(Duration time) {
        look();
        long until = System.nanoTime() + time.toNanos();
        seen.forEach(one -> await(one, until - System.nanoTime()));
        return seen.stream().noneMatch(ProcessHandle::isAlive);
    }

    private static void await(ProcessHandle one, long nanos) {
        try {
            one.onExit().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException _) {
            // It lives on; the caller decides.
        }
    }

    Process process() {
        return process;
    }
}
