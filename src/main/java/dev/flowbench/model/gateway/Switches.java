package dev.flowbench.model.gateway;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Which models are switched off: a small file of the user's, so that a switch flipped on the command line holds in a window
 * that is open. Safe for many threads.
 */
public final class Switches {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]*/\\S+");
    private static final String ALL = "/*";
    /** What counts as off where the file cannot be read: a kill switch must not come on by an accident. */
    private static final String EVERYTHING = "*";

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Set<String> off = Set.of();
    private @Nullable State read;

    /** @param file where they are kept; need not be there */
    public Switches(Path file) {
        this.file = file;
    }

    /** Whether a model is switched off. Looks at the file. */
    public boolean isOff(String provider, String model) {
        Set<String> now = off();
        if (now.isEmpty()) return false;
        String plain = plain(provider + "/" + model);
        return now.stream().map(Switches::plain)
                .anyMatch(one -> one.equals(EVERYTHING) || one.equals(plain) || one.equals(provider + ALL));
    }

    /** Providers take names in any case, and Google with or without a word before them. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("^gemini/models/", "gemini/");
    }

    /** The models that are switched off: {@code openai/gpt-4.1}, or {@code openai/*} for all of a provider. */
    public synchronized Set<String> off() {
        @Nullable State now = state();
        if (now == null) {
            off = Set.of();
        } else if (!now.equals(read)) {
            off = load();
        }
        read = now;
        return off;
    }

    /** Tells one content of the file from the next: two changes may come within one tick of its clock. */
    private record State(FileTime changed, long size, @Nullable Object key) {}

    private @Nullable State state() {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (IOException _) {
            return null;
        }
    }

    private Set<String> load() {
        try {
            var all = new TreeSet<String>();
            json.readTree(Files.readAllBytes(file)).path("off").forEach(name -> all.add(name.asText()));
            return Set.copyOf(all);
        } catch (JacksonException e) {
            LoggerFactory.getLogger(Switches.class).warn("The switches in {} are broken: all models count as off: {}",
                    file, e.getOriginalMessage());
        } catch (IOException e) {
            LoggerFactory.getLogger(Switches.class).warn("The switches in {} cannot be read: all models count as off",
                    file, e);
        }
        return Set.of(EVERYTHING);
    }

    /** Whether a model, or all of a provider, may be called that: a provider, a slash, and no space. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Switches a model off or on. Calls of it that are under way here are cut off at once, in other processes within half a
     * second.
     *
     * @param name {@code openai/gpt-4.1}, or {@code openai/*} for all of a provider
     * @return whether that changed anything
     * @throws IllegalArgumentException if it is no such name
     * @throws IOException if it cannot be kept
     */
    public boolean flip(String name, boolean toOff) throws IOException {
        if (!isName(name)) throw new IllegalArgumentException(Texts.text("name.bad", name));
        if (!flipped(name, toOff)) return false;
        listeners.forEach(Runnable::run);
        return true;
    }

    private synchronized boolean flipped(String name, boolean toOff) throws IOException {
        // Nothing that another process switches off meanwhile comes on by this; its own threads go one by one.
        synchronized (Switches.class) {
            try (FileChannel channel = FileChannel.open(file.resolveSibling("." + file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock _ = channel.lock()) {
                return changed(name, toOff);
            } catch (FileSystemException e) {
                throw new IOException(Texts.text("switches.unwritten", file), e);
            }
        }
    }

    private boolean changed(String name, boolean toOff) throws IOException {
        @Nullable String fault = fault().orElse(null);
        if (fault != null) throw new IOException(fault);
        read = null;
        var all = new TreeSet<>(off());
        String plain = plain(name);
        boolean isOff = all.stream().anyMatch(one -> plain(one).equals(plain));
        if (isOff == toOff) return false;
        all.removeIf(one -> plain(one).equals(plain));
        if (toOff) all.add(name);
        keep(all);
        return true;
    }

    private void keep(Set<String> all) throws IOException {
        var root = json.createObjectNode();
        all.forEach(root.putArray("off")::add);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(next, root.toPrettyString() + "\n");
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException(Texts.text("switches.unwritten", file), e);
        }
        off = Set.copyOf(all);
        read = state();
    }

    /** What is wrong with the file, with the way out, a sentence; empty where nothing is. */
    public Optional<String> fault() {
        return off().contains(EVERYTHING) ? Optional.of(Texts.text("switches.broken", file)) : Optional.empty();
    }

    /** The entry that switches a model off: its own, or that of all of its provider. */
    String entry(String provider, String model) {
        return off().contains(provider + ALL) ? provider + ALL : provider + "/" + model;
    }

    /** Calls back, on the thread that flips, after each change made here. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }
}
