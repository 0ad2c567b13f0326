/** What every pane of the window needs: its words, work off the JavaFX thread, sheets over the window, dialogs. */
@NullMarked
package dev.flowbench.desktop.kit;

import org.jspecify.annotations.NullMarked;
