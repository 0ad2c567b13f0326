/**
 * The document: a workflow as plain immutable data. It knows nothing but data: no engine, no file system, no window.
 *
 * <p>{@link dev.flowbench.flow.Workflow} is the root; {@link dev.flowbench.flow.Kind} is the sealed set of node kinds.
 * What a kind declares stands once, in its record; {@link dev.flowbench.flow.Shape} derives the rest from it.
 */
@NullMarked
package dev.flowbench.flow;

import org.jspecify.annotations.NullMarked;
