/** What the canvas does to a document: pure functions from one version to the next. */
@NullMarked
package dev.flowbench.desktop.canvas.edit;

import org.jspecify.annotations.NullMarked;
