package dev.flowbench.tool;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Text files in the granted folders: the one place through which tools reach the file system. Links, devices and
 * anything else that is no plain file or folder are refused. Safe for many threads.
 */
final class GrantedFolders {
    /** The largest file that is read or written whole, in bytes. */
    static final int MAX_BYTES = 2_000_000;
    /** Nothing is added to a file that would be larger than this, in bytes. */
    private static final int MAX_GROWN = 20_000_000;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_FILES = 5_000;

    private final Grants grants;
    private final Opener opener;
    /** What two steps add to one file at the same time must not be mixed. */
    private final ReentrantLock appending = new ReentrantLock();

    /** How a granted folder is opened; a test chooses. */
    interface Opener {
        Folder open(Path granted) throws IOException;
    }

    GrantedFolders(Grants grants, Opener opener) {
        this.grants = grants;
        this.opener = opener;
    }

    /** A file as a listing shows it. */
    record Listed(String path, long bytes) {}

    /**
     * What a folder holds.
     *
     * @param whole whether these are all
     */
    record Listing(List<Listed> files, boolean whole) {}

    /** The name of the folder that the document gives to the tool. */
    static String folder(Tool.Call call) throws ToolException {
        var config = call.config();
        if (config == null || !config.path("folder").isTextual()) {
            throw ToolTexts.fault(ErrorCode.NOT_GRANTED, "folder.none");
        }
        return config.path("folder").textValue();
    }

    private Folder open(String name) throws ToolException {
        @Nullable Path granted = grants.folders().get(name);
        if (granted == null) {
            String shown = ToolTexts.shown(name);
            throw grants.folders().isEmpty()
                    ? ToolTexts.fault(ErrorCode.NOT_GRANTED, "folder.nothing", shown)
                    : ToolTexts.fault(ErrorCode.NOT_GRANTED, "folder.unknown", shown,
                            String.join(", ", grants.folders().keySet()));
        }
        try {
            return opener.open(granted);
        } catch (IOException e) {
            throw ToolTexts.fault(e, ErrorCode.TOOL_ERROR, "folder.gone", name);
        }
    }

    /** Work inside one folder. */
    private interface Work<T> {
        T in(Folder folder) throws IOException, ToolException;
    }

    /** Does something in the folder that holds the path's last name. */
    private <T> T inFolder(String granted, List<String> way, String shown, Work<T> work) throws ToolException {
        try (Folder start = open(granted)) {
            return walk(start, way, shown, work);
        } catch (NoSuchFileException e) {
            throw ToolTexts.fault(e, ErrorCode.TOOL_ERROR, "file.missing", shown, granted);
        } catch (IOException e) {
            throw ToolTexts.fault(e, ErrorCode.TOOL_ERROR, "file.fault", shown, granted, why(e));
        }
    }

    private static <T> T walk(Folder folder, List<String> way, String shown, Work<T> work)
            throws IOException, ToolException {
        if (way.isEmpty()) {
            return work.in(folder);
        }
        BasicFileAttributes is = folder.attributes(way.getFirst());
        if (!isPlainFolder(is)) {
            throw is.isRegularFile()
                    ? ToolTexts.fault(ErrorCode.TOOL_ERROR, "file.noFolder", shown, way.getFirst())
                    : ToolTexts.fault(ErrorCode.NOT_GRANTED, "file.link", shown);
        }
        try (Folder next = folder.folder(way.getFirst())) {
            return walk(next, way.subList(1, way.size()), shown, work);
        }
    }

    private static boolean isPlainFolder(BasicFileAttributes is) {
        return is.isDirectory() && !is.isOther();
    }

    private static String why(IOException e) {
        return e.getClass().getSimpleName().replaceAll("Exception$", "");
    }

    /** The size of the plain file of that name; -1 when there is none. */
    private static long size(Folder folder, FilePath path) throws IOException, ToolException {
        BasicFileAttributes is;
        try {
            is = folder.attributes(path.leaf());
        } catch (NoSuchFileException _) {
            return -1;
        }
        if (is.isDirectory()) {
            throw ToolTexts.fault(ErrorCode.TOOL_ERROR, "file.folder", path.toString());
        }
        if (!is.isRegularFile()) {
            throw ToolTexts.fault(ErrorCode.NOT_GRANTED, "file.link", path.toString());
        }
        return is.size();
    }

    /** Reads a whole text file. */
    String read(String granted, FilePath path) throws ToolException {
        return inFolder(granted, path.folders(), path.toString(), folder -> {
            long size = size(folder, path);
            if (size < 0) {
                throw new NoSuchFileException(path.toString());
            }
            if (size > MAX_BYTES) {
                throw ToolTexts.fault(ErrorCode.TOO_LARGE, "file.large", path.toString(),
                        Integer.toString(MAX_BYTES));
            }
            try (FileChannel file = folder.file(path.leaf(), Set.of(StandardOpenOption.READ))) {
                return text(path, bytes(file));
            }
        });
    }

