/** What is wrong with the document in front, as one types. */
@NullMarked
package dev.flowbench.desktop.problems;

import org.jspecify.annotations.NullMarked;
