package dev.flowbench.flow.schema;

/** A schema that is itself wrong, or a text that is not of the type its schema asks for. The message is for people. */
public final class SchemaException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String pointer;

    SchemaException(String pointer, String key, Object... arguments) {
        super(Messages.text(key, arguments));
        this.pointer = pointer;
    }

    /** {@return the place as a JSON Pointer: in the schema, or of the field; empty for the whole} */
    public String pointer() {
        return pointer;
    }

    /** {@return the message; never null} */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
