package dev.flowbench.flow.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is no workflow document at all. Its message is for people: where, what, and the way out. */
public final class UnreadableDocument extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String what;
    private final String wayOut;
    private final @Nullable Position position;
    private final transient @Nullable Path file;

    UnreadableDocument(@Nullable Path file, @Nullable Position position, String code, Object... arguments) {
        this(file, position, code, FileTexts.text(code, arguments), FileTexts.text(code + ".wayOut", arguments));
    }

    private UnreadableDocument(
            @Nullable Path file, @Nullable Position position, String code, String what, String wayOut) {
        super(where(file, position) + what + " " + wayOut);
        this.file = file;
        this.position = position;
        this.code = code;
        this.what = what;
        this.wayOut = wayOut;
    }

    private static String where(@Nullable Path file, @Nullable Position position) {
        var where = new StringBuilder();
        if (file != null) {
            where.append(file.getFileName() == null ? file : file.getFileName());
        }
        if (position != null) {
            where.append(where.isEmpty() ? "" : ", ")
                    .append(FileTexts.text("where", position.line(), position.column()));
        }
        return where.isEmpty() ? "" : where.append(": ").toString();
    }

    UnreadableDocument in(Path newFile) {
        return new UnreadableDocument(newFile, position, code, what, wayOut);
    }

    /** {@return the stable name of what is wrong, such as {@code TRUNCATED}} */
    public String code() {
        return code;
    }

    /** {@return what is wrong, a sentence without the place} */
    public String what() {
        return what;
    }

    /** {@return what to do about it, a sentence} */
    public String wayOut() {
        return wayOut;
    }

    /** {@return where in the text; null where it is about the whole file} */
    public @Nullable Position position() {
        return position;
    }

    /** {@return the file; null for a text that came from no file} */
    public @Nullable Path file() {
        return file;
    }

    /** {@return file, line, column, what, way out, in one line; never null} */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
