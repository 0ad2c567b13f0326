package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;

/** Reads a text file, or some of its lines. */
final class ReadFile implements Tool {
    private static final Definition DEFINITION = Json.definition("read-file", EffectClass.READ);

    private final GrantedFolders folders;

    ReadFile(GrantedFolders folders) {
        this.folders = folders;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        int from = Json.whole(arguments, "from", 1, 1, Integer.MAX_VALUE);
        int count = Json.whole(arguments, "lines", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        String text = folders.read(GrantedFolders.folder(call), FilePath.of(Json.text(arguments, "path")));
        int lines = (int) text.lines().count();
        boolean whole = from == 1 && count >= lines;
        return Json.object()
                .put("text", whole ? text : String.join("\n", text.lines().skip(from - 1L).limit(count).toList()))
                .put("lines", lines).put("whole", whole);
    }
}
