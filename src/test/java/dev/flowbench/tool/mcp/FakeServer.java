package dev.flowbench.tool.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small MCP server that a test can make misbehave. It runs in a process of its own, with nothing on its class path but the
 * tests. What it lists stands in a file; what it does is the name of the tool.
 */
public final class FakeServer {
    private static final Pattern ID = Pattern.compile("\"id\":(\"[^\"]*\"|\\d+)");
    private static final Pattern TOOL = Pattern.compile("\"name\":\"([^\"]*)\"");

    private FakeServer() {}

    public static void main(String... arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.err.println("ready with " + System.getenv("TOKEN"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher found = ID.matcher(line);
            String id = found.find() ? found.group(1) : "null";
            if (line.contains("\"initialize\"")) {
                answer(out, id, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}");
            } else if (line.contains("\"tools/list\"")) {
                answer(out, id, "{\"tools\":" + Files.readString(Path.of(arguments[0])).replace("\n", " ") + "}");
            } else if (line.contains("\"ping\"")) {
                answer(out, id, "{}");
            } else if (line.contains("\"tools/call\"")) {
                Matcher tool = TOOL.matcher(line);
                Files.writeString(Path.of(arguments[0] + ".called"), line);
                call(out, id, tool.find() ? tool.group(1) : "", line);
            }
        }
    }

    private static void call(PrintStream out, String id, String tool, String line) throws Exception {
        switch (tool) {
            case "crash" -> Runtime.getRuntime().halt(3);
            case "hang" -> Thread.sleep(600_000);
            case "quiet" -> {
                // It goes on listening.
            }
            case "huge" -> text(out, id, "x".repeat(9_000_000));
            case "noise" -> {
                for (int i = 0; i < 2_000; i++) {
                    out.println("a line for people " + i);
                }
                text(out, id, "done");
            }
            case "chatty" -> {
                out.println("a line for people");
                out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":\"x\"}}");
                out.println("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"sampling/createMessage\",\"params\":{}}");
                text(out, id, "done");
            }
            case "fails" -> answer(out, id,
                    "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no luck\"}]}");
            case "nonsense" -> answer(out, id, "42");
            case "far" -> {
                Matcher token = Pattern.compile("\"progressToken\":\"([^\"]*)\"").matcher(line);
                String of = token.find() ? token.group(1) : "";
                String far = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"";
                out.println(far + of + "\",\"progress\":1.5,\"total\":3,\"message\":\"half\\u001b[31m way\"}}");
                out.println(far + "another\",\"progress\":2}}");
                text(out, id, "done");
            }
            case "changes" -> {
                out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
                text(out, id, "done");
            }
            case "children" -> {
                Process child = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                        System.getProperty("java.class.path"), Sleeper.class.getName()).start();
                text(out, id, Long.toString(child.pid()));
            }
            case "environment" -> text(out, id, String.join(" ", System.getenv().keySet()) + " "
                    + System.getenv().getOrDefault("TOKEN", ""));
            default -> text(out, id, "done");
        }
    }

    private static void text(PrintStream out, String id, String text) {
        answer(out, id, "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}");
    }

    private static void answer(PrintStream out, String id, String result) {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
    }

    /** Outlives its parent if it is let. */
    public static final class Sleeper {
        private Sleeper() {}

        public static void main(String... arguments) throws InterruptedException, IOException {
            Thread.sleep(600_000);
        }
    }

    /** The list of tools that a test begins with. */
    public static final String TOOLS = """
            [{"name":"plain","description":"Says done.","inputSchema":{"type":"object"},
              "annotations":{"readOnlyHint":true}},
             {"name":"crash","inputSchema":{"type":"object"}},{"name":"hang","inputSchema":{"type":"object"}},
             {"name":"quiet","inputSchema":{"type":"object"}},{"name":"huge","inputSchema":{"type":"object"}},
             {"name":"noise","inputSchema":{"type":"object"}},{"name":"chatty","inputSchema":{"type":"object"}},
             {"name":"fails","inputSchema":{"type":"object"}},{"name":"nonsense","inputSchema":{"type":"object"}},
             {"name":"changes","inputSchema":{"type":"object"}},{"name":"children","inputSchema":{"type":"object"}},
             {"name":"far","inputSchema":{"type":"object"}},
             {"name":"environment","inputSchema":{"type":"object"}}]""";
}
