package dev.flowbench.store;

import dev.flowbench.engine.port.JournalException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** What the store says to people. */
final class StoreTexts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.flowbench.store.messages");
    /** SQLite tells more in the higher bits of a code. */
    private static final int PLAIN_CODE = 0xff;

    private StoreTexts() {}

    static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(arguments);
    }

    /**
     * @param key what was tried: {@code read}, {@code write} or {@code folder}; another program's lock and a file that is
     *     no database are named as such whatever was tried
     */
    static JournalException fault(String key, Path place, @Nullable Throwable cause) {
        String why = cause == null || cause.getMessage() == null ? "" : " (" + words(cause.getMessage()) + ")";
        return new JournalException(text(cause instanceof SQLException sql ? key(key, sql) : key, place) + why, cause);
    }

    /** SQLite says a thing twice, behind its code: {@code [SQLITE_FULL] Insertion failed … (database or disk is full)}. */
    private static String words(String said) {
        return said.replaceFirst("^\\[SQLITE_\\w+\\]\\s+([^(]+?)\\s*\\(.*\\)$", "$1");
    }

    private static String key(String key, SQLException fault) {
        int code = fault.getErrorCode() & PLAIN_CODE;
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return "locked";
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return key.equals("write") ? "broken" : "read";
        }
        return key;
    }
}
