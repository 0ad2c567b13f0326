package dev.flowbench.tool.mcp;

import dev.flowbench.flow.EffectClass;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One server of the user's settings. Its text form shows no value of its environment or headers.
 *
 * @param name as documents name it
 * @param way how it is reached
 * @param trustHints whether what it says of its own tools decides how often they may be repeated
 * @param effects what repeating a tool may do, by the tool's name, as the user says
 */
public record McpEntry(String name, Way way, boolean trustHints, Map<String, EffectClass> effects) {
    public McpEntry {
        effects = Map.copyOf(effects);
    }

    /** How a server is reached. */
    public sealed interface Way permits Program, Web, Unusable {}

    /**
     * A program on this machine that speaks over its standard input and output.
     *
     * @param command the program: a path, or a name that the search path finds
     * @param arguments handed to it one by one; no shell reads them
     * @param environment what it gets beside the usual; a value may name secrets: {@code ${NAME}}
     * @param folder where it runs; null for the user's own folder
     * @param data files among the arguments that it writes itself: their content may change without a question
     */
    public record Program(String command, List<String> arguments, Map<String, String> environment,
            @Nullable String folder, List<String> data) implements Way {
        public Program {
            arguments = List.copyOf(arguments);
            environment = sorted(environment);
            data = List.copyOf(data);
        }

        @Override
        public String toString() {
            return "Program[" + command + " " + arguments.size() + " arguments, " + environment.keySet() + "]";
        }
    }

    /**
     * A server that speaks streamable HTTP.
     *
     * @param address http or https
     * @param headers sent with every message; one value may end in the name of a secret: {@code Bearer ${NAME}}
     */
    public record Web(URI address, Map<String, String> headers) implements Way {
        public Web {
            headers = sorted(headers);
        }

        @Override
        public String toString() {
            return "Web[" + address.getHost() + ", " + headers.keySet() + "]";
        }
    }

    /**
     * An entry that says something this program cannot do.
     *
     * @param why a sentence for people
     * @param wayOut what they can do, a sentence
     */
    public record Unusable(String why, String wayOut) implements Way {}

    private static Map<String, String> sorted(Map<String, String> values) {
        return Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
