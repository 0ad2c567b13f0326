package dev.flowbench.secret;

import java.util.Optional;

/** Whoever knows the passphrase of the encrypted file. */
@FunctionalInterface
public interface Passphrase {
    /**
     * Asks for it.
     *
     * @param fresh whether a new one is chosen, which a person should type twice
     * @return empty where nobody answers
     */
    Optional<char[]> ask(boolean fresh);
}
