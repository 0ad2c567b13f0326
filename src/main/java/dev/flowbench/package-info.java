/** Where Flowbench starts. */
@NullMarked
package dev.flowbench;

import org.jspecify.annotations.NullMarked;
