/** Answers taken from a recorded run: a run against real providers becomes a test that needs no key and no network. */
@NullMarked
package dev.flowbench.model.recorded;

import org.jspecify.annotations.NullMarked;
