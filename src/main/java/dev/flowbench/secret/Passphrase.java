package dev.flowbench.secret;

import java.util.Optional;

/** Whoever knows the passphrase of the encrypted file. */
@FunctionalInterface
public interface Passphrase {
    /** A new one has as many characters at least. */
    int SHORTEST = 8;

    /**
     * Asks for it.
     *
     * @param fresh whether a new one is chosen, which a person should type twice
     * @return empty where nobody can be asked; without a character where somebody was asked and gave none
     */
    Optional<char[]> ask(boolean fresh);
}
