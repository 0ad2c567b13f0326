/**
 * The journal on disk: one SQLite file a run, written by one thread, and an index that can be deleted. The only place,
 * beside memory, that knows SQL.
 */
@NullMarked
package dev.flowbench.store;

import org.jspecify.annotations.NullMarked;
