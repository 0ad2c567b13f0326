/**
 * The trace of a run: its figures, its spans as tree and waterfall, each span in detail, and the list of past runs. Paints
 * its rows itself, so that ten thousand scroll as smoothly as ten.
 */
@NullMarked
package dev.flowbench.desktop.trace;

import org.jspecify.annotations.NullMarked;
