/** Google's Gemini, in its own protocol. */
@NullMarked
package dev.flowbench.model.gemini;

import org.jspecify.annotations.NullMarked;
