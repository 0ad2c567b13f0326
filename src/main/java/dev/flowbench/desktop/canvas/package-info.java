/** The canvas: the view that shows a document as a drawing and lets people change it. */
@NullMarked
package dev.flowbench.desktop.canvas;

import org.jspecify.annotations.NullMarked;
