package dev.flowbench.bench;

import java.util.List;

/**
 * The table of figures: {@code ./mvnw -q -Pbench test}. One part only: {@code -Dbench.args=engine}. Figures compare with
 * the baselines of the same run; machines differ.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        List<String> parts = args.length == 0 ? List.of("engine") : List.of(args);
        System.out.printf("%s %s, %d processors, Java %s%n", System.getProperty("os.name"),
                System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(), Runtime.version());
        if (parts.contains("engine")) {
            EngineBench.run();
        }
        System.exit(0);
    }
}
