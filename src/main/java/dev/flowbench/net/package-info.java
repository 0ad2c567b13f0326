/** The only way out: one HTTP client, with what may be reached, how much may come back, and no secret in an error. */
@NullMarked
package dev.flowbench.net;

import org.jspecify.annotations.NullMarked;
