package dev.flowbench.proof;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts processes with this test's class path and what a process before them learnt about its classes: in a third of the
 * time. Such a cache wants files of classes, not folders, so it packs the folders.
 */
final class WarmJava {
    private static final List<String> SETTINGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED");

    private final Path folder;
    private final String classPath;

    /**
     * @param folder to keep the cache in
     * @param main the class that is started
     * @param arguments with which it comes to its end by itself, as a rehearsal
     */
    WarmJava(Path folder, Class<?> main, String... arguments) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.classPath = packed();
        Process rehearsal = java("-XX:AOTCacheOutput=" + cache(), main, arguments)
                .redirectErrorStream(true).redirectOutput(folder.resolve("rehearsal").toFile()).start();
        if (rehearsal.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("rehearsal")));
        }
    }

    private Path cache() {
        return folder.resolve("classes.aot");
    }

    /** A process, not yet started. */
    ProcessBuilder process(Class<?> main, String... arguments) {
        return java("-XX:AOTCache=" + cache(), main, arguments);
    }

    private ProcessBuilder java(String setting, Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SETTINGS);
        command.add(setting);
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private String packed() throws IOException {
        var parts = new ArrayList<String>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(part);
            if (Files.isDirectory(path)) {
                Path jar = folder.resolve("part" + parts.size() + ".jar");
                pack(path, jar);
                parts.add(jar.toString());
            } else if (Files.exists(path)) {
                parts.add(part);
            }
        }
        return String.join(File.pathSeparator, parts);
    }

    private static void pack(Path from, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(from)) {
            out.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(from.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }
}
