/**
 * The engine's only output: events. What canvas, trace, command line and journal show are folds over this one stream.
 */
@NullMarked
package dev.flowbench.engine.event;

import org.jspecify.annotations.NullMarked;
