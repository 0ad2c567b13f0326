package dev.flowbench.flow.file;

import java.nio.file.Path;

/** A document that could not be saved. The file on disk is as it was. The message is for people. */
public sealed class UnsavedDocument extends Exception permits SaveConflict {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String what;
    private final String wayOut;

    UnsavedDocument(Path file, String code, Object... arguments) {
        super(file.getFileName() + ": " + FileTexts.text(code, arguments) + " "
                + FileTexts.text(code + ".wayOut", arguments));
        this.code = code;
        this.what = FileTexts.text(code, arguments);
        this.wayOut = FileTexts.text(code + ".wayOut", arguments);
    }

    /** {@return the stable name of what is wrong, such as {@code DISK_FULL}} */
    public String code() {
        return code;
    }

    /** {@return what is wrong, a sentence without the file} */
    public String what() {
        return what;
    }

    /** {@return what to do about it, a sentence} */
    public String wayOut() {
        return wayOut;
    }

    /** {@return file, what, way out, in one line; never null} */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
