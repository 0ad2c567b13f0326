package dev.flowbench.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Deliberate bugs, to see that a test catches each. A file in {@code src/test/seeded-bugs} says in its first line what
 * breaks and, after a bar, which test must notice: a class, or one method of it after a hash; then for each change the source file, the text that stands there
 * once, and what takes its place. The mended source is compiled into a folder of its own, and the test runs in class
 * loaders that look there first.
 */
record SeededBug(String name, String breaks, String test, List<Change> changes) {
    private static final Path FOLDER = Path.of("src/test/seeded-bugs");
    private static final long PATIENCE_MILLIS = 90_000;

    /** One place in a source file. */
    record Change(Path file, String old, String now) {}

    static List<SeededBug> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".patch")).sorted().map(SeededBug::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SeededBug read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            String[] first = lines.getFirst().split(" \\| ", 2);
            var changes = new ArrayList<Change>();
            Path source = Path.of("");
            var old = new StringBuilder();
            var now = new StringBuilder();
            StringBuilder into = old;
            for (String line : lines.subList(1, lines.size())) {
                if (line.startsWith("--- ")) {
                    source = Path.of("src/main/java/dev/flowbench").resolve(line.substring(4));
                } else if (line.equals("<<<")) {
                    old.setLength(0);
                    now.setLength(0);
                    into = old;
                } else if (line.equals("===")) {
                    into = now;
                } else if (line.equals(">>>")) {
                    changes.add(new Change(source, old.toString(), now.toString()));
                } else {
                    into.append(line).append('\n');
                }
            }
            return new SeededBug(file.getFileName().toString().replace(".patch", ""), first[0], first[1], changes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often the text of each change stands in its file; it must be once. */
    boolean applies() {
        return !changes.isEmpty() && changes.stream().allMatch(change -> {
            String source = text(change.file());
            int at = source.indexOf(change.old());
            return at >= 0 && source.indexOf(change.old(), at + 1) < 0 && !change.old().equals(change.now());
        });
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first test method that fails with the bug, and how; empty if all pass. */
    String caughtBy(Path work) throws IOException, ReflectiveOperationException, InterruptedException {
        if (!applies()) {
            throw new IllegalStateException(name + " names what stands nowhere, or more than once");
        }
        Path classes = Files.createDirectories(work.resolve(name));
        compile(classes);
        var how = new AtomicReference<>("");
        Thread runner = Thread.ofPlatform().daemon().unstarted(() -> how.set(run(classes)));
        runner.start();
        runner.join(PATIENCE_MILLIS);
        // One that only takes long is not noticed.
        return runner.isAlive() ? "" : how.get();
    }

    private void compile(Path classes) throws IOException {
        Path sources = Files.createDirectories(classes.resolveSibling(name + "-src"));
        var files = new ArrayList<Path>();
        for (Path file : changes.stream().map(Change::file).distinct().toList()) {
            String source = text(file);
            for (Change change : changes) {
                source = change.file().equals(file) ? source.replace(change.old(), change.now()) : source;
            }
            Path copy = sources.resolve(file.getFileName());
            Files.writeString(copy, source);
            files.add(copy);
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new java.io.StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            String path = place(Engine.class) + java.io.File.pathSeparator
                    + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(said, manager, null,
                    List.of("-d", classes.toString(), "-cp", path, "-nowarn", "-proc:none", "-parameters"), null,
                    manager.getJavaFileObjectsFromPaths(files)).call();
            if (!compiled) {
                throw new IllegalStateException(name + " does not compile: " + said);
            }
        }
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private String run(Path classes) {
        try (var loader = new Mutated(new URL[]{classes.toUri().toURL(), place(Engine.class).toUri().toURL(),
            place(SeededBug.class).toUri().toURL()})) {
            int hash = test.indexOf('#');
            Class<?> type = loader.loadClass("dev.flowbench." + (hash < 0 ? test : test.substring(0, hash)));
            Method[] methods = type.getDeclaredMethods();
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            for (Method method : methods) {
                if (method.isAnnotationPresent(Test.class) && !method.isAnnotationPresent(Tag.class)
                        && (hash < 0 || method.getName().equals(test.substring(hash + 1)))) {
                    method.setAccessible(true);
                    try {
                        method.invoke(made(type));
                    } catch (InvocationTargetException e) {
                        return method.getName() + ": " + firstLine(e.getCause());
                    }
                }
            }
            return "";
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A test, and where it is nested in another class that around it. */
    private static Object made(Class<?> type) throws ReflectiveOperationException {
        @Nullable Class<?> around = type.getEnclosingClass();
        Object[] given = around == null ? new Object[0] : new Object[]{made(around)};
        var made = around == null ? type.getDeclaredConstructor() : type.getDeclaredConstructor(around);
        made.setAccessible(true);
        return made.newInstance(given);
    }

    private static String firstLine(Throwable e) {
        String text = String.valueOf(e.getMessage()).strip().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("-D")).findFirst().orElse(e.toString());
        return text.length() > 90 ? text.substring(0, 90) + "…" : text;
    }

    String line(String caught) {
        String by = test.replaceFirst("#.*", "");
        return String.format(Locale.ROOT, "%-36s %-34s %s", name, caught.isEmpty()
                ? "NOT CAUGHT by " + by
                : "caught by " + by.substring(by.lastIndexOf('.') + 1), caught);
    }

    /** Takes our own classes from its folders, the mutated ones first, and everything else as it is. */
    private static final class Mutated extends URLClassLoader {
        Mutated(URL[] folders) {
            super(folders, SeededBug.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String type, boolean resolve) throws ClassNotFoundException {
            if (!type.startsWith("dev.flowbench.")) {
                return super.loadClass(type, resolve);
            }
            synchronized (getClassLoadingLock(type)) {
                Class<?> loaded = findLoadedClass(type);
                return loaded == null ? findClass(type) : loaded;
            }
        }
    }
}
