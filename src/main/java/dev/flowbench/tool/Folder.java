package dev.flowbench.tool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * An open folder. Every method takes the name of one entry and works on that entry itself: links are never followed, so
 * there is no way out. For one thread.
 */
sealed interface Folder extends Closeable permits HeldFolder, NamedFolder {
    /** Opens a folder that the user granted; how it was reached does not matter, links included. */
    static Folder open(Path granted) throws IOException {
        Path real = granted.toRealPath();
        DirectoryStream<Path> entries = Files.newDirectoryStream(real);
        if (entries instanceof SecureDirectoryStream<Path> held) {
            return new HeldFolder(held);
        }
        entries.close();
        return new NamedFolder(real, real);
    }

    /**
     * A folder in it.
     *
     * @throws IOException also if it is none, or a link to one
     */
    Folder folder(String name) throws IOException;

    /**
     * Opens a file in it.
     *
     * @throws IOException also if it is a link
     */
    FileChannel file(String name, Set<OpenOption> how) throws IOException;

    /** What the entry is, not what it links to. */
    BasicFileAttributes attributes(String name) throws IOException;

    /** Who may do what to the file is made the same for the other; does nothing where the system has no such thing. */
    void copyPermissions(String from, String to) throws IOException;

    /** Gives an entry the place of another at once, or does nothing. */
    void replace(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** The names of all entries. To be asked once. */
    List<String> names() throws IOException;
}
