/** What a press of the pointer may become: a gesture is an object with a beginning, an end, and an Escape. */
@NullMarked
package dev.flowbench.desktop.canvas.tool;

import org.jspecify.annotations.NullMarked;
