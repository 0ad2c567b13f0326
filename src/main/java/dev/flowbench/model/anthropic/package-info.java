/** Anthropic's messages. */
@NullMarked
package dev.flowbench.model.anthropic;

import org.jspecify.annotations.NullMarked;
