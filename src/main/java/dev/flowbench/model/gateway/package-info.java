/** The one place in front of the providers: limits, the kill switch, answers from the cache. */
@NullMarked
package dev.flowbench.model.gateway;

import org.jspecify.annotations.NullMarked;
