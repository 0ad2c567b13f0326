/** The workflow as a tree of nodes, frames and slots: the keyboard's way through the drawing. */
@NullMarked
package dev.flowbench.desktop.outline;

import org.jspecify.annotations.NullMarked;
