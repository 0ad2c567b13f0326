package dev.flowbench.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long people wait for a start: whole processes, from the command to its end. */
final class StartBench {
    private static final int WARMUPS = 1;
    private static final int ROUNDS = 5;
    /** The window closes after its first frame; no display is needed. */
    private static final String FIRST_FRAME = "-Dflowbench.rehearsal=true -Dglass.platform=Headless -Dprism.order=sw";

    private StartBench() {}

    static void run() throws Exception {
        String samples = System.getProperty("flowbench.samples", "sample-workflows");
        Path sample = Path.of(samples, "release-notes", "release-notes.flow.json");
        Path home = Files.createTempDirectory("flowbench-start");
        Row.print("Start, class path, whole process", Row.measure(WARMUPS, ROUNDS, List.of(
                new Row.Probe("java -version", "ms", "", () -> millis(List.of(java(), "-version"), home, "")),
                new Row.Probe("flowbench --version", "ms", "", () -> millis(command("--version"), home, "")),
                new Row.Probe("flowbench run release-notes --simulate", "ms", "",
                        () -> millis(command("run", sample.toString(), "--simulate"), home, "")),
                new Row.Probe("window to first frame", "ms", "", () -> millis(command(), home, FIRST_FRAME)))));
        Path built = Path.of("target", "flowbench", "bin", "flowbench");
        if (Files.isExecutable(built)) {
            String program = built.toAbsolutePath().toString();
            Row.print("Start, application folder", Row.measure(WARMUPS, ROUNDS, List.of(
                    new Row.Probe("flowbench --version", "ms", "",
                            () -> millis(List.of(program, "--version"), home, "")),
                    new Row.Probe("flowbench run release-notes --simulate", "ms", "",
                            () -> millis(List.of(program, "run", sample.toString(), "--simulate"), home, "")),
                    new Row.Probe("window to first frame", "ms", "",
                            () -> millis(List.of(program), home, FIRST_FRAME)))));
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> command(String... arguments) {
        var command = new ArrayList<String>(List.of(java(), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), "dev.flowbench.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static double millis(List<String> command, Path home, String options)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("FLOWBENCH_HOME", home.toString());
        if (!options.isEmpty()) {
            builder.environment().put("JAVA_TOOL_OPTIONS", options);
        }
        long start = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("failed: " + command);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
