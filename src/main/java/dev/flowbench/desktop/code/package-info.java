/** Fields for prompts, expressions and JSON: colours, mistakes underlined, as high as their text. */
@NullMarked
package dev.flowbench.desktop.code;

import org.jspecify.annotations.NullMarked;
