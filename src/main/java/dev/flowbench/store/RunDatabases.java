package dev.flowbench.store;

import dev.flowbench.engine.port.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the files of runs to write to. For several threads. */
final class RunDatabases {
    private final List<String> settings;
    private byte @Nullable [] blank;

    /** @param settings SQL said to each connection after the usual settings; a test makes a disk small by it */
    RunDatabases(List<String> settings) {
        this.settings = settings;
    }

    /** Makes the file of a new run; header and first events become durable with the first commit. */
    RunDatabase create(Path file, Journal.Header header) throws SQLException, IOException {
        return RunDatabase.create(file, blank(), header, settings);
    }

    /** Opens the file of a run that goes on. */
    RunDatabase reopen(Path file) throws SQLException, IOException {
        return RunDatabase.reopen(file, settings);
    }

    private synchronized byte[] blank() throws SQLException {
        byte @Nullable [] bytes = blank;
        if (bytes == null) {
            bytes = RunSchema.blank();
            blank = bytes;
        }
        return bytes;
    }
}
