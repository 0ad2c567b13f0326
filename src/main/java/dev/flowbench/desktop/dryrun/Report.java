package dev.flowbench.desktop.dryrun;

import dev.flowbench.engine.DryRun;
import dev.flowbench.trace.RunTrace;
import org.jspecify.annotations.Nullable;

/**
 * A dry run as it was read.
 *
 * @param dry what it held back
 * @param trace of it
 * @param commit the run that does what was approved, as far as it is kept; null while nothing was committed
 * @param imported whether it was recorded elsewhere, and cannot be committed here
 */
public record Report(DryRun dry, RunTrace trace, @Nullable RunTrace commit, boolean imported) {}
