/** What a window without a document shows: what this is, the samples, the files last used. */
@NullMarked
package dev.flowbench.desktop.start;

import org.jspecify.annotations.NullMarked;
