/** A model that needs no key and no network: the same seed gives the same run. */
@NullMarked
package dev.flowbench.model.simulated;

import org.jspecify.annotations.NullMarked;
