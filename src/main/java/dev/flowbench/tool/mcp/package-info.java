/**
 * Tools of MCP servers. The user configures the servers and allows each command, and what each says of its tools, on this
 * machine; documents name server and tool only. Nothing is started before a tool is called or its user asks what there is.
 *
 * <p>{@link dev.flowbench.tool.mcp.McpServers} is the entry. Messages and sessions are those of the MCP Java SDK; its own
 * ways of starting programs and of speaking HTTP are not used: they hand on the whole environment, notice neither a crash nor
 * a line that never ends, and go past the house's network.
 */
@NullMarked
package dev.flowbench.tool.mcp;

import org.jspecify.annotations.NullMarked;
