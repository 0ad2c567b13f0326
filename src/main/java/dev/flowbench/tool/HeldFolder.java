package dev.flowbench.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A folder that the system holds open for us. Each step starts from what is held, not from a path, so that nobody can
 * put a link in the way between look and use.
 */
final class HeldFolder implements Folder {
    private final SecureDirectoryStream<Path> held;

    HeldFolder(SecureDirectoryStream<Path> held) {
        this.held = held;
    }

    @Override
    public Folder folder(String name) throws IOException {
        return new HeldFolder(held.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public FileChannel file(String name, Set<OpenOption> how) throws IOException {
        var options = new HashSet<>(how);
        options.add(LinkOption.NOFOLLOW_LINKS);
        // The JDK's own streams give file channels; the interface only does not say so.
        return (FileChannel) held.newByteChannel(Path.of(name), options);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return held.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public void copyPermissions(String from, String to) throws IOException {
        var source = held.getFileAttributeView(Path.of(from), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        // The target has just been made here and is ours; not every system can change a file without following links.
        var target = held.getFileAttributeView(Path.of(to), PosixFileAttributeView.class);
        if (source != null && target != null) {
            target.setPermissions(source.readAttributes().permissions());
        }
    }

    @Override
    public void replace(String from, String to) throws IOException {
        held.move(Path.of(from), held, Path.of(to));
    }

    @Override
    public void delete(String name) throws IOException {
        held.deleteFile(Path.of(name));
    }

    @Override
    public List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try {
            held.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
