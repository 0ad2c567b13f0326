package dev.flowbench.flow.file;

import java.nio.file.Path;

/** The file changed on disk since it was read, so that saving would undo someone's work. */
public final class SaveConflict extends UnsavedDocument {
    private static final long serialVersionUID = 1L;

    SaveConflict(Path file, String code) {
        super(file, code);
    }
}
