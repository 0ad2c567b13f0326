/**
 * Tools that are a request over HTTP, as documents declare them, and declarations made from an OpenAPI file.
 *
 * <p>What arguments bring in never changes the shape of a request: addresses are encoded by place, JSON bodies are filled
 * value by value, and a host is only what the document says, unless its address leaves it open and the sheet said so.
 */
@NullMarked
package dev.flowbench.tool.http;

import org.jspecify.annotations.NullMarked;
