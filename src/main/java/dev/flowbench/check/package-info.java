/**
 * What is wrong with a document, found before a run: every problem with its place and the way out.
 * {@link dev.flowbench.check.Checks} is the way in.
 */
@NullMarked
package dev.flowbench.check;

import org.jspecify.annotations.NullMarked;
