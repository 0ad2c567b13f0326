package dev.flowbench.flow.text;

/**
 * A template or an expression that cannot be read, or that cannot give a value for what it was given. The message is
 * for people and stands on its own; the place is where in the text the trouble is.
 */
public final class TextException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int line;
    private final int column;
    private final int offset;

    TextException(String text, int offset, String code, Object... arguments) {
        super(Messages.text(code, arguments));
        this.code = code;
        this.offset = Math.clamp(offset, 0, text.length());
        var before = text.substring(0, this.offset);
        this.line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        this.column = this.offset - before.lastIndexOf('\n');
    }

    /** {@return the stable name of what is wrong, such as {@code TEMPLATE_UNCLOSED_TAG}} */
    public String code() {
        return code;
    }

    /** {@return the line in the text, from 1} */
    public int line() {
        return line;
    }

    /** {@return the column in that line, from 1, in UTF-16 units as editors count them} */
    public int column() {
        return column;
    }

    /** {@return the offset in the text, from 0 to its length, in UTF-16 units} */
    public int offset() {
        return offset;
    }

    /** {@return the message; never null} */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
