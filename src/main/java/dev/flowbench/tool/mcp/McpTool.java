package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;

/** A tool of an MCP server, under the name that a document gives it. Making it starts nothing. */
final class McpTool implements Tool {
    private final Definition definition;
    private final String server;
    private final String tool;
    private final McpServers servers;

    McpTool(Definition definition, String server, String tool, McpServers servers) {
        this.definition = definition;
        this.server = server;
        this.tool = tool;
        this.servers = servers;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        return servers.call(server, tool, arguments, call);
    }
}
