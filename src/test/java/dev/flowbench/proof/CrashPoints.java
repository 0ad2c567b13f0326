package dev.flowbench.proof;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Places at which a process is killed. Whoever comes to the chosen one for the chosen time says so and stands still, and
 * so does from then on whoever comes to any other: the kill finds the process as it was at that moment.
 */
final class CrashPoints {
    private final String label;
    private final int hit;
    private final Runnable arrived;
    private final Map<String, AtomicInteger> hits = new ConcurrentHashMap<>();
    private volatile boolean frozen;

    /**
     * @param label the chosen place; empty for none
     * @param hit at which of the visits to it, from 1
     * @param arrived told once
     */
    CrashPoints(String label, int hit, Runnable arrived) {
        this.label = label;
        this.hit = hit;
        this.arrived = arrived;
    }

    void at(String place) {
        int now = hits.computeIfAbsent(place, _ -> new AtomicInteger()).incrementAndGet();
        if (place.equals(label) && now == hit) {
            frozen = true;
            arrived.run();
        }
        while (frozen) {
            LockSupport.parkNanos(this, 1_000_000_000);
        }
    }

    /** How often each place was visited. */
    Map<String, Integer> visits() {
        var all = new TreeMap<String, Integer>();
        hits.forEach((place, count) -> all.put(place, count.get()));
        return all;
    }
}
