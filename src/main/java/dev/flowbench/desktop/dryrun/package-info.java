/** The report of a dry run: what it held back, what of it is approved, and what became of that. */
@NullMarked
package dev.flowbench.desktop.dryrun;

import org.jspecify.annotations.NullMarked;
