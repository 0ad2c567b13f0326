package dev.flowbench.engine;

import org.jspecify.annotations.Nullable;

/**
 * What came of going over a recorded run again.
 *
 * @param events how many were recorded
 * @param reproduced how many came out the same; what came from outside (a stop, a pause, a timer) is not among them
 * @param whole whether the run had ended by itself; of one that had not, all that is recorded was gone over
 * @param divergence where it first parted from what was recorded; null for nowhere
 * @param hash SHA-256 of the content of all that was told again, by step: the same for runs that did the same
 */
public record ReplayReport(
        String run, int events, int reproduced, boolean whole, @Nullable Divergence divergence, String hash) {}
