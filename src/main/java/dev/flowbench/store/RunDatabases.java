package dev.flowbench.store;

import dev.flowbench.engine.port.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Opens the files of runs to write to. For several threads. */
final class RunDatabases {
    private final List<String> settings;
    private final UnaryOperator<Connection> connections;
    private byte @Nullable [] blank;

    /** @param settings SQL said to each connection after the usual settings; a test makes a disk small by it */
    RunDatabases(List<String> settings) {
        this(settings, UnaryOperator.identity());
    }

    /** @param connections given each connection to write by; a test looks on by it */
    RunDatabases(List<String> settings, UnaryOperator<Connection> connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /** Makes the file of a new run; header and first events become durable with the first commit. */
    RunDatabase create(Path file, Journal.Header header) throws SQLException, IOException {
        return RunDatabase.create(file, blank(), header, this::connected);
    }

    /** Opens the file of a run that goes on. */
    RunDatabase reopen(Path file) throws SQLException, IOException {
        return RunDatabase.reopen(file, this::connected);
    }

    /** A connection that is about to be used: with the settings said to it. */
    private Connection connected(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                statement.execute(setting);
            }
        }
        return connections.apply(connection);
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
