/**
 * What workflows can do in the world: the built-in tools. Files only inside folders that the user granted, under the
 * names the user gave them. The only room that may start a process.
 */
@NullMarked
package dev.flowbench.tool;

import org.jspecify.annotations.NullMarked;
