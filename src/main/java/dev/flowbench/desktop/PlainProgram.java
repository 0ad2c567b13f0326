package dev.flowbench.desktop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders of this machine.
 *
 * @param home where bench data is kept
 * @param sampleFolder holds the samples, each in a folder or beside each other
 */
record PlainProgram(Path home, Path sampleFolder) implements Program {
    private static final int DEPTH = 2;

    static PlainProgram of(Map<String, String> environment) {
        @Nullable String wanted = environment.get("FLOWBENCH_HOME");
        @Nullable String samples = System.getProperty("flowbench.samples");
        return new PlainProgram(wanted == null || wanted.isBlank() ? platformHome(environment) : Path.of(wanted),
                Path.of(samples == null ? "sample-workflows" : samples));
    }

    private static Path platformHome(Map<String, String> environment) {
        Path user = Path.of(System.getProperty("user.home", "."));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("win")) {
            @Nullable String data = environment.get("APPDATA");
            return data == null ? user.resolve("AppData/Roaming/Flowbench") : Path.of(data, "Flowbench");
        }
        if (system.contains("mac")) {
            return user.resolve("Library/Application Support/Flowbench");
        }
        @Nullable String data = environment.get("XDG_DATA_HOME");
        return (data == null || data.isBlank() ? user.resolve(".local/share") : Path.of(data)).resolve("flowbench");
    }

    @Override
    public List<Path> samples() {
        if (!Files.isDirectory(sampleFolder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sampleFolder, DEPTH)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".flow.json")).sorted().toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
