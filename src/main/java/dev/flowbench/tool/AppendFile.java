package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;

/** Adds lines at the end of a text file. */
final class AppendFile implements Tool {
    private static final Definition DEFINITION = Json.definition("append-file", EffectClass.NON_IDEMPOTENT);

    private final GrantedFolders folders;

    AppendFile(GrantedFolders folders) {
        this.folders = folders;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        FilePath path = FilePath.of(Json.text(arguments, "path"));
        long bytes = folders.append(GrantedFolders.folder(call), path, Json.text(arguments, "text"));
        return Json.object().put("path", path.toString()).set("bytes", Json.number(bytes));
    }
}
