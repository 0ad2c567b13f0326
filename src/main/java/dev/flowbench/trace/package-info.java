/** A run as people read it: spans, summaries and the state of each node, folded from its events. */
@NullMarked
package dev.flowbench.trace;

import org.jspecify.annotations.NullMarked;
