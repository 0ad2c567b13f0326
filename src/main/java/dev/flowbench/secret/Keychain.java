package dev.flowbench.secret;

import java.io.IOException;
import java.util.Optional;

/** A keychain of the system. For any thread that may wait. */
public interface Keychain extends AutoCloseable {
    /** None. */
    Keychain NONE = new Keychain() {
        @Override
        public Optional<String> absence() { return Optional.of(SecretTexts.text("keychain.off")); }

        @Override
        public Optional<String> read(String name) throws IOException { throw absent(); }

        @Override
        public void write(String name, String value) throws IOException { throw absent(); }

        @Override
        public void delete(String name) throws IOException { throw absent(); }

        private IOException absent() { return new IOException(SecretTexts.text("keychain.off")); }
    };

    /** Why there is none, a sentence for people; empty where there is one. */
    Optional<String> absence();

    /**
     * A value; empty where it keeps none of that name.
     *
     * @throws IOException if it cannot be read: locked, or its owner said no
     */
    Optional<String> read(String name) throws IOException;

    /** @throws IOException if it cannot be written */
    void write(String name, String value) throws IOException;

    /**
     * Forgets a value, if there is one.
     *
     * @throws IOException if it cannot be written
     */
    void delete(String name) throws IOException;

    /** Lets go of it. What comes after may open it again. */
    @Override
    default void close() {}
}
