package dev.flowbench.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which the program keeps what is not the user's own file: runs, settings, bench data, the log. Only the user
 * may read it, where the file system knows users.
 *
 * @param folder the folder; made by {@link #prepare}
 */
public record FlowbenchHome(Path folder) {
    /** Name of the environment variable that names another folder. */
    public static final String VARIABLE = "FLOWBENCH_HOME";

    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    /**
     * The folder of this user: what {@value #VARIABLE} names, else the platform's place for an application's data.
     *
     * @param environment the environment variables
     */
    public static FlowbenchHome of(Map<String, String> environment) {
        @Nullable String wanted = environment.get(VARIABLE);
        return new FlowbenchHome(wanted == null || wanted.isBlank() ? usual(environment) : Path.of(wanted));
    }

    private static Path usual(Map<String, String> environment) {
        Path user = Path.of(System.getProperty("user.home", "."));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            @Nullable String data = environment.get("APPDATA");
            return (data == null || data.isBlank() ? user.resolve("AppData/Roaming") : Path.of(data))
                    .resolve("Flowbench");
        }
        if (system.startsWith("mac")) {
            return user.resolve("Library/Application Support/Flowbench");
        }
        @Nullable String data = environment.get("XDG_DATA_HOME");
        // The XDG rules: a path that is not absolute does not count.
        return (data == null || data.isBlank() || !Path.of(data).isAbsolute()
                ? user.resolve(".local/share")
                : Path.of(data))
                .resolve("flowbench");
    }

    /** Where runs are kept, a file each. */
    public Path runs() {
        return folder.resolve("runs");
    }

    /** Where the window keeps what it remembers: places of panes, last inputs, unsaved work. */
    public Path bench() {
        return folder.resolve("bench");
    }

    /** What workflows remember. */
    public Path memory() {
        return folder.resolve("memory.db");
    }

    /** Where the native library of the embedding model is unpacked, if that part was added. */
    Path natives() {
        return folder.resolve("natives");
    }

    /** Where workflows put messages that they send: the folder that is always granted. */
    public Path outbox() {
        return folder.resolve("outbox");
    }

    /** Which models are switched off. */
    Path switches() {
        return folder.resolve("switches.json");
    }

    /** Answers that nodes may use again. */
    Path answers() {
        return folder.resolve("answers");
    }

    /** Prices of the user's own; need not be there. */
    public Path prices() {
        return folder.resolve("prices.json");
    }

    /** Which contents may run live here. */
    Path consents() {
        return folder.resolve("consents.json");
    }

    /** The MCP servers that the user has configured, in the shape that MCP clients share. */
    public Path mcp() {
        return folder.resolve("mcp.json");
    }

    /** What of them is allowed on this machine. */
    Path mcpAllowed() {
        return folder.resolve("mcp-allowed.json");
    }

    /** The settings. */
    public Path settings() {
        return folder.resolve("settings.json");
    }

    /** The log. */
    public Path log() {
        return folder.resolve("flowbench.log");
    }

    /**
     * Makes the folder, if it is not there, so that only the user may read what is in it.
     *
     * @throws IOException if there is something else of that name, or it cannot be made or written
     */
    public void prepare() throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectories(folder);
            } catch (FileAlreadyExistsException e) {
                throw new IOException(AppTexts.text("home.isFile", folder), e);
            } catch (IOException e) {
                throw new IOException(AppTexts.text("home.cannotMake", folder), e);
            }
        }
        keepPrivate(folder);
        if (!Files.isWritable(folder)) {
            throw new IOException(AppTexts.text("home.cannotWrite", folder));
        }
    }

    /**
     * Looks whether what is kept there can be read, by its user alone; a folder that is not there is made.
     *
     * @throws IOException if not: that nothing is kept would not be true
     */
    public void look() throws IOException {
        if (!Files.isDirectory(folder)) {
            prepare();
        } else if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new IOException(AppTexts.text("home.cannotRead", folder));
        } else {
            keepPrivate(folder);
        }
    }

    /** The log may have made the folder, for all to read; but who may not change it, uses it as it is. */
    private static void keepPrivate(Path path) {
        try {
            var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (view != null && !view.readAttributes().permissions().equals(OURS)) {
                view.setPermissions(OURS);
            }
        } catch (IOException _) {
            // Not ours to change.
        }
    }
}
