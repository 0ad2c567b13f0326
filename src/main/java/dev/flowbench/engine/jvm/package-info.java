/** The engine's scheduler on this machine: virtual threads. The only place in the engine that knows threads and clocks. */
@NullMarked
package dev.flowbench.engine.jvm;

import org.jspecify.annotations.NullMarked;
