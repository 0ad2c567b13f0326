/** An open document: its history, its file, what is selected in it. Confined to the JavaFX thread. */
@NullMarked
package dev.flowbench.desktop.document;

import org.jspecify.annotations.NullMarked;
