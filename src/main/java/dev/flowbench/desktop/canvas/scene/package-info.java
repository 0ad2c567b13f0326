/** What stands where on the drawing: laid out from a document, without painting it, and found again by place. */
@NullMarked
package dev.flowbench.desktop.canvas.scene;

import org.jspecify.annotations.NullMarked;
