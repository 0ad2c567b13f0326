/** Opening, saving and closing documents, without a window: what is open, what is asked, what is kept after a crash. */
@NullMarked
package dev.flowbench.desktop.desk;

import org.jspecify.annotations.NullMarked;
