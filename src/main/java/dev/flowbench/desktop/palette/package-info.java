/** The palette: the kinds of step there are, to be dragged onto the drawing. */
@NullMarked
package dev.flowbench.desktop.palette;

import org.jspecify.annotations.NullMarked;
