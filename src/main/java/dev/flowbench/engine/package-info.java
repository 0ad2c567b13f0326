/**
 * The engine: interprets a document and tells of every step as a stream of events. It reaches the world only through its
 * ports, in {@link dev.flowbench.engine.port}.
 */
@NullMarked
package dev.flowbench.engine;

import org.jspecify.annotations.NullMarked;
