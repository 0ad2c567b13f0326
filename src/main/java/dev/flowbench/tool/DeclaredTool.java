package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Trimming;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.ToolDeclaration;

/** Holds a tool to what its declaration says is kept of its result. */
final class DeclaredTool implements Tool {
    private final Tool tool;
    private final ToolDeclaration declaration;

    DeclaredTool(Tool tool, ToolDeclaration declaration) {
        this.tool = tool;
        this.declaration = declaration;
    }

    @Override
    public Definition definition() {
        return tool.definition();
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        JsonNode result = tool.call(arguments, call);
        return declaration.fields().isEmpty() ? result : Trimming.only(result, declaration.fields());
    }
}
