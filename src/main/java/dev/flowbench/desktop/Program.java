package dev.flowbench.desktop;

import java.nio.file.Path;
import java.util.List;

/** What the window needs of the program around it. Methods may block unless they say otherwise. */
public interface Program {
    /** Where bench data is kept. Does not block. */
    Path home();

    /** The workflow files of the samples, in the order in which they are shown. */
    List<Path> samples();
}
