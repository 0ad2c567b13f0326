package dev.flowbench.flow;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wire inside one graph, written {@code judge.result.score -> x.score}.
 *
 * @param from id of the node it leaves, or {@value Graph#IN}
 * @param port the output port it leaves
 * @param path fields to reach into the port's value, empty for the whole value
 * @param to id of the node it enters, or {@value Graph#OUT}
 * @param toPort the input port it enters; {@value #WHEN} carries only "go"
 */
public record Wire(String from, String port, List<String> path, String to, String toPort) {
    /** The input port of every node that carries no value, only "go". */
    public static final String WHEN = "when";

    /** The longest line of a wire, in characters. */
    public static final int MAX_LENGTH = 2_000;

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String ID = "[A-Za-z_][A-Za-z0-9_-]*";
    private static final Pattern LINE = Pattern.compile(
            "\\s*(" + ID + ")\\.(" + ID + ")((?:\\." + NAME + ")*)\\s*->\\s*(" + ID + ")\\.(" + NAME + ")\\s*");

    public Wire {
        path = List.copyOf(path);
    }

    public Wire(String from, String port, String to, String toPort) {
        this(from, port, List.of(), to, toPort);
    }

    /** Reads {@code from.port[.field…] -> to.port}; empty where the line is no wire. */
    public static Optional<Wire> parse(String line) {
        if (line.length() > MAX_LENGTH) {
            return Optional.empty(); // The pattern takes a piece of the stack for each field of the path.
        }
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            return Optional.empty();
        }
        List<String> path = m.group(3).isEmpty() ? List.of() : List.of(m.group(3).substring(1).split("\\."));
        return Optional.of(new Wire(m.group(1), m.group(2), path, m.group(4), m.group(5)));
    }

    /** Whether this wire carries only "go". */
    public boolean isWhen() {
        return toPort.equals(WHEN);
    }

    /** The one line of the file format. */
    @Override
    public String toString() {
        return from + "." + port + (path.isEmpty() ? "" : "." + String.join(".", path)) + " -> " + to + "." + toPort;
    }
}
