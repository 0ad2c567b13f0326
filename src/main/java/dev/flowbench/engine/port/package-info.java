/** What the engine needs of the world; adapters elsewhere fill these ports. */
@NullMarked
package dev.flowbench.engine.port;

import org.jspecify.annotations.NullMarked;
