package dev.flowbench.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a command, UTF-8. Writing to one that nobody reads any more is quiet.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: all else
 * @param watched whether a person watches standard error, so that progress is worth a line
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean watched) {
    private static final int BUFFER = 1 << 14;

    /** The streams of this process. */
    public static Console ofProcess() {
        // Whatever the platform's encoding is, our output is UTF-8; and results are not written letter by letter.
        var out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER), false,
                StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        java.io.@Nullable Console terminal = System.console();
        return new Console(System.in, out, err, terminal != null && terminal.isTerminal());
    }

    /** A line of a result. */
    void result(String line) {
        out.print(line);
        if (!line.endsWith("\n")) {
            out.print('\n');
        }
        out.flush();
    }

    /** A question whose answer is typed on the same line. */
    void ask(String question) {
        err.print(question + " ");
        err.flush();
    }

    /** A line for people. */
    void say(String line) {
        err.print(line);
        err.print('\n');
        err.flush();
    }
}
