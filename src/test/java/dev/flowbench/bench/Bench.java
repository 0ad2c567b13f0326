package dev.flowbench.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of figures: {@code ./mvnw -q -Pbench test}. One part only: {@code -Dbench.args=engine}; the parts are
 * {@code engine}, {@code recovery}, {@code canvas}, {@code start}, {@code memory}
 * and {@code gateway} (a call's overhead, and many that stream at once). Figures compare with the baselines of the same run; machines differ.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        List<String> parts = args.length == 0
                ? List.of("engine", "recovery", "canvas", "start", "memory", "gateway")
                : List.of(args);
        System.out.printf("%s %s, %d processors, Java %s%n", System.getProperty("os.name"),
                System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(), Runtime.version());
        if (parts.contains("engine")) {
            EngineBench.run();
        }
        if (parts.contains("recovery")) {
            RecoveryBench.run();
        }
        if (parts.contains("canvas")) {
            canvas();
        }
        if (parts.contains("start")) {
            StartBench.run();
        }
        if (parts.contains("memory")) {
            MemoryBench.run();
        }
        if (parts.contains("gateway")) {
            GatewayBench.run();
            alone("StreamsBench");
        }
        System.exit(0);
    }

    /** In a process of its own, at full speed: JavaFX otherwise waits for the next sixtieth of a second. */
    private static void canvas() throws Exception {
        System.out.println(
                "\nCanvas, time between frames; aims at 1,000 nodes: pan <= 5 ms, zoom <= 17 ms, all in view <= 17 ms");
        alone("CanvasBench", "-Djavafx.animation.fullspeed=true");
    }

    private static void alone(String bench, String... options) throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Dglass.platform=Headless", "-Dprism.order=sw"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.flowbench.bench." + bench));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
