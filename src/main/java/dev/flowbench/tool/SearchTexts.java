package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.util.List;
import java.util.Locale;

/** Finds the passages of a folder's texts that fit a question best. */
final class SearchTexts implements Tool {
    private static final Definition DEFINITION = Json.definition("search-texts", EffectClass.READ);

    /** How much is read for one search, in bytes. */
    private static final long MAX_TOTAL = 30_000_000;

    private final GrantedFolders folders;

    SearchTexts(GrantedFolders folders) {
        this.folders = folders;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        String query = Json.text(arguments, "query");
        int k = Json.whole(arguments, "k", 5, 1, 20);
        String folder = GrantedFolders.folder(call);
        var search = new PassageSearch(query);
        int read = 0;
        int skipped = 0;
        long room = MAX_TOTAL;
        GrantedFolders.Listing all = folders.list(folder, List.of(), call);
        for (GrantedFolders.Listed file : all.files()) {
            if (!isText(file.path())) {
                continue;
            }
            ToolTexts.unlessCancelled(call);
            if (file.bytes() > GrantedFolders.MAX_BYTES || file.bytes() > room) {
                skipped++;
                continue;
            }
            try {
                search.add(file.path(), folders.read(folder, FilePath.of(file.path())));
                room -= file.bytes();
                read++;
            } catch (ToolException _) {
                // One file that is no text, or has gone, must not hide the others.
                skipped++;
            }
        }
        var result = Json.object();
        var passages = result.putArray("passages");
        search.best(k).forEach(hit -> passages.addObject().put("path", hit.path()).put("line", hit.line())
                .put("text", hit.text()).put("score", hit.score()));
        return result.put("files", read).put("skipped", skipped);
    }

    private static boolean isText(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return name.endsWith(".txt") || name.endsWith(".md");
    }
}
