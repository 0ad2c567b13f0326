package dev.flowbench.tool.mcp;

import java.nio.file.Path;
import java.util.stream.Collectors;

/** A program that has started a server which does not listen, and waits to be killed. */
final class KilledHost {
    private KilledHost() {}

    public static void main(String... arguments) throws Exception {
        var bench = new Bench(Path.of(arguments[0]));
        bench.add("fake", Bench.fake(Path.of(arguments[0]).resolve("tools.json")));
        bench.allow("fake");
        bench.call("fake", "children", "{}");
        bench.call("fake", "plain", "{}");
        if (arguments[1].equals("deaf")) {
            Thread.startVirtualThread(() -> {
                try {
                    bench.call("fake", "hang", "{}", Bench.oneCall(600));
                } catch (Exception _) {
                    // It is killed before that.
                }
            });
        }
        System.out.println(ProcessHandle.current().descendants().map(one -> Long.toString(one.pid()))
                .collect(Collectors.joining(" ")));
        Thread.sleep(600_000);
    }
}
