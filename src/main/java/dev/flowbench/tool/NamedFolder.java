package dev.flowbench.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A folder by its path, for systems that cannot hold one open (Windows). Looks where it stands before and after each use. */
final class NamedFolder implements Folder {
    private final Path root;
    private final Path path;

    /**
     * @param root the real path of what was granted
     * @param path inside it, real too
     */
    NamedFolder(Path root, Path path) {
        this.root = root;
        this.path = path;
    }

    @Override
    public Folder folder(String name) throws IOException {
        Path child = path.resolve(name);
        BasicFileAttributes is = attributes(name);
        // A junction is a folder of another kind to Windows, and no link to Java.
        if (!is.isDirectory() || is.isOther()) {
            throw new NotDirectoryException(name);
        }
        return new NamedFolder(root, inside(child));
    }

    @Override
    public FileChannel file(String name, Set<OpenOption> how) throws IOException {
        inside(path);
        var options = new HashSet<>(how);
        options.add(LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(path.resolve(name), options);
        try {
            inside(path.resolve(name));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    private Path inside(Path entry) throws IOException {
        Path real = entry.toRealPath();
        if (!real.startsWith(root)) {
            throw new AccessDeniedException(entry.getFileName().toString());
        }
        return real;
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void copyPermissions(String from, String to) throws IOException {
        var source = Files.getFileAttributeView(path.resolve(from), PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        var target = Files.getFileAttributeView(path.resolve(to), PosixFileAttributeView.class);
        if (source != null && target != null) {
            target.setPermissions(source.readAttributes().permissions());
        }
    }

    @Override
    public void replace(String from, String to) throws IOException {
        inside(path);
        try {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        inside(path);
        Files.delete(path.resolve(name));
    }

    @Override
    public List<String> names() throws IOException {
        inside(path);
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public void close() {}
}
