/**
 * What all providers share: how a call goes out over {@code net} and through the library, and what can go wrong with it.
 * What makes a provider is a {@link dev.flowbench.model.wire.Dialect}.
 */
@NullMarked
package dev.flowbench.model.wire;

import org.jspecify.annotations.NullMarked;
