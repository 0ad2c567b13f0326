/** Pages of the web as text. */
@NullMarked
package dev.flowbench.tool.web;

import org.jspecify.annotations.NullMarked;
