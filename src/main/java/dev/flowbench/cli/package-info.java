/**
 * The command line: results on standard output, all else on standard error, one exit code for each way to end.
 *
 * <p>{@link dev.flowbench.cli.Cli} is the entry. Commands are declared by hand rather than by annotations, and each is made
 * only when it is named: a command line is waited for.
 */
@NullMarked
package dev.flowbench.cli;

import org.jspecify.annotations.NullMarked;
