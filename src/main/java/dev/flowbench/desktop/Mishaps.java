package dev.flowbench.desktop;

import dev.flowbench.desktop.kit.Words;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a mistake of ours in the window: the log has it, without secrets, a line tells the person, and the window
 * goes on. For the JavaFX thread.
 */
final class Mishaps implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);
    private static final Words WORDS = Words.beside(Mishaps.class);
    private static final int MOST = 100;

    private final Path log;
    private final Consumer<String> say;
    private final Set<String> told = new HashSet<>();

    /** @param say shows a line to the person */
    Mishaps(Path log, Consumer<String> say) {
        this.log = log;
        this.say = say;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        String place = e.getClass().getName() + (trace.length == 0 ? "" : "@" + trace[0]);
        // What goes wrong in painting goes wrong sixty times a second.
        if (told.size() < MOST && told.add(place)) {
            LOG.error("something of the window failed", e);
        }
        say.accept(WORDS.text("broken", log));
    }
}
