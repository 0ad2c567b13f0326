package dev.flowbench.desktop.inspector;

import org.jspecify.annotations.Nullable;

/** How a value is written in a field, and read from it. */
interface Format {
    /** What the field shows; "" for null. */
    String write(@Nullable Object value);

    /**
     * The value of what was typed; null for nothing.
     *
     * @throws BadInput if it is no such value: it is kept as a draft and shown with the reason
     */
    @Nullable Object read(String text) throws BadInput;

    /** What is wrong with a value that can stand in the document all the same; null for nothing. */
    default @Nullable Mistake mistake(@Nullable Object value) {
        return null;
    }

    /**
     * A mistake in a text.
     *
     * @param message for people
     * @param start where it begins in the text
     * @param end where it ends; the same as start where only the place is known
     */
    record Mistake(String message, int start, int end) {}

    /** A text that is no value of the field. */
    final class BadInput extends Exception {
        private static final long serialVersionUID = 1L;

        private final int offset;

        BadInput(String message) {
            this(message, 0);
        }

        /** @param offset where in the text */
        BadInput(String message, int offset) {
            super(message);
            this.offset = offset;
        }

        int offset() {
            return offset;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
