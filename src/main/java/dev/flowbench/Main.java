package dev.flowbench;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Machine;
import dev.flowbench.cli.Cli;
import dev.flowbench.cli.Console;
import dev.flowbench.cli.Designer;
import dev.flowbench.cli.Interrupts;
import dev.flowbench.desktop.Launcher;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Starts Flowbench: a command where one is named, else the designer. */
public final class Main {
    private Main() {}

    /** @param args a command with its options, or files to open */
    public static void main(String[] args) {
        // Not by its return: a thread that a library of the system left behind would keep the process.
        System.exit(run(args));
    }

    /** As {@link #main}, without ending the process. */
    static int run(String... args) {
        Machine machine = Machine.here();
        System.setProperty("flowbench.log", machine.home().log().toString());
        // Standard error is for people, and what an exception quotes may be a secret: the log leaves those out.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> LoggerFactory.getLogger(Main.class)
                .error("thread {} failed", thread.getName(), e));
        try (var flowbench = new Flowbench(machine)) {
            return new Cli(Console.ofProcess(), flowbench, Main::design, Interrupts.ofProcess()).run(args);
        }
    }

    /** The only way to the window: what does not come here loads no JavaFX. */
    private static void design(List<Path> files) throws Designer.NoDisplay {
        try {
            Launcher.launch(files.stream().map(Path::toString).toArray(String[]::new));
        } catch (UnsupportedOperationException e) {
            // What JavaFX says where there is no screen; the window itself throws nothing of the kind.
            throw new Designer.NoDisplay(e);
        }
    }
}
