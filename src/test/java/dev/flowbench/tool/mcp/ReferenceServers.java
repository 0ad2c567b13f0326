package dev.flowbench.tool.mcp;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The reference MCP servers, as {@code src/test/mcp/package-lock.json} has them, installed once into {@code target/}. Tests that
 * need them are skipped, with one line that says why, where Node.js or npm is missing or npm cannot fetch them.
 */
public final class ReferenceServers {
    private static final Path FROM = Path.of("src/test/mcp");
    private static final Path HERE = Path.of("target/mcp-servers");
    private static final String DONE = "installed";

    private ReferenceServers() {}

    /** Node.js, as a whole path. */
    public static String node() {
        return program("node");
    }

    /** The script of a server: {@code everything}, {@code filesystem}, {@code memory}. */
    public static String script(String server) {
        install();
        return HERE.resolve("node_modules/@modelcontextprotocol/server-" + server + "/dist/index.js").toAbsolutePath()
                .toString();
    }

    private static String program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(Path::of)
                .flatMap(folder -> List.of(folder.resolve(name), folder.resolve(name + ".exe"),
                        folder.resolve(name + ".cmd")).stream())
                .filter(Files::isExecutable).map(Path::toString).findFirst().orElseGet(
                        () -> abort(
                                "skipped: the reference MCP servers need Node.js and npm, and there is no " + name));
    }

    private static synchronized void install() {
        program("node");
        String npm = program("npm");
        try {
            Files.createDirectories(HERE);
            try (var lockFile = new RandomAccessFile(HERE.resolve("lock").toFile(), "rw");
                    FileLock _ = lockFile.getChannel().lock()) {
                Path lock = FROM.resolve("package-lock.json");
                Path done = HERE.resolve(DONE);
                if (Files.exists(done) && Files.mismatch(done, lock) < 0) {
                    return;
                }
                Files.copy(FROM.resolve("package.json"), HERE.resolve("package.json"),
                        StandardCopyOption.REPLACE_EXISTING);
                Files.copy(lock, HERE.resolve("package-lock.json"), StandardCopyOption.REPLACE_EXISTING);
                Process install = new ProcessBuilder(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                        "--prefer-offline")
                        .directory(HERE.toFile()).redirectErrorStream(true)
                        .redirectOutput(HERE.resolve("npm.log").toFile()).start();
                if (!install.waitFor(100, TimeUnit.SECONDS) || install.exitValue() != 0) {
                    install.destroyForcibly();
                    abort("skipped: npm cannot install the reference MCP servers here; see target/mcp-servers/npm.log");
                }
                Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            abort("skipped: the reference MCP servers cannot be installed here: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort("interrupted");
        }
    }
}
