package dev.flowbench.cli;

import dev.flowbench.secret.Passphrase;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
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
    private static final int MOST_ATTEMPTS = 3;

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
        out.print(watched ? Seen.tame(line) : line);
        if (!line.endsWith("\n")) {
            out.print('\n');
        }
        out.flush();
    }

    /** A question whose answer is typed on the same line. */
    void ask(String question) {
        err.print(Seen.all(question) + " ");
        err.flush();
    }

    /** Asks, and reads one line: whether it says yes. */
    boolean agreed(String question) throws Failure {
        ask(question);
        try {
            var line = new StringBuilder();
            var typed = new InputStreamReader(in, StandardCharsets.UTF_8);
            for (int sign = typed.read(); sign >= 0 && sign != '\n'; sign = typed.read()) {
                line.append((char) sign);
            }
            String answer = line.toString().strip().toLowerCase(Locale.ROOT);
            return answer.equals("y") || answer.equals("yes");
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, Why.failed("read.failed", CliTexts.text("stdin"), e));
        }
    }

    /** An answer that nobody sees: typed without an echo, or one line of standard input. Empty where none comes. */
    String hidden(String question) throws IOException {
        java.io.@Nullable Console terminal = terminal();
        if (terminal != null) {
            char[] typed = terminal.readPassword("%s ", question);
            return typed == null ? "" : new String(typed);
        }
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /** The passphrase of the encrypted file, from a person at a terminal. */
    Optional<char[]> passphrase(boolean fresh) {
        java.io.@Nullable Console terminal = terminal();
        if (terminal == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(fresh
                ? chosen(terminal)
                : terminal.readPassword("%s ", CliTexts.text("secrets.askPassphrase")));
    }

    /** A new one, typed twice; null where it is not. */
    private char @Nullable [] chosen(java.io.Console terminal) {
        say(CliTexts.text("secrets.choose"));
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            char[] typed = terminal.readPassword("%s ", CliTexts.text("secrets.askNew"));
            if (typed == null || typed.length == 0) {
                return null;
            }
            if (typed.length < Passphrase.SHORTEST) {
                say(CliTexts.text("secrets.short", Passphrase.SHORTEST));
                continue;
            }
            if (Arrays.equals(typed, terminal.readPassword("%s ", CliTexts.text("secrets.askAgain")))) {
                return typed;
            }
            say(CliTexts.text("secrets.notSame"));
        }
        return null;
    }

    /** Whether what is typed stands on the screen, the line's end included. */
    boolean echoes() {
        return terminal() != null;
    }

    private java.io.@Nullable Console terminal() {
        java.io.@Nullable Console terminal = in == System.in ? System.console() : null;
        return terminal != null && terminal.isTerminal() ? terminal : null;
    }

    /** A line for people. */
    void say(String line) {
        err.print(Seen.all(line));
        err.print('\n');
        err.flush();
    }
}
