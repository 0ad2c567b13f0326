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
     */
    void open(List<Path> files);
}
