/**
 * Templates and expressions: the two small languages a document may hold. Neither can reach Java, files, the
 * network, the clock or chance, and both are bounded in time and output.
 */
@NullMarked
package dev.flowbench.flow.text;

import org.jspecify.annotations.NullMarked;
