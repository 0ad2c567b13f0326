/** What a workflow can use at worst, beside it while it is drawn. */
@NullMarked
package dev.flowbench.desktop.preflight;

import org.jspecify.annotations.NullMarked;
