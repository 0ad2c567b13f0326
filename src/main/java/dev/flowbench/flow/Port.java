package dev.flowbench.flow;

/**
 * A place where wires end.
 *
 * @param name identifier that expressions accept
 * @param type what flows through it
 * @param required whether the node is skipped when nothing arrives
 */
public record Port(String name, Type type, boolean required) {
    /** What flows through a port; drawn by its outline. */
    public enum Type {
        /** Not known before the run. */
        ANY,
        TEXT,
        /** An object, a number, a truth value. */
        STRUCTURED,
        LIST,
        /** No value, only "go". */
        WHEN;

        /** Whether a wire may lead from this type to that one. */
        public boolean fits(Type target) {
            // Text is rendered from anything, and what is not known before the run cannot be refused before it.
            return target == this || target == ANY || this == ANY || target == WHEN || target == TEXT
                    || (this == STRUCTURED && target == LIST);
        }
    }

    public static Port required(String name, Type type) {
        return new Port(name, type, true);
    }

    public static Port optional(String name, Type type) {
        return new Port(name, type, false);
    }
}
