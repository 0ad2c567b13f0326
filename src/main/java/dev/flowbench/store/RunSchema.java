package dev.flowbench.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flowbench.engine.port.Journal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** The tables of a run's file, and how they grew. */
final class RunSchema {
    /**
     * 1: header up to the document's file. 2: further documents, origin, prices, options, where it was recorded; sums of
     * header and blocks.
     */
    static final int VERSION = 2;

    /** "FBrn", so that other tools can tell what the file is. */
    private static final int APPLICATION = 0x4642726e;
    private static final String FIRST = "run, workflow, name, document, started, simulated, seed, semantics, file";
    /** What version 2 added, with what holds for a file that has none of it. */
    private static final List<String> SECOND = List.of("documents TEXT DEFAULT '{}'", "origin TEXT DEFAULT ''",
            "prices TEXT DEFAULT ''", "options TEXT DEFAULT '{}'", "imported INTEGER DEFAULT 0", "sum INTEGER");
    private static final JsonMapper JSON = new JsonMapper();

    private RunSchema() {}

    /**
     * The bytes of a run's file before anything is in it. Writing them at once costs one synchronisation; letting SQLite
     * make the tables costs it five, 50 ms on a slow disk.
     */
    static byte[] blank() throws SQLException {
        var config = new SQLiteConfig();
        config.setApplicationId(APPLICATION);
        config.setUserVersion(VERSION);
        try (Connection memory = config.createConnection("jdbc:sqlite::memory:");
                Statement statement = memory.createStatement()) {
            statement.execute("CREATE TABLE header (run TEXT, workflow TEXT, name TEXT, document TEXT,"
                    + " started INTEGER, simulated INTEGER, seed INTEGER, semantics INTEGER, file TEXT, "
                    + String.join(", ", SECOND) + ")");
            statement.execute("CREATE TABLE block (first INTEGER PRIMARY KEY, last INTEGER, lines BLOB, sum INTEGER)");
            byte[] bytes = memory.unwrap(SQLiteConnection.class).serialize("main");
            // File format, bytes 18 and 19: 2 for WAL.
            bytes[18] = 2;
            bytes[19] = 2;
            return bytes;
        }
    }

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA user_version")) {
            return version.next() ? version.getInt(1) : 0;
        }
    }

    /** Makes a file of an older version one of this; durable with the next commit. */
    static void upgrade(Connection connection) throws SQLException {
        if (version(connection) >= VERSION) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String column : SECOND) {
                statement.execute("ALTER TABLE header ADD COLUMN " + column);
            }
            statement.execute("ALTER TABLE block ADD COLUMN sum INTEGER");
            statement.execute("PRAGMA user_version = " + VERSION);
        }
    }

    static void insert(Connection connection, Journal.Header header) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO header (" + FIRST
                + ", documents, origin, prices, options, imported, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, header.run());
            insert.setString(2, header.workflow());
            insert.setString(3, header.name());
            insert.setString(4, header.document());
            insert.setLong(5, header.startedAt());
            insert.setBoolean(6, header.simulated());
            insert.setLong(7, header.seed());
            insert.setInt(8, header.semantics());
            insert.setString(9, header.file());
            insert.setString(10, JSON.writeValueAsString(header.documents()));
            insert.setString(11, header.origin());
            insert.setString(12, header.prices());
            insert.setString(13, header.options());
            insert.setBoolean(14, header.imported());
            insert.setLong(15, sum(header));
            insert.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new SQLException(e);
        }
    }

    /** The header in a file of this version or an older one; empty where none was ever committed. */
    static Optional<Journal.Header> header(Connection connection) throws SQLException {
        String second = version(connection) < VERSION
                ? "'{}', '', '', '{}', 0, NULL"
                : "documents, origin, prices, options, imported, sum";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + FIRST + ", " + second + " FROM header")) {
            if (!row.next()) {
                return Optional.empty();
            }
            var header = new Journal.Header(text(row, 1), text(row, 2), text(row, 3), text(row, 4),
                    documents(text(row, 10)), row.getLong(5), row.getBoolean(6), row.getLong(7), row.getInt(8),
                    text(row, 9), text(row, 11), text(row, 12), text(row, 13), row.getBoolean(14));
            long sum = row.getLong(15);
            if (!row.wasNull() && sum != sum(header)) {
                throw new SQLException("the header is not what was written");
            }
            return Optional.of(header);
        }
    }

    /** What is compared on reading: a bit that fell over within a text would not be seen otherwise. */
    static long sum(byte[] bytes) {
        var sum = new CRC32C();
        sum.update(bytes);
        return sum.getValue();
    }

    private static long sum(Journal.Header header) throws SQLException {
        try {
            return sum(JSON.writeValueAsBytes(List.of(header.run(), header.workflow(), header.name(), header.document(),
                    header.documents(), header.startedAt(), header.simulated(), header.seed(), header.semantics(),
                    header.file(), header.origin(), header.prices(), header.options(), header.imported())));
        } catch (JsonProcessingException e) {
            throw new SQLException(e);
        }
    }

    /** What a sound file always has. */
    private static String text(ResultSet row, int column) throws SQLException {
        @Nullable String text = row.getString(column);
        if (text == null) {
            throw new SQLException("column " + column + " of the header is empty");
        }
        return text;
    }

    private static Map<String, String> documents(String json) throws SQLException {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException(e);
        }
    }
}
