/** The window. Nothing outside this package and its children touches JavaFX. */
@NullMarked
package dev.flowbench.desktop;

import org.jspecify.annotations.NullMarked;
