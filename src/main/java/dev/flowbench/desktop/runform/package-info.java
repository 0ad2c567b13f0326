/** Asks for the inputs of a run by a form made from their schema. */
@NullMarked
package dev.flowbench.desktop.runform;

import org.jspecify.annotations.NullMarked;
