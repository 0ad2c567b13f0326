/** Documents from somebody else: that they are, what they could do when they run live, and whether they may. */
@NullMarked
package dev.flowbench.desktop.consent;

import org.jspecify.annotations.NullMarked;
