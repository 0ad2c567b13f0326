/** What workflows remember, in a SQLite database on this machine, found again by likeness. */
@NullMarked
package dev.flowbench.memory;

import org.jspecify.annotations.NullMarked;
