/** A run under way, as the window sees it: its events brought to the JavaFX thread and folded there. */
@NullMarked
package dev.flowbench.desktop.run;

import org.jspecify.annotations.NullMarked;
