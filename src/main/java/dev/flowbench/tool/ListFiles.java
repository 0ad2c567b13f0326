package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.util.List;

/** Lists the files of a folder. */
final class ListFiles implements Tool {
    private static final Definition DEFINITION = Json.definition("list-files", EffectClass.READ);

    private static final int MOST = 500;

    private final GrantedFolders folders;

    ListFiles(GrantedFolders folders) {
        this.folders = folders;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        String path = Json.text(arguments, "path", "");
        String ending = Json.text(arguments, "ending", "");
        var way = path.isEmpty() || path.equals(".") ? List.<String>of() : FilePath.of(path).names();
        GrantedFolders.Listing all = folders.list(GrantedFolders.folder(call), way, call);
        var found = all.files().stream().filter(file -> file.path().endsWith(ending)).toList();
        var result = Json.object();
        var files = result.putArray("files");
        found.stream().limit(MOST)
                .forEach(file -> files.addObject().put("path", file.path()).set("bytes", Json.number(file.bytes())));
        return result.put("whole", all.whole() && found.size() <= MOST);
    }
}
