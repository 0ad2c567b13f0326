/** What people are asked in runs: one inbox, what exactly would happen, and their answers. */
@NullMarked
package dev.flowbench.desktop.approval;

import org.jspecify.annotations.NullMarked;
