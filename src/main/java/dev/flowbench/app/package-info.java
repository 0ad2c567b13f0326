/**
 * What the window and the command line share: the program wired together, the user's folders and settings, documents on
 * the disk, runs begun and read, the samples.
 *
 * <p>{@link dev.flowbench.app.Flowbench} is the one entry. It makes each part when it is first asked for, so that a command
 * loads no database, no HTTP client and no window it does not use.
 */
@NullMarked
package dev.flowbench.app;

import org.jspecify.annotations.NullMarked;
