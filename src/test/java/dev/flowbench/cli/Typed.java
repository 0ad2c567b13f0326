package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.net.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Types commands as a person would, on a machine of its own, and keeps what came of each. */
final class Typed implements AutoCloseable {
    final Map<String, String> secrets = new HashMap<>();
    final List<List<Path>> opened = new ArrayList<>();
    Designer designer = opened::add;
    Interrupts interrupts = _ -> () -> {};
    String standardInput = "";
    boolean watched;

    private final Flowbench flowbench;

    Typed(Path home) {
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), Samples.installed(),
                name -> Optional.ofNullable(secrets.get(name)), Limits.USUAL, Clock.systemUTC()));
    }

    /** What came of a command. */
    record Outcome(int exitCode, String out, String err) {
        /** Whatever goes wrong, nobody reads a stack trace or the name of an exception. */
        Outcome {
            assertFalse(err.contains("\tat ") || err.contains("Exception"), err);
        }

        Outcome ends(int expected) {
            assertEquals(expected, exitCode, () -> "out: " + out + "\nerr: " + err);
            return this;
        }
    }

    Outcome type(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = type(new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8), arguments);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    int type(PrintStream out, PrintStream err, String... arguments) {
        var in = new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8));
        int exitCode = new Cli(new Console(in, out, err, watched), flowbench, designer, interrupts).run(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    static String sample(String id) {
        return Samples.installed().folder().resolve(id).resolve(id + ".flow.json").toString();
    }

    @Override
    public void close() {
        flowbench.close();
    }
}
