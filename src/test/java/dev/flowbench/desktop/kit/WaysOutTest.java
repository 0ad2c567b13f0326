package dev.flowbench.desktop.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever works in the window is not sent to the command line. */
class WaysOutTest {
    private static final Path TEXTS = Path.of("src/main/resources/dev/flowbench");
    /** Said on the command line alone: the window has words of its own there. */
    private static final Set<String> ELSEWHERE = Set.of("run.restricted.wayOut", "sheet.localServer");

    @Test
    void aCommandIsAPlaceInTheWindow() {
        assertThat(WaysOut.here("If you trust what runs there, allow it with 'flowbench settings allow [::1]:80'."))
                .isEqualTo("If you trust what runs there, allow it in Settings, under Local servers.");
        assertThat(WaysOut.here("Decide with \"flowbench mcp allow $1 \\x\".")).isEqualTo(
                "Decide in Settings, under MCP servers.");
        assertThat(WaysOut.here("Run it simulated (--simulate), which costs nothing."))
                .isEqualTo("Run it simulated, which costs nothing.");
        assertThat(WaysOut.here("Nothing to see.")).isEqualTo("Nothing to see.");
    }

    @Test
    void everyTextThatBothFacesShareHasOne() throws IOException {
        var left = new ArrayList<String>();
        for (Path file : bundles()) {
            var texts = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                texts.load(in);
            }
            for (String key : texts.stringPropertyNames()) {
                String here = WaysOut.here(texts.getProperty(key).replace("''", "'"));
                if (!ELSEWHERE.contains(key) && here.matches("(?s).*(flowbench [a-z]| --[a-z]|'--[a-z]).*")) {
                    left.add(file.getFileName() + " " + key + ": " + here);
                }
            }
        }
        assertThat(left).isEmpty();
    }

    private static List<Path> bundles() throws IOException {
        try (var files = Files.walk(TEXTS)) {
            return files.filter(file -> file.toString().endsWith(".properties"))
                    .filter(file -> !file.startsWith(TEXTS.resolve("cli"))).toList();
        }
    }
}
