/** OpenAI's chat completions, at OpenAI and at every server that speaks the same. */
@NullMarked
package dev.flowbench.model.openai;

import org.jspecify.annotations.NullMarked;
