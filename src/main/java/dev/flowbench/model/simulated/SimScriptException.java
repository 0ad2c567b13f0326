package dev.flowbench.model.simulated;

import org.jspecify.annotations.Nullable;

/** A script of the simulated model cannot be used. The message names the file, the place and the way out. */
public final class SimScriptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String place;

    private SimScriptException(String file, String place, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.file = file;
        this.place = place;
    }

    static SimScriptException of(String file, String place, String key, Object... arguments) {
        return of(file, place, null, key, arguments);
    }

    static SimScriptException of(String file, String place, @Nullable Throwable cause, String key,
            Object... arguments) {
        String where = place.isEmpty() ? file : Texts.text("script.at", file, place);
        return new SimScriptException(file, place, where + ": " + Texts.text("script." + key, arguments), cause);
    }

    /** Name of the file. */
    public String file() { return file; }

    /** Place in it, as {@code answers.judge[2].fault} or {@code line 3, column 7}; empty for the whole file. */
    public String place() {
        return place;
    }
}
