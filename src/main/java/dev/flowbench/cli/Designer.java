package dev.flowbench.cli;

import java.nio.file.Path;
import java.util.List;

/** Opens the window. Given from outside, so that no command loads it. */
@FunctionalInterface
public interface Designer {
    /**
     * Opens the window and returns when it is closed.
     *
     * @param files to open in it
     * @throws NoDisplay if there is nothing to show it on
     */
    void open(List<Path> files) throws NoDisplay;

    /** There is no screen, as on a server. */
    final class NoDisplay extends Exception {
        private static final long serialVersionUID = 1L;

        public NoDisplay(Throwable cause) {
            super(cause);
        }
    }
}
