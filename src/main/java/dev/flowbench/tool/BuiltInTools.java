package dev.flowbench.tool;

import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tools that every bench has: {@code calculator}, {@code clock}, {@code json-query}, {@code search-texts},
 * {@code list-files}, {@code read-file}, {@code write-file}, {@code append-file}, {@code send-message}.
 *
 * <p>Tools that work on files take the folder's granted name from the document: {@code config {"folder": "notes"}}.
 * {@code send-message} writes to the granted folder {@code outbox}. Safe for many threads.
 */
public final class BuiltInTools implements Tools {
    /** Those that work in a folder, whose granted name they are given beside their arguments. */
    public static final Set<String> IN_FOLDERS = Set.of("search-texts", "list-files", "read-file", "write-file",
            "append-file");

    private final List<Tool> all;

    /** @param grants the folders that the user gave */
    public BuiltInTools(Grants grants) {
        this(grants, List.of());
    }

    /**
     * @param grants the folders that the user gave
     * @param more further tools of every bench, whose rooms are others
     */
    public BuiltInTools(Grants grants, List<Tool> more) {
        this(new GrantedFolders(grants, Folder::open), more);
    }

    BuiltInTools(GrantedFolders folders) {
        this(folders, List.of());
    }

    private BuiltInTools(GrantedFolders folders, List<Tool> more) {
        var tools = new ArrayList<Tool>(List.of(new Calculator(), new ClockTool(), new JsonQuery(),
                new SearchTexts(folders), new ListFiles(folders), new ReadFile(folders), new WriteFile(folders),
                new AppendFile(folders), new SendMessage(folders)));
        tools.addAll(more);
        all = List.copyOf(tools);
    }

    @Override
    public List<Tool> all() {
        return all;
    }
}
