/**
 * JSON Schema, 2020-12: what shape a value must have, said to people. No schema is ever loaded from a file or an
 * address, patterns run in linear time, and {@code format} is a remark that rejects nothing.
 */
@NullMarked
package dev.flowbench.flow.schema;

import org.jspecify.annotations.NullMarked;
