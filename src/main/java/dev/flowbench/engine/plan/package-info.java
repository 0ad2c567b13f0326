/** A document made ready to run: wires resolved, templates and expressions parsed, once for all visits. */
@NullMarked
package dev.flowbench.engine.plan;

import org.jspecify.annotations.NullMarked;
