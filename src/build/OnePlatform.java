import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Takes native code of other systems than this one, and what is only there for debuggers, out of the libraries of an
 * application folder: that has a runtime for this system and runs nowhere else. Given the folder of the libraries.
 */
final class OnePlatform {
    /** Where libraries keep native code, a folder for each system. */
    private static final List<String> PLACES = List.of("ai/onnxruntime/native", "native/lib", "org/sqlite/native");

    private OnePlatform() {}

    public static void main(String[] arguments) throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            libraries = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path library : libraries) {
            try (FileSystem jar = FileSystems.newFileSystem(library)) {
                for (String place : PLACES) {
                    Path natives = jar.getPath(place);
                    if (Files.isDirectory(natives)) {
                        trim(natives);
                    }
                }
            }
        }
    }

    private static void trim(Path natives) throws IOException {
        var others = new ArrayList<Path>();
        try (Stream<Path> all = Files.walk(natives)) {
            all.filter(Files::isRegularFile).filter(file -> {
                String name = natives.relativize(file).toString();
                return name.contains("/") && !isOurs(name.toLowerCase(Locale.ROOT)) || name.endsWith(".pdb")
                        || name.contains(".dSYM/");
            }).forEach(others::add);
        }
        for (Path other : others) {
            Files.delete(other);
        }
    }

    /** By the names that the libraries give to systems and processors, as in {@code linux-x64} and {@code Mac/aarch64}. */
    private static boolean isOurs(String name) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean sameSystem = system.startsWith("windows")
                ? name.startsWith("win")
                : system.startsWith("mac") ? name.startsWith("mac") || name.startsWith("osx") : name.startsWith(system);
        String processor = System.getProperty("os.arch");
        boolean sameProcessor = switch (processor) {
            case "amd64", "x86_64" -> name.contains("x86_64") || name.contains("x64");
            default -> name.contains(processor);
        };
        return sameSystem && sameProcessor;
    }
}
