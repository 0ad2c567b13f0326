/** Paints the drawing: one painter for each thing, all given what they paint with. */
@NullMarked
package dev.flowbench.desktop.canvas.paint;

import org.jspecify.annotations.NullMarked;