    /** Up to the limit and one more, should the file have grown since it was measured. */
    private static ByteBuffer bytes(FileChannel file) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(file.size(), MAX_BYTES));
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {
            // Until it is full or the file ends.
        }
        return buffer.flip();
    }

    private static String text(FilePath path, ByteBuffer bytes) throws ToolException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.indexOf('\0') >= 0) {
                throw ToolTexts.fault(ErrorCode.TOOL_ERROR, "file.noText", path.toString());
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw ToolTexts.fault(e, ErrorCode.TOOL_ERROR, "file.noText", path.toString());
        }
    }

    /**
     * All plain files below a folder, in the order of their paths. What has a name that no path may hold is left out.
     *
     * @param way to the folder, from the granted one; empty for that itself
     */
    Listing list(String granted, List<String> way, Tool.Call call) throws ToolException {
        return inFolder(granted, way, String.join("/", way), folder -> {
            var files = new ArrayList<Listed>();
            boolean whole = list(folder, way.isEmpty() ? "" : String.join("/", way) + "/", 0, files, call);
            return new Listing(List.copyOf(files), whole);
        });
    }

    private static boolean list(Folder folder, String before, int depth, List<Listed> files, Tool.Call call)
            throws IOException, ToolException {
        boolean whole = true;
        for (String name : folder.names().stream().filter(FilePath::isName).sorted().toList()) {
            ToolTexts.unlessCancelled(call);
            if (files.size() >= MAX_FILES) {
                return false;
            }
            try {
                BasicFileAttributes is = folder.attributes(name);
                if (is.isRegularFile()) {
                    files.add(new Listed(before + name, is.size()));
                } else if (isPlainFolder(is) && depth < MAX_DEPTH) {
                    try (Folder inner = folder.folder(name)) {
                        whole &= list(inner, before + name + "/", depth + 1, files, call);
                    }
                } else {
                    whole &= !isPlainFolder(is);
                }
            } catch (NoSuchFileException _) {
                // Gone since the folder was read.
            }
        }
        return whole;
    }

    /**
     * Gives a file this content, whole or not at all; its folder must be there. {@return whether there was a file}
     *
     * @param key names the file beside it until it takes its place
     */
    boolean write(String granted, FilePath path, String text, String key) throws ToolException {
        byte[] bytes = bytes(path, text);
        return inFolder(granted, path.folders(), path.toString(), folder -> {
            boolean there = size(folder, path) >= 0;
            String beside = ".flowbench-" + hash(key + path) + ".new";
            deleteIfThere(folder, beside);
            try {
                Set<OpenOption> make = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                try (FileChannel file = folder.file(beside, make)) {
                    if (there) {
                        folder.copyPermissions(path.leaf(), beside);
                    }
                    writeAll(file, bytes);
                    file.force(true);
                }
                folder.replace(beside, path.leaf());
            } finally {
                deleteIfThere(folder, beside);
            }
            return there;
        });
    }

    private static void deleteIfThere(Folder folder, String name) throws IOException {
        try {
            folder.delete(name);
        } catch (NoSuchFileException _) {
            // As it should be.
        }
    }

    private static String hash(String key) {
        var sum = new CRC32C();
        sum.update(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /**
     * Adds lines at the end of a file, made if it is not there. They begin on a line of their own, whatever a step that
     * broke off left behind. {@return the file's size in bytes}
     */
    long append(String granted, FilePath path, String text) throws ToolException {
        byte[] bytes = bytes(path, text.endsWith("\n") ? text : text + "\n");
        appending.lock();
        try {
            return inFolder(granted, path.folders(), path.toString(), folder -> {
                long size = Math.max(0, size(folder, path));
                if (size + bytes.length > MAX_GROWN) {
                    throw ToolTexts.fault(ErrorCode.TOO_LARGE, "file.large", path.toString(),
                            Integer.toString(MAX_GROWN));
                }
                boolean open = size > 0 && !endsLine(folder, path);
                Set<OpenOption> how = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                try (FileChannel file = folder.file(path.leaf(), how)) {
                    return append(file, path, open ? withBreak(bytes) : bytes);
                }
            });
        } finally {
            appending.unlock();
        }
    }

    private static long append(FileChannel file, FilePath path, byte[] bytes) throws ToolException {
        try {
            writeAll(file, bytes);
            file.force(true);
            return file.size();
        } catch (IOException e) {
            // Part of it may be there: only a person can tell.
            throw ToolTexts.fault(e, ErrorCode.TOOL_UNKNOWN, "file.half", path.toString(), why(e));
        }
    }

    private static boolean endsLine(Folder folder, FilePath path) throws IOException {
        try (FileChannel file = folder.file(path.leaf(), Set.of(StandardOpenOption.READ))) {
            var last = ByteBuffer.allocate(1);
            return file.read(last, file.size() - 1) == 1 && last.get(0) == '\n';
        }
    }

    private static byte[] withBreak(byte[] bytes) {
        byte[] longer = new byte[bytes.length + 1];
        longer[0] = '\n';
        System.arraycopy(bytes, 0, longer, 1, bytes.length);
        return longer;
    }

    private static byte[] bytes(FilePath path, String text) throws ToolException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw ToolTexts.fault(ErrorCode.TOO_LARGE, "file.large", path.toString(), Integer.toString(MAX_BYTES));
        }
        return bytes;
    }

    private static void writeAll(FileChannel file, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }
}
