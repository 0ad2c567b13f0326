package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;

/** Gives a text file its content, whole or not at all. */
final class WriteFile implements Tool {
    private static final Definition DEFINITION = Json.definition("write-file", EffectClass.IDEMPOTENT);

    private final GrantedFolders folders;

    WriteFile(GrantedFolders folders) {
        this.folders = folders;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        FilePath path = FilePath.of(Json.text(arguments, "path"));
        String text = Json.text(arguments, "text");
        boolean replaced = folders.write(GrantedFolders.folder(call), path, text, call.idempotencyKey());
        return Json.object().put("path", path.toString()).put("characters", text.length()).put("replaced", replaced);
    }
}
