/** The sheet of settings: keys and providers, limits and switches, MCP servers, folders, memory, prices. */
@NullMarked
package dev.flowbench.desktop.settings;

import org.jspecify.annotations.NullMarked;
