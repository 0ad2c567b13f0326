/** Makes a run from another: what is kept, what runs again and what it costs, before it begins. */
@NullMarked
package dev.flowbench.desktop.fork;

import org.jspecify.annotations.NullMarked;
