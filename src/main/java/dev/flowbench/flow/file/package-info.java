/**
 * The document as a file: reader, canonical writer, published schema and semantic hash. All are made from
 * {@link dev.flowbench.flow.Shape}, so that a new field or kind needs nothing here.
 */
@NullMarked
package dev.flowbench.flow.file;

import org.jspecify.annotations.NullMarked;
