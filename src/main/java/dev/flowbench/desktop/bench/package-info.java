/** What the window remembers between starts: places of panes, recent files, last inputs, unsaved work. Never the flow. */
@NullMarked
package dev.flowbench.desktop.bench;

import org.jspecify.annotations.NullMarked;
