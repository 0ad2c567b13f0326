package dev.flowbench;

import dev.flowbench.app.Samples;
import dev.flowbench.desktop.DesktopApp;
import java.util.List;

/**
 * Goes once through what people wait for at a start, so that the application folder can keep the classes it loads in a
 * start-up cache. The build runs it, without a display and with a home of its own; nobody else does.
 *
 * <p>What a start comes to need belongs here as one more act: a sample's simulated run, the window's first frame. An act
 * must return: one that ends the program keeps the rest from being rehearsed.
 */
final class Rehearsal {
    /** Called as a program would call it, one after the other. */
    private static final List<Runnable> ACTS = List.of(
            () -> Main.run("--version"),
            () -> Main.run("--help"),
            () -> Main.run("check", sample()),
            () -> Main.run("run", sample(), "--simulate"),
            Rehearsal::firstFrame);

    private Rehearsal() {}

    private static void firstFrame() {
        System.setProperty(DesktopApp.REHEARSAL, "true");
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        Main.run(sample());
    }

    private static String sample() {
        return Samples.installed().folder().resolve("release-notes/release-notes.flow.json").toString();
    }

    /**
     * Performs every act.
     *
     * @param args ignored
     */
    public static void main(String[] args) {
        ACTS.forEach(Runnable::run);
    }
}
