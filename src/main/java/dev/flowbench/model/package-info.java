/** Models: the switchboard in front of them, their keys and their prices. Each protocol has a package below. */
@NullMarked
package dev.flowbench.model;

import org.jspecify.annotations.NullMarked;
