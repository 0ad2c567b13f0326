/** What the user can do, as data: menus, tool bar, keys and the command palette are made from it. */
@NullMarked
package dev.flowbench.desktop.command;

import org.jspecify.annotations.NullMarked;
